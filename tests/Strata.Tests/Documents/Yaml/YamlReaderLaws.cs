using System.Text;
using CsCheck;
using Strata.Values;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Strata.Tests.Documents.Yaml;

/// <summary>What holds for every text: a second reader understands it alike where it is well formed, and it ends well where it is not.</summary>
public class YamlReaderLaws
{
    // Pieces that mean something, so that a random change is hardly ever without one.
    private static readonly string[] Pieces =
        ["a", ": ", ":", "\n", "\n  ", "- ", "? ", "[", "]", "{", "}", ",", "#", " # c\n", "&x ", "*x", "!t ", "!", "|\n", ">-\n", "|2\n", "---\n", "...\n", "\"", "'", "\\", "\t", "\r", "%", "@", "é", "😀", "\uFEFF", "<<: *x"];

    private static readonly string[] Files =
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "overrides"), "*.yml", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllText)];

    [Fact]
    public void Read_WellFormedText_IsUnderstoodAsByYamlDotNet() =>
        Gen.Int.Select(RandomYaml.Of).Sample(AssertAlike, iter: 5_000);

    [Fact]
    public void Read_BundledFiles_AreUnderstoodAsByYamlDotNet()
    {
        Assert.NotEmpty(Files);
        Assert.All(Files, AssertAlike);
    }

    [Fact]
    public void Read_ChangedText_GivesDocumentsOrAnErrorWithinTheText() =>
        Gen.Select(Gen.Int[0, Files.Length - 1], Gen.Int[0, 4000], Changes).Sample(
            static (file, from, changes) => AssertDocumentsOrErrors(Change(string.Concat(Files[file].Skip(from).Take(500)), changes)),
            iter: 10_000);

    [Fact]
    public void Read_ChangedRandomText_GivesDocumentsOrAnErrorWithinTheText() =>
        Gen.Select(Gen.Int.Select(RandomYaml.Of), Changes).Sample(
            static (text, changes) => AssertDocumentsOrErrors(Change(text, changes)),
            iter: 10_000);

    private static void AssertAlike(string text)
    {
        // It gives no place to the mapping that is written without braces: [key: value].
        const string NoPlace = "1:1 {";
        var theirs = FromYamlDotNet(text);

        Assert.Equal(theirs, RecordedEvents.WithPlaces(text).Select((ours, i) => i > 1 && theirs.ElementAtOrDefault(i) == NoPlace && ours.EndsWith(" {", StringComparison.Ordinal) ? NoPlace : ours));
    }

    private static Gen<(int At, int Remove, int Piece)[]> Changes => Gen.Select(Gen.Int[0, 600], Gen.Int[0, 3], Gen.Int[0, Pieces.Length - 1]).Array[1, 5];

    private static string Change(string text, (int At, int Remove, int Piece)[] changes)
    {
        foreach (var (at, remove, piece) in changes)
        {
            var start = text.Length == 0 ? 0 : at % text.Length;
            text = text.Remove(start, Math.Min(remove, text.Length - start)).Insert(start, Pieces[piece]);
        }

        return text;
    }

    private static void AssertDocumentsOrErrors(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var parsed = Parsed.From(bytes);
        var source = new SourceText("test.yml", bytes);

        Assert.Equal(parsed.Documents.IsEmpty, !parsed.Diagnostics.IsEmpty);
        Assert.All(parsed.Diagnostics, diagnostic =>
        {
            Assert.InRange(diagnostic.Position.Line, 1, source.LineCount);
            Assert.InRange(diagnostic.Position.Column, 1, source.Line(diagnostic.Position.Line).Length + 1);
        });
    }

    private static List<string> FromYamlDotNet(string text)
    {
        var events = new List<string>();
        using var reader = new StringReader(text);
        var parser = new Parser(new Scanner(reader, skipComments: true));
        while (parser.MoveNext())
        {
            if (parser.Current is StreamStart or StreamEnd)
            {
                continue;
            }

            var spelled = parser.Current switch
            {
                DocumentStart => "---",
                DocumentEnd => "...",
                MappingStart start => Node(start, "{"),
                MappingEnd => "}",
                SequenceStart start => Node(start, "["),
                SequenceEnd => "]",
                AnchorAlias alias => $"*{alias.Value.Value}",
                Scalar scalar => Node(scalar, RecordedEvents.Scalar(StyleOf(scalar), scalar.Value)),
                _ => "?",
            };
            events.Add(RecordedEvents.IsPlaced(spelled) ? $"{parser.Current!.Start.Line}:{parser.Current.Start.Column} {spelled}" : spelled);
        }

        return events;
    }

    private static string Node(NodeEvent node, string content) => RecordedEvents.Node(
        node.Anchor.IsEmpty ? null : node.Anchor.Value,
        node.Tag.IsEmpty || (node.Tag.IsNonSpecific && node.Tag.Value == "?") ? null : node.Tag.Value,
        content);

    private static int StyleOf(Scalar scalar) => scalar.Style switch
    {
        YamlDotNet.Core.ScalarStyle.SingleQuoted => 1,
        YamlDotNet.Core.ScalarStyle.DoubleQuoted => 2,
        YamlDotNet.Core.ScalarStyle.Literal => 3,
        YamlDotNet.Core.ScalarStyle.Folded => 4,
        _ => 0,
    };
}
