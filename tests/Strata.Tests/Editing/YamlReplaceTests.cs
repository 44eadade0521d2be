using Strata.Values;

namespace Strata.Tests.Editing;

public class YamlReplaceTests
{
    private const string Envelope = "ENC[strata:1,k1,str,AAEC_-w]";

    [Theory]
    // The style stays.
    [InlineData("a: x\n", "a: w\n")]
    [InlineData("a: 'x'\n", "a: 'w'\n")]
    [InlineData("a: \"x\" # c\n", "a: \"w\" # c\n")]
    [InlineData("a:   x   # c\nb: 1\n", "a:   w   # c\nb: 1\n")]
    [InlineData("a: x", "a: w")]
    [InlineData("a: x\r\nb: 1\r\n", "a: w\r\nb: 1\r\n")]
    [InlineData("\uFEFFa: x\n", "\uFEFFa: w\n")]
    [InlineData("'a' : x\n", "'a' : w\n")]
    [InlineData("? a\n: x\n", "? a\n: w\n")]
    [InlineData("a:\n  x\n", "a:\n  w\n")]

    // Several lines become one.
    [InlineData("a: x\n  z\nb: 1\n", "a: w\nb: 1\n")]
    [InlineData("a: \"x\n  z\"\nb: 1\n", "a: \"w\"\nb: 1\n")]
    [InlineData("a: |\n  x\n  z\nb: 1\n", "a: w\nb: 1\n")]
    [InlineData("a: >2- # c\n   x\n\n  z\n\nb: 1\n", "a: w # c\n\nb: 1\n")]
    [InlineData("a: |+\r\n  x\r\n\r\n# d\r\nb: 1\r\n", "a: w\r\n\r\n# d\r\nb: 1\r\n")]
    [InlineData("a: |\n  x", "a: w")]
    [InlineData("a: |\n\nb: 1\n", "a: w\n\nb: 1\n")]

    // Tags and anchors stay.
    [InlineData("a: !secret &n x\n", "a: !secret &n w\n")]
    [InlineData("a: &n !secret\n  'x'\n", "a: &n !secret\n  'w'\n")]
    [InlineData("a: !secret |\n  x\n", "a: !secret w\n")]
    [InlineData("a: !!str 5\n", "a: !!str w\n")]

    // In brackets.
    [InlineData("{a: x, b: 1}\n", "{a: w, b: 1}\n")]
    [InlineData("{\"a\":\"x\"}\n", "{\"a\":\"w\"}\n")]
    [InlineData("{ a: x }", "{ a: w }")]

    // Nothing stands there.
    [InlineData("a:\nb: 1\n", "a: w\nb: 1\n")]
    [InlineData("a: # c\nb: 1\n", "a: w # c\nb: 1\n")]
    [InlineData("a: !secret\nb: 1\n", "a: !secret w\nb: 1\n")]
    [InlineData("a: !secret # c\n", "a: !secret w # c\n")]
    [InlineData("{a, b: 1}\n", "{a: w, b: 1}\n")]
    [InlineData("{b: 1, a: }\n", "{b: 1, a: w}\n")]
    [InlineData("{a:}\n", "{a: w}\n")]
    public void Replace_Text_ChangesItAlone(string text, string expected) => Assert.Equal(expected, Edited.Replace(text, "a", "w"));

    [Theory]
    [InlineData("a: x\n", $"a: {Envelope}\n")]
    [InlineData("a: 'x'\n", $"a: '{Envelope}'\n")]
    [InlineData("a: 5 # c\n", $"a: {Envelope} # c\n")]
    [InlineData("{a: 5}\n", $"{{a: \"{Envelope}\"}}\n")]
    [InlineData("{a: 'x'}\n", $"{{a: '{Envelope}'}}\n")]
    [InlineData("a: |\n  x\n  w\n", $"a: {Envelope}\n")]
    public void Replace_ByAnEnvelope_QuotesItInBracketsOnly(string text, string expected) => Assert.Equal(expected, Edited.Replace(text, "a", Envelope));

    [Theory]
    [InlineData("a: x\n", "5", "a: \"5\"\n")]
    [InlineData("a: x\n", "true", "a: \"true\"\n")]
    [InlineData("a: x\n", "", "a: \"\"\n")]
    [InlineData("a: x\n", " w", "a: \" w\"\n")]
    [InlineData("a: x\n", "w: z", "a: \"w: z\"\n")]
    [InlineData("a: x\n", "w #z", "a: \"w #z\"\n")]
    [InlineData("a: x\n", "w\nz\t\"\\\u0001", "a: \"w\\nz\\t\\\"\\\\\\u0001\"\n")]
    [InlineData("a: 'x'\n", "it's # ", "a: 'it''s # '\n")]
    [InlineData("a: 'x'\n", "w\nz", "a: \"w\\nz\"\n")]
    [InlineData("a: x\n", "é 😀", "a: é 😀\n")]
    [InlineData("a: x\n", "\uFEFF\u2028", "a: \"\\ufeff\\u2028\"\n")]
    [InlineData("{a: x}\n", "w, z", "{a: \"w, z\"}\n")]
    public void Replace_ByTextThatCannotStandPlain_QuotesIt(string text, string value, string expected) => Assert.Equal(expected, Edited.Replace(text, "a", value));

    [Theory]
    [InlineData("a: x\n", "5", ScalarType.Integer, "a: 5\n")]
    [InlineData("a: \"x\"\n", "0x1F", ScalarType.Integer, "a: 0x1F\n")]
    [InlineData("a: 'x'\n", ".inf", ScalarType.Float, "a: .inf\n")]
    [InlineData("a: |\n  x\n", "false", ScalarType.Boolean, "a: false\n")]
    [InlineData("{a: \"x\"}\n", "~", ScalarType.Null, "{a: ~}\n")]
    [InlineData("a: x\n", "", ScalarType.Null, "a: null\n")]
    public void Replace_ByAnotherType_IsPlain(string text, string value, ScalarType type, string expected) => Assert.Equal(expected, Edited.Replace(text, "a", value, type));

