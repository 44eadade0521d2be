using CsCheck;
using Strata.Tests.Merging;
using Strata.Tests.Values;
using Strata.Values;

namespace Strata.Tests.Interpolation;

/// <summary>What is put where a password stands is one, whatever its letters are.</summary>
public class PasswordPlaceTests
{
    private static readonly string[] Hard = ["it's", "a b", "a\"b", "a<b", "a\nb", "5432/x", "5432", "a@b", "a:b", "a/b", "'", "://x", "a#b?c", "x@y z", "\"", ">", "80'x"];

    public static TheoryData<string, string> Places
    {
        get
        {
            var places = new TheoryData<string, string>();
            foreach (var password in Hard)
            {
                places.Add("http://u:${PW}@h/p", password);
            }

            return places;
        }
    }

    [Fact]
    public void Interpolate_UrlsPassword_IsMaskedWhateverItHolds() => Gen.String[Gen.Char["abc019:/@?#&;='\"<>[]{}$ \n,.%"], 1, 12].Sample(static password =>
    {
        foreach (var (template, shown) in new[] { ("http://u:${PW}@h/p", "http://u:********@h/p"), ("a http://${USER}:${PW}@h/p", "a http://u:********@h/p"), ("https://h/?token=${PW}", "https://h/?token=********") })
        {
            var expected = template.Contains('?') && password is "true" or "false" ? template.Replace("${PW}", password, StringComparison.Ordinal) : shown;
            Assert.Equal(expected, Shown($"v: \"{template}\"", password));
        }
    });

    [Theory]
    [MemberData(nameof(Places))]
    public void Interpolate_UrlsPassword_IsMaskedWhateverItIs(string template, string password) =>
        Assert.Equal("http://u:********@h/p", Shown($"v: \"{template}\"", password));

    [Theory]
    [InlineData("v: http://${USER}:${PW}@h/p", "http://u:********@h/p")]
    [InlineData("v: http://${USER}:x${PW}y@h/p", "http://u:********@h/p")]
    [InlineData("v: http://${USER}@h:80/@x", "http://u@h:80/@x")]
    [InlineData("v: http://${AUTH}@h/p", "http://u:********@h/p")]
    [InlineData("v: see http://u:${PW}@h/p", "see http://u:********@h/p")]
    [InlineData("v: ${NOPE:-http://u:${PW}@h/p}", "http://u:********@h/p")]
    [InlineData("v: http://u:${NOPE:-5432/x}@h/p", "http://u:********@h/p")]
    [InlineData("v: http://u:${NOPE:-${PW}}@h/p", "http://u:********@h/p")]
    [InlineData("v: http://u:$$${PW}@h/p", "http://u:********@h/p")]
    [InlineData("v: <${config:w}>\nw: http://u:${PW}@h/p", "<http://u:********@h/p>")]
    [InlineData("v: ${config:w}\nw: http://u:${PW}@h/p", "http://u:********@h/p")]
    [InlineData("v: ${config:x}\nx: a${config:w}b\nw: http://u:${PW}@h/p", "ahttp://u:********@h/pb")]
    [InlineData("v: http://u:${config:w}@h/p\nw: 5432/x", "http://u:********@h/p")]
    [InlineData("v: http://u:${file:f}@h/p", "http://u:********@h/p")]
    [InlineData("v: https://h/?token=${PW}&x=1", "https://h/?token=********&x=1")]
    [InlineData("v: Host=h;Password=${PW};Port=1", "Host=h;Password=********;Port=1")]
    [InlineData("v: see ${URL} there", "see http://u:********@h there")]
    [InlineData("v: http://${HOST}:${PORT}/x@y", "http://host:80/x@y")]
    [InlineData("v: http://${HOST}:80/${PW}", "http://host:80/5432/x&y;z")]
    [InlineData("v: http://h/?q=${PW}", "http://h/?q=5432/x&y;z")]
    public void Interpolate_Password_IsMaskedByItsPlace(string yaml, string expected) => Assert.Equal(expected, Shown(yaml, "5432/x&y;z"));

    [Fact]
    public void Interpolate_MarkedReferenceToAPassword_KeepsItsParts() =>
        Assert.Equal("{a: http://u:********@h}", Shown("v: ${config:m}\nm: {a: \"http://u:${PW}@h\"}", "5432/x", "v"));

    [Fact]
    public void Interpolate_RequiredMessage_SaysNoPassword()
    {
        var found = Interpolated.From(Merged.Layers("v: ${NOPE:?ask http://u:${PW}@h}"), Interpolated.Env(("PW", "5432/LEAK")));

        Assert.DoesNotContain("LEAK", found.Problem.Message, StringComparison.Ordinal);
    }

    private static string Shown(string yaml, string password, string path = "v")
    {
        var found = Interpolated.From(
            Merged.Layers(yaml),
            Interpolated.Env(("PW", password), ("USER", "u"), ("AUTH", "u:5432/x"), ("HOST", "host"), ("PORT", "80"), ("URL", "http://u:a\nb@h")),
            static _ => new IncludedText(IncludeOutcome.Read, "5432/x\n"));
        Assert.Empty(found.Diagnostics);
        var node = Strata.Output.MaskedTree.Of(found.At(path), found.Sensitivity.Root);
        return node is ScalarNode scalar ? scalar.Text : Flow.Of(node);
    }
}
