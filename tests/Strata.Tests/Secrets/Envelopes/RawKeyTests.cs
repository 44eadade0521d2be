using Strata.Secrets.Envelopes;
using Strata.Values;

namespace Strata.Tests.Secrets.Envelopes;

public class RawKeyTests
{
    private const string Hex = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eff";

    [Fact]
    public void TryParse_TheSameKeyInEachSpelling_IsTheSame()
    {
        var bytes = Convert.FromHexString(Hex);
        var base64 = Convert.ToBase64String(bytes);
        string[] spellings = [Hex, Hex.ToUpperInvariant(), base64, base64.TrimEnd('='), base64.Replace('+', '-').Replace('/', '_'), $" {base64}\n"];

        Assert.Single(spellings.Select(static text => RawKey.TryParse(text)!.Fingerprint).Distinct(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("correct horse battery staple")]
    [InlineData("00010203")]
    [InlineData("zz0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eff")]
    public void TryParse_AnythingElse_IsNone(string text) => Assert.Null(RawKey.TryParse(text));

    [Fact]
    public void Wrap_OpensWithTheSameKeyAlone()
    {
        using var key = DataKey.Generate();
        using var raw = RawKey.TryParse(RawKey.Generate())!;
        using var other = RawKey.TryParse(RawKey.Generate())!;
        var wrapped = raw.Wrap(key);

        using var opened = raw.Unwrap(wrapped);
        Assert.Equal(key.Id, opened!.Id);
        Assert.True(key.Reveal().SequenceEqual(opened.Reveal()));
        Assert.Null(other.Unwrap(wrapped));
        Assert.Null(raw.Unwrap(wrapped[..^1]));
        Assert.Null(raw.Unwrap("no base64"));
        Assert.Null(raw.Unwrap((wrapped[0] == 'A' ? 'B' : 'A') + wrapped[1..]));
    }

    [Fact]
    public void Keys_ShowNothingOfThemselves()
    {
        using var key = DataKey.Generate();
        using var raw = RawKey.TryParse(Hex)!;

        Assert.Equal(SecretText.Mask, key.ToString());
        Assert.Equal(SecretText.Mask, raw.ToString());
        Assert.DoesNotContain(raw.Fingerprint, Hex, StringComparison.Ordinal);
    }
}