    [Fact]
    public void Replace_InLists_ChangesTheItem()
    {
        const string Text = "a:\n- x # 0\n- - x\n  - k: x\n    l: |-\n      x\n- [x, {b: x}, c: x]\n";

        Assert.Equal("a:\n- w # 0\n- - x\n  - k: x\n    l: |-\n      x\n- [x, {b: x}, c: x]\n", Edited.Replace(Text, "a[0]", "w"));
        Assert.Equal("a:\n- x # 0\n- - x\n  - k: x\n    l: w\n- [x, {b: x}, c: x]\n", Edited.Replace(Text, "a[1][1].l", "w"));
        Assert.Equal("a:\n- x # 0\n- - x\n  - k: x\n    l: |-\n      x\n- [x, {b: w}, c: x]\n", Edited.Replace(Text, "a[2][1].b", "w"));
        Assert.Equal("a:\n- x # 0\n- - x\n  - k: x\n    l: |-\n      x\n- [x, {b: x}, c: w]\n", Edited.Replace(Text, "a[2][2].c", "w"));
    }

    [Fact]
    public void Replace_InTheSecondDocument_LeavesTheFirst() =>
        Assert.Equal("a: x\n--- # c\na: w\n...\n", Edited.Replace("a: x\n--- # c\na: x\n...\n", "a", "w", document: 1));

    [Fact]
    public void Replace_Several_AreMadeAtOnce() => Assert.Equal(
        "a: w\nb: \"5\"\nc: {d: z}\n",
        Edited.Apply("a: x\nb: 1\nc: {d: e}\n", static edit =>
        {
            edit.Replace(0, ConfigPath.Parse("c.d"), "z", ScalarType.String);
            edit.Replace(0, ConfigPath.Parse("a"), "w", ScalarType.String);
            edit.Replace(0, ConfigPath.Parse("b"), "5", ScalarType.String);
        }));

    [Theory]
    [InlineData("a: &n x\nb: *n\n", "a", "a and b are one value, written at test.yml:1:4")]
    [InlineData("a: &n x\nb: *n\n", "b", "b and a are one value, written at test.yml:1:4")]
    [InlineData("m: &n {k: x}\no:\n  <<: *n\n", "o.k", "o.k and m.k are one value, written at test.yml:1:11")]
    [InlineData("m: &n {k: x}\no:\n  <<: [*n]\n", "m.k", "m.k and o.k are one value, written at test.yml:1:11")]
    [InlineData("m: &n\n- k: x\no: *n\n", "o[0].k", "o[0].k and m[0].k are one value, written at test.yml:2:6")]
    public void Replace_WhatAnAliasRepeats_IsRefusedWithBothPlaces(string text, string path, string expected) =>
        Assert.StartsWith(expected, Edited.Refusal(text, edit => edit.Replace(0, ConfigPath.Parse(path), "w", ScalarType.String)), StringComparison.Ordinal);

    [Fact]
    public void Replace_BothPlacesOfAnAlias_IsRefused() => Assert.StartsWith(
        "b and a are written in one place, by an alias",
        Edited.Refusal("a: &n x\nb: *n\n", static edit =>
        {
            edit.Replace(0, ConfigPath.Parse("a"), "w", ScalarType.String);
            edit.Replace(0, ConfigPath.Parse("b"), "z", ScalarType.String);
        }),
        StringComparison.Ordinal);

    [Fact]
    public void Replace_WhatAMergeKeyHoldsItself_ChangesIt() => Assert.Equal("o:\n  <<: {k: w}\n", Edited.Replace("o:\n  <<: {k: x}\n", "o.k", "w"));

    [Theory]
    [InlineData("a: !!int 5\n", "a", "could not be read any more")]
    [InlineData("a: {b: 1}\n", "a", "no single value stands at a")]
    [InlineData("a: 1\n", "b", "no single value stands at b")]
    [InlineData("a: 1\n", "a.b", "no single value stands at a.b")]
    public void Replace_WhatCannotHoldIt_IsRefused(string text, string path, string expected) =>
        Assert.Contains(expected, Edited.Refusal(text, edit => edit.Replace(0, ConfigPath.Parse(path), "w", ScalarType.String)), StringComparison.Ordinal);

    [Theory]
    [InlineData("a: x\n", "w", ScalarType.Integer)]
    [InlineData("a: !!str x\n", "5", ScalarType.Integer)]
    [InlineData("a: x\n", "1, b: 2", ScalarType.Float)]
    [InlineData("a: x\n", "1\nb: 2", ScalarType.Float)]
    public void Replace_ByWhatIsReadOtherwise_IsRefused(string text, string value, ScalarType type) =>
        Assert.DoesNotContain("b: 2", Edited.Refusal(text, edit => edit.Replace(0, ConfigPath.Parse("a"), value, type)), StringComparison.Ordinal);

    // An attribute cannot hold such a text.
    [Theory]
    [InlineData("a: x\n")]
    [InlineData("a: 'x'\n")]
    [InlineData("a: \"x\"\n")]
    public void Replace_ByHalfOfACharacter_IsRefused(string text) => Assert.Contains(
        "half of a surrogate pair",
        Edited.Refusal(text, static edit => edit.Replace(0, ConfigPath.Parse("a"), "z\uD800", ScalarType.String)),
        StringComparison.Ordinal);
}
