using Strata.Values;

namespace Strata.Tests.Values;

public class CoreSchemaTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0", "0")]
    [InlineData("+007", "7")]
    [InlineData("-010", "-10")]
    [InlineData("0x1F", "31")]
    [InlineData("0xFFFFFFFFFFFFFFFF", "18446744073709551615")]
    [InlineData("0o17", "15")]
    [InlineData("0o2000000000000000000000", "18446744073709551616")]
    [InlineData("+000123456789012345678901234567890", "123456789012345678901234567890")]
    [InlineData("-000123456789012345678901234567890", "-123456789012345678901234567890")]
    public void CanonicalInteger_AnySpelling_IsDecimal(string text, string expected) => Assert.Equal(expected, CoreSchema.CanonicalInteger(text));

    [Fact]
    public void CanonicalInteger_MillionDigits_TakesNoTime()
    {
        var digits = new string('7', 1_000_000);

        Assert.Equal(digits, CoreSchema.CanonicalInteger("+" + digits));
        Assert.Equal(ScalarType.String, CoreSchema.TypeOf("0o" + digits));
        Assert.Equal(ScalarType.String, CoreSchema.TypeOf("0x" + digits));
        Assert.Equal(ScalarType.Integer, CoreSchema.TypeOf("0x" + digits[..4000]));
    }
}
