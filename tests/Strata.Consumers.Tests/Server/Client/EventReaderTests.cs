using System.Text;
using CsCheck;
using Strata.Extensions.Configuration;

namespace Strata.Consumers.Tests.Server.Client;

/// <summary>Events out of bytes, however these come.</summary>
public sealed class EventReaderTests
{
    private static readonly Gen<string> Line = Gen.OneOf(
        "data: {\"revision\":7}", "data", "data:", "data:  two", "data: né€𝄞", "event: head", "event", "id: e1:7", "id: ", "id: e2:8\0", ": a comment", ":", "retry: 250", "retry: x", "unknown: field", "", "", "");

    private static readonly Gen<string> Stream = Gen.Select(Line, Gen.OneOf("\n", "\r\n", "\r")).Select(static (line, end) => line + end).Array[0, 30].Select(static lines => string.Concat(lines));

    [Fact]
    public void Bytes_HoweverTheyAreCut_GiveTheSameEvents() => Gen.Select(Stream, Gen.Int[1, 7].Array[1, 20], Gen.Bool).Sample(
        static (text, sizes, withMark) =>
        {
            var bytes = Encoding.UTF8.GetBytes((withMark ? "\uFEFF" : "") + text);
            var whole = new EventReader();
            var expected = whole.Take(bytes).ToList();

            var cut = new EventReader();
            var events = new List<ServerEvent>();
            for (int at = 0, turn = 0; at < bytes.Length; turn++)
            {
                var size = Math.Min(sizes[turn % sizes.Length], bytes.Length - at);
                events.AddRange(cut.Take(bytes.AsSpan(at, size)));
                at += size;
            }

            Assert.Equal(expected, events);
            Assert.Equal(whole.Retry, cut.Retry);
        },
        iter: 5000);

    [Theory]
    [InlineData("id: e:1\nevent: head\ndata: x\n\n", "head|e:1|x")]
    [InlineData("data: one\ndata: two\n\n", "message||one\ntwo")]
    [InlineData("data\n\n", "message||")]
    [InlineData("data:x\r\n\r\n", "message||x")]
    [InlineData("data:x\r\r", "message||x")]
    [InlineData("id: a\ndata: 1\n\ndata: 2\n\n", "message|a|1", "message|a|2")]
    [InlineData("id: a\ndata: 1\n\nid\ndata: 2\n\n", "message|a|1", "message||2")]
    [InlineData("event: head\n\ndata: x\n\n", "message||x")]
    [InlineData(": nothing\n\n")]
    [InlineData("data: never ended\n")]
    public void Stream_AfterTheStandard_GivesItsEvents(string text, params string[] events) =>
        Assert.Equal(events, new EventReader().Take(Encoding.UTF8.GetBytes(text)).Select(static heard => $"{heard.Name}|{heard.Id}|{heard.Data}"));

    [Theory]
    [InlineData("retry: 1500\n\n", 1500)]
    [InlineData("retry: 15x\n\n", null)]
    [InlineData("retry: -1\n\n", null)]
    [InlineData("retry: 99999999999\n\n", null)]
    public void Retry_OfDigitsAlone_IsHeeded(string text, int? milliseconds)
    {
        var reader = new EventReader();
        reader.Take(Encoding.UTF8.GetBytes(text));
        Assert.Equal(milliseconds, (int?)reader.Retry?.TotalMilliseconds);
    }

    [Fact]
    public void Line_WithoutEnd_IsRefusedBeforeItFillsTheMemory()
    {
        var reader = new EventReader();
        var part = new byte[16 * 1024];
        part.AsSpan().Fill((byte)'x');
        Assert.Throws<InvalidDataException>(() =>
        {
            for (var i = 0; i < 16; i++)
            {
                reader.Take(part);
            }
        });
    }

    [Fact]
    public void Event_WithoutEnd_IsRefusedBeforeItFillsTheMemory()
    {
        var reader = new EventReader();
        var line = Encoding.UTF8.GetBytes($"data: {new string('x', 32 * 1024)}\n");
        Assert.Throws<InvalidDataException>(() =>
        {
            for (var i = 0; i < 16; i++)
            {
                reader.Take(line);
            }
        });
    }
}
