using System.Text;
using CsCheck;
using Strata.Secrets;

namespace Strata.Tests.Secrets;

public class CanonicalBase64Tests
{
    [Fact]
    public void TryDecode_WhatWasEncoded_IsReadAgain() => Gen.Select(Gen.Byte.Array[0, 100], Gen.Bool).Sample(static (bytes, padded) =>
    {
        var text = CanonicalBase64.Encode(bytes, padded);
        Assert.Equal(padded ? Convert.ToBase64String(bytes) : Convert.ToBase64String(bytes).Replace("=", "", StringComparison.Ordinal), text);
        Assert.Equal(bytes, CanonicalBase64.TryDecode(Encoding.ASCII.GetBytes(text), padded));
    });

    [Fact]
    public void TryDecode_AnyText_IsThatWhichIsEncodedOfIt() => Gen.Select(Gen.Char["AQgw/+=- \n"].Array[0, 9], Gen.Bool).Sample(static (text, padded) =>
    {
        var bytes = CanonicalBase64.TryDecode(Encoding.ASCII.GetBytes(text), padded);
        Assert.True(bytes is null || CanonicalBase64.Encode(bytes, padded) == new string(text));
    });

    [Theory]
    [InlineData("AA==", true, true)]
    [InlineData("AA", false, true)]
    [InlineData("AA==", false, false)]
    [InlineData("AA", true, false)]
    [InlineData("AB==", true, false)]
    [InlineData("AB", false, false)]
    [InlineData("A", false, false)]
    [InlineData("A===", true, false)]
    [InlineData("A A=", true, false)]
    [InlineData("AA==AA==", true, false)]
    [InlineData("AA==\n", true, false)]
    [InlineData("A-_A", true, false)]
    [InlineData("", true, true)]
    public void TryDecode_Text_IsReadOnlyWhereItIsCanonical(string text, bool padded, bool isRead) => Assert.Equal(isRead, CanonicalBase64.TryDecode(Encoding.ASCII.GetBytes(text), padded) is not null);
}
