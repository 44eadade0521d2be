using CsCheck;
using Strata.Validation.Schemas;
using Strata.Validation.Schemas.Formats;

namespace Strata.Tests.Validation.Schemas.Formats;

public class FormatRulesTests
{
    [Theory]
    [InlineData(SchemaDialect.Draft4, "date-time email hostname ipv4 ipv6 regex uri")]
    [InlineData(SchemaDialect.Draft6, "date-time email hostname ipv4 ipv6 json-pointer regex uri uri-reference uri-template")]
    [InlineData(SchemaDialect.Draft7, "date date-time email hostname idn-email idn-hostname ipv4 ipv6 iri iri-reference json-pointer regex relative-json-pointer time uri uri-reference uri-template")]
    [InlineData(SchemaDialect.Draft201909, "date date-time duration email hostname idn-email idn-hostname ipv4 ipv6 iri iri-reference json-pointer regex relative-json-pointer time uri uri-reference uri-template uuid")]
    [InlineData(SchemaDialect.Draft202012, "date date-time duration email hostname idn-email idn-hostname ipv4 ipv6 iri iri-reference json-pointer regex relative-json-pointer time uri uri-reference uri-template uuid")]
    internal void Find_Dialect_KnowsTheFormatsOfItsText(SchemaDialect dialect, string expected) =>
        Assert.Equal(expected.Split(' '), FormatRules.Names.Where(name => FormatRules.Find(name, dialect) is not null));

    [Theory]
    [InlineData("Email")]
    [InlineData("color")]
    [InlineData("")]
    public void Find_UnknownName_IsNull(string name) => Assert.Null(FormatRules.Find(name, SchemaDialect.Draft202012));

    [Fact]
    public void Find_HostnameOfDraft4_LooksIntoNoPunycode()
    {
        Assert.True(FormatRules.Find("hostname", SchemaDialect.Draft4)!("xn--x"));
        Assert.False(FormatRules.Find("hostname", SchemaDialect.Draft6)!("xn--x"));
    }

    [Fact]
    public void Rules_AnyText_GiveAnAnswer() => Gen.OneOf(Gen.String, Gen.Char["0123456789:.-+PTZ/#@%[]{}~xn\"\\é😀ß\u200c"].Array[0, 24].Select(static signs => new string(signs))).Sample(
        static text =>
        {
            foreach (var name in FormatRules.Names)
            {
                FormatRules.Find(name, SchemaDialect.Draft202012)!(text);
            }
        },
        iter: 20_000);

    [Theory]
    [InlineData("1")]
    [InlineData("a.")]
    [InlineData("%41")]
    [InlineData("{a}")]
    [InlineData("{")]
    [InlineData("/~0")]
    [InlineData("é")]
    [InlineData("::")]
    [InlineData("\"\\")]
    [InlineData("xn--")]
    [InlineData("P1Y")]
    [InlineData("{1")]
    [InlineData("\\p{")]
    [InlineData("(?<")]
    public void Rules_HostileText_TakeTimeInProportion(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 60_000 / piece.Length));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        foreach (var name in FormatRules.Names)
        {
            FormatRules.Find(name, SchemaDialect.Draft202012)!(text);
            FormatRules.Find(name, SchemaDialect.Draft202012)!("0" + text);
            FormatRules.Find(name, SchemaDialect.Draft202012)!("a:" + text);
            FormatRules.Find(name, SchemaDialect.Draft202012)!("\"" + text + "\"@a");
        }

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"it took {watch.Elapsed}");
    }
}
