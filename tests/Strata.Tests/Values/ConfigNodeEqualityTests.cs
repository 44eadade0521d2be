using System.Numerics;
using CsCheck;
using Strata.Tests.Documents;
using Strata.Values;

namespace Strata.Tests.Values;

public class ConfigNodeEqualityTests
{
    [Theory]
    [InlineData("1", "1.0")]
    [InlineData("1", "+01")]
    [InlineData("31", "0x1F")]
    [InlineData("8", "0o10")]
    [InlineData("100", "1e2")]
    [InlineData("0.05", "5.0e-2")]
    [InlineData("0.05", "+.05000")]
    [InlineData("0", "-0.0")]
    [InlineData(".inf", "+.Inf")]
    [InlineData(".nan", ".NaN")]
    [InlineData("18446744073709551616", "0x10000000000000000")]
    [InlineData("true", "TRUE")]
    [InlineData("~", "null")]
    [InlineData("a", "\"a\"")]
    [InlineData("{a: 1, b: [x, {c: 2}]}", "{b: [x, {c: 2.0}], a: 1}")]
    public void DeepEquals_SameValue_IsTrueAndHashesAgree(string left, string right)
    {
        var (x, y) = (Value(left), Value(right));

        Assert.True(ConfigNodeEquality.DeepEquals(x, y));
        Assert.True(ConfigNodeEquality.DeepEquals(y, x));
        Assert.Equal(ConfigNodeEquality.HashOf(x), ConfigNodeEquality.HashOf(y));
    }

    [Theory]
    [InlineData("1", "\"1\"")]
    [InlineData("1", "-1")]
    [InlineData("1", "10")]
    [InlineData("0.5", "0.05")]
    [InlineData("1e1", "1e2")]
    [InlineData("9007199254740993", "9007199254740992.0")]
    [InlineData("1e400", ".inf")]
    [InlineData("-.inf", ".inf")]
    [InlineData("1e99999999999", "1e99999999998")]
    [InlineData("null", "\"\"")]
    [InlineData("true", "\"true\"")]
    [InlineData("a", "A")]
    [InlineData("[1, 2]", "[2, 1]")]
    [InlineData("[1]", "[1, 1]")]
    [InlineData("{a: 1}", "{b: 1}")]
    [InlineData("{a: 1}", "{a: 1, b: 1}")]
    [InlineData("{a: null}", "{b: null}")]
    [InlineData("{}", "[]")]
    [InlineData("[[1], 2]", "[1, [2]]")]
    public void DeepEquals_OtherValue_IsFalse(string left, string right)
    {
        Assert.False(ConfigNodeEquality.DeepEquals(Value(left), Value(right)));
        Assert.False(ConfigNodeEquality.DeepEquals(Value(right), Value(left)));
    }

    [Fact]
    public void DeepEquals_NumbersInAnySpelling_AgreesWithExactArithmetic()
    {
        var number = Gen.Select(Gen.Int[-50, 50], Gen.Int[0, 3], Gen.Int[-3, 3], Gen.Bool, Spell);

        Gen.Select(number, number).Sample(pair =>
        {
            var (left, right) = (Value(pair.Item1.Text), Value(pair.Item2.Text));
            var equal = pair.Item1.Scaled == pair.Item2.Scaled;
            Assert.Equal(equal, ConfigNodeEquality.DeepEquals(left, right));
            Assert.True(!equal || ConfigNodeEquality.HashOf(left) == ConfigNodeEquality.HashOf(right));
        });
    }

    [Fact]
    public void DeepEquals_Null_EqualsNullOnly()
    {
        Assert.True(ConfigNodeEquality.DeepEquals(null, null));
        Assert.False(ConfigNodeEquality.DeepEquals(null, Value("null")));
        Assert.False(ConfigNodeEquality.DeepEquals(Value("null"), null));
    }

    // digits * 10^(power - decimals), and the same times 10^6 as a whole number.
    private static (string Text, BigInteger Scaled) Spell(int digits, int decimals, int power, bool padded)
    {
        var text = Math.Abs(digits).ToString("D" + (decimals + 1), System.Globalization.CultureInfo.InvariantCulture);
        text = decimals == 0 ? text : text.Insert(text.Length - decimals, ".") + (padded ? "00" : "");
        text = (digits < 0 ? "-" : padded ? "+0" : "") + text + (power == 0 && decimals == 0 ? "" : FormattableString.Invariant($"e{power}"));
        return (text, digits * BigInteger.Pow(10, 6 + power - decimals));
    }

    private static ConfigNode Value(string text) => Parsed.From("v: " + text + "\n").Root["v"];
}
