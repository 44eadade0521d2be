using CsCheck;
using Strata.Secrets.Age;

namespace Strata.Tests.Secrets.Age;

public class Bech32Tests
{
    // Of BIP 173, its valid and its invalid ones, but for those that only break the limit of 90 characters.
    [Theory]
    [InlineData("A12UEL5L")]
    [InlineData("a12uel5l")]
    [InlineData("an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs")]
    [InlineData("abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw")]
    [InlineData("?1ezyfcl")]
    public void TryDecode_VectorOfTheStandard_IsRead(string text) => Assert.True(Bech32.TryDecode(text, out _, out var problem), problem);

    [Theory]
    [InlineData("", "cut short")]
    [InlineData("pzry9x0s0muk", "cut short")]
    [InlineData("1pzry9x0s0muk", "cut short")]
    [InlineData("li1dgmt3", "cut short")]
    [InlineData("x1b4n0q5v", "character")]
    [InlineData("A1G7SGD8", "checksum")]
    [InlineData("A12uEL5L", "mixed")]
    [InlineData("a12uel5L", "mixed")]
    [InlineData("a12uel5m", "checksum")]
    public void TryDecode_WrongText_SaysWhyAndShowsNothing(string text, string problem)
    {
        Assert.False(Bech32.TryDecode(text, out var data, out var said));
        Assert.Contains(problem, said!, StringComparison.Ordinal);
        Assert.Empty(data);
    }

    [Fact]
    public void TryDecode_BitsBeyondTheLastByte_AreRefused()
    {
        // 0x00 is two groups of zeros; the last bit of the second is no part of it.
        var text = Bech32.Encode("x", [0]);
        Assert.True(Bech32.TryDecode(text, out _, out _));
        var wrong = Checksummed("x1qp");

        Assert.False(Bech32.TryDecode(wrong, out _, out var problem));
        Assert.Contains("bits", problem!, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_AnyBytes_AreReadAgainInBothCases() => Gen.Byte.Array[0, 300].Sample(static bytes =>
    {
        foreach (var prefix in new[] { "age", "AGE-SECRET-KEY-" })
        {
            var text = Bech32.Encode(prefix, bytes);
            Assert.True(Bech32.TryDecode(text, out var data, out var problem), problem);
            Assert.Equal(bytes, data);
            Assert.Equal(prefix, Bech32.PrefixOf(text));
            Assert.Equal(prefix == "age" ? text.ToLowerInvariant() : text.ToUpperInvariant(), text);
        }
    });

    [Fact]
    public void TryDecode_OneCharacterOrTwoChanged_IsRefused() => Gen.Select(Gen.Byte.Array[32], Gen.Int[0, 57], Gen.Int[0, 57], Gen.Int[1, 31]).Sample(static (bytes, first, second, by) =>
    {
        const string Characters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
        var text = Bech32.Encode("age", bytes).ToCharArray();
        foreach (var at in new[] { first, second }.Distinct())
        {
            text[4 + at] = Characters[Characters.IndexOf(text[4 + at]) ^ by];
        }

        Assert.False(Bech32.TryDecode(text, out _, out _));
    });

    // With the checksum that fits, as BIP 173 computes it.
    private static string Checksummed(string text)
    {
        const string Characters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
        var state = 1u;
        foreach (var value in (int[])['x' >> 5, 0, 'x' & 31, .. text[2..].Select(static character => Characters.IndexOf(character)), 0, 0, 0, 0, 0, 0])
        {
            var top = state >> 25;
            state = ((state & 0x1ffffff) << 5) ^ (uint)value;
            uint[] terms = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
            for (var i = 0; i < terms.Length; i++)
            {
                state ^= ((top >> i) & 1) == 1 ? terms[i] : 0;
            }
        }

        return text + string.Concat(Enumerable.Range(0, 6).Select(i => Characters[(int)((state ^ 1) >> (5 * (5 - i))) & 31]));
    }
}
