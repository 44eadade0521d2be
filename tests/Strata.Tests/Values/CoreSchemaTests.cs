using System.Globalization;
using System.Numerics;
using CsCheck;
using Strata.Values;

namespace Strata.Tests.Values;

public class CoreSchemaTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("-0", 0)]
    [InlineData("010", 10)]
    [InlineData("+7", 7)]
    [InlineData("0x1F", 31)]
    [InlineData("0x00000000000000000001", 1)]
    [InlineData("0o17", 15)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("0x7FFFFFFFFFFFFFFF", long.MaxValue)]
    [InlineData("0o777777777777777777777", long.MaxValue)]
    public void TryParseInteger_NumberThatFits_IsItsValue(string text, long value)
    {
        Assert.Equal(ScalarType.Integer, CoreSchema.TypeOf(text));
        Assert.True(CoreSchema.TryParseInteger(text, out var parsed));
        Assert.Equal(value, parsed);
    }

    [Theory]
    [InlineData("9223372036854775808")]
    [InlineData("0xFFFFFFFFFFFFFFFF")]
    [InlineData("0o1000000000000000000000")]
    public void TryParseInteger_NumberTooLarge_IsStillANumber(string text)
    {
        Assert.Equal(ScalarType.Integer, CoreSchema.TypeOf(text));
        Assert.False(CoreSchema.TryParseInteger(text, out _));
        Assert.True(CoreSchema.TryParseFloat(text, out var value));
        Assert.InRange(value, 9.2e18, 1.9e19);
    }

    [Theory]
    [InlineData("1.", ScalarType.Float)]
    [InlineData(".5", ScalarType.Float)]
    [InlineData("1.e5", ScalarType.Float)]
    [InlineData("-1.5E-3", ScalarType.Float)]
    [InlineData("+.inf", ScalarType.Float)]
    [InlineData(".Inf", ScalarType.Float)]
    [InlineData(".NAN", ScalarType.Float)]
    [InlineData("-.nan", ScalarType.String)]
    [InlineData(".inF", ScalarType.String)]
    [InlineData(".", ScalarType.String)]
    [InlineData("-", ScalarType.String)]
    [InlineData("+", ScalarType.String)]
    [InlineData("-.", ScalarType.String)]
    [InlineData("1e", ScalarType.String)]
    [InlineData("1e+", ScalarType.String)]
    [InlineData("e5", ScalarType.String)]
    [InlineData("0x", ScalarType.String)]
    [InlineData("0xG", ScalarType.String)]
    [InlineData("-0x1F", ScalarType.String)]
    [InlineData("0o8", ScalarType.String)]
    [InlineData("0b1", ScalarType.String)]
    [InlineData("1_000", ScalarType.String)]
    [InlineData("1,5", ScalarType.String)]
    [InlineData(" 1", ScalarType.String)]
    [InlineData("١", ScalarType.String)]
    [InlineData("1..2", ScalarType.String)]
    [InlineData("0.0.0.0", ScalarType.String)]
    [InlineData("~~", ScalarType.String)]
    [InlineData("NULL", ScalarType.Null)]
    [InlineData("NuLL", ScalarType.String)]
    [InlineData("TRUE", ScalarType.Boolean)]
    [InlineData("y", ScalarType.String)]
    [InlineData("Off", ScalarType.String)]
    public void TypeOf_PlainScalar_FollowsTheSpecification(string text, ScalarType type) => Assert.Equal(type, CoreSchema.TypeOf(text));

    [Fact]
    public void CanonicalInteger_AnySpelling_IsTheSameNumber() =>
        Gen.Select(Gen.String[Gen.Char["0123456789"], 1, 40], Gen.Int[0, 2], Gen.Int[0, 5]).Sample((digits, sign, zeros) =>
        {
            var number = BigInteger.Parse(digits, CultureInfo.InvariantCulture);
            var spelled = sign switch { 1 => "-", 2 => "+", _ => "" } + new string('0', zeros) + digits;
            var expected = (sign == 1 ? -number : number).ToString(CultureInfo.InvariantCulture);

            Assert.Equal(expected, CoreSchema.CanonicalInteger(spelled));
            Assert.Equal(number.ToString(CultureInfo.InvariantCulture), CoreSchema.CanonicalInteger("0x" + number.ToString("X", CultureInfo.InvariantCulture)));
        });

    [Theory]
    [InlineData("0o1777777777777777777777", "18446744073709551615")]
    [InlineData("0xFFFFFFFFFFFFFFFF", "18446744073709551615")]
    [InlineData("+000123456789012345678901234567890", "123456789012345678901234567890")]
    [InlineData("0o2000000000000000000000", "18446744073709551616")]
    [InlineData("-000", "0")]
    [InlineData("+0", "0")]
    public void CanonicalInteger_UnusualSpelling_IsDecimal(string text, string canonical) => Assert.Equal(canonical, CoreSchema.CanonicalInteger(text));

    [Theory(Timeout = 30_000)]
    [InlineData("+", '1')]
    [InlineData("-0", '9')]
    public async Task CanonicalInteger_MillionsOfDigits_TakesLinearTime(string before, char digit)
    {
        var digits = new string(digit, 15_000_000);
        var canonical = await Task.Run(() => CoreSchema.CanonicalInteger(before + digits), TestContext.Current.CancellationToken);

        Assert.Equal(before.TrimEnd('0').TrimStart('+') + digits, canonical);
    }

    [Theory]
    [InlineData("0x")]
    [InlineData("0o")]
    public void TypeOf_MillionsOfDigitsInAnotherBase_IsText(string prefix)
    {
        Assert.Equal(ScalarType.String, CoreSchema.TypeOf(prefix + new string('7', 1_000_000)));
        Assert.Equal(ScalarType.Integer, CoreSchema.TypeOf(prefix + new string('7', 4_000)));
    }

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    [InlineData("de-DE")]
    public void TryParseFloat_AnyCulture_ReadsThePoint(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo(culture);
            Assert.True(CoreSchema.TryParseFloat("-1.5", out var value));
            Assert.Equal(-1.5, value);
            Assert.Equal("-12", CoreSchema.CanonicalInteger("-012"));
            Assert.Equal(ScalarType.Null, CoreSchema.TypeOf("NULL"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
