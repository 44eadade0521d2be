using System.Net;
using System.Numerics;
using Strata.Binding;
using Strata.Secrets;

namespace Strata.Tests.Binding;

/// <summary>A value is what is written, or a problem: never something near it.</summary>
public class ExactValuesTests
{
    [Theory]
    [InlineData("00123")]
    [InlineData("0x1F")]
    [InlineData("1e3")]
    [InlineData("True")]
    public void Secret_OfANumber_IsAsItIsWritten(string password)
    {
        var configuration = Bound.Configuration($"it: {password}");

        Assert.Equal(password, configuration.Get<Secret>("it").Reveal());
        Assert.Equal(password, configuration.GetSection("").GetSecret("it")!.Reveal());
    }

    [Fact]
    public void Parsed_OfANumber_IsAsItIsWritten()
    {
        var configuration = Bound.Configuration("version: 1.10\nguid: 00000000000000000000000000000001\nbig: 0x1F");

        Assert.Equal(new Version(1, 10), configuration.Get<Version>("version"));
        Assert.Equal(new Guid(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), configuration.Get<Guid>("guid"));
        Assert.Equal(new BigInteger(31), configuration.Get<BigInteger>("big"));
    }

    [Theory]
    [InlineData("11/30/2026")]
    [InlineData("12:30")]
    [InlineData("'2026'")]
    [InlineData("2026-11")]
    [InlineData("2026-13-01")]
    [InlineData("2026-11-30T04:05 PM")]
    [InlineData("Mon, 30 Nov 2026 04:05:06 GMT")]
    public void DateTime_OfAnotherForm_IsAProblem(string text) => Assert.Contains("STR5017", Assert.Single(Bound.Problems<DateTime>($"it: {text}")), StringComparison.Ordinal);

    [Theory]
    [InlineData("11/30/2026Z")]
    [InlineData("2026-11-30")]
    [InlineData("2026-11-30T04:05:06")]
    [InlineData("Mon, 30 Nov 2026 04:05:06 Z")]
    public void Instant_OfAnotherForm_IsAProblem(string text) => Assert.Contains("STR5017", Assert.Single(Bound.Problems<DateTimeOffset>($"it: '{text}'")), StringComparison.Ordinal);

    [Theory]
    [InlineData("2026-11-30T04:05:06Z", "2026-11-30T04:05:06.0000000+00:00")]
    [InlineData("2026-11-30 04:05:06.5+02:00", "2026-11-30T04:05:06.5000000+02:00")]
    [InlineData("2026-11-30T04:05-08:00", "2026-11-30T04:05:00.0000000-08:00")]
    [InlineData("2026-11-30T04:05:06.123456789Z", "2026-11-30T04:05:06.1234567+00:00")]
    public void Instant_OfIso_IsRead(string text, string expected) => Assert.Equal(expected, Bound.Configuration($"it: '{text}'").Get<DateTimeOffset>("it").ToString("o"));

    [Theory]
    [InlineData("2026-11-30", "2026-11-30T00:00:00.0000000")]
    [InlineData("2026-11-30 04:05", "2026-11-30T04:05:00.0000000")]
    [InlineData("2026-11-30T04:05:06+02:00", "2026-11-30T02:05:06.0000000Z")]
    public void DateTime_OfIso_IsRead(string text, string expected) => Assert.Equal(expected, Bound.Configuration($"it: '{text}'").Get<DateTime>("it").ToString("o"));

    [Theory]
    [InlineData("8000")]
    [InlineData("010.0.0.1")]
    [InlineData("127.1")]
    [InlineData("0x7f.0.0.1")]
    public void Address_OfAnotherForm_IsAProblem(string text) => Assert.Contains("expected an IP address", Assert.Single(Bound.Problems<IPAddress>($"it: {text}")), StringComparison.Ordinal);

    [Fact]
    public void Number_BeyondItsType_IsAProblemAndNotInfinity()
    {
        Assert.Contains("STR5014 expected a number that Double holds, found the number 1e400", Assert.Single(Bound.Problems<double>("it: 1e400")), StringComparison.Ordinal);
        Assert.Contains("STR5014", Assert.Single(Bound.Problems<float>("it: -1e39")), StringComparison.Ordinal);
        Assert.Contains("STR5014", Assert.Single(Bound.Problems<Half>("it: 70000")), StringComparison.Ordinal);
        Assert.Contains("STR5014", Assert.Single(Bound.Problems<decimal>("it: 1e-40")), StringComparison.Ordinal);
        Assert.Equal(double.NegativeInfinity, Bound.Configuration("it: -.inf").Get<double>("it"));
        Assert.Equal(0m, Bound.Configuration("it: 0e-40").Get<decimal>("it"));
    }

    [Fact]
    public void Name_ThatCaseAloneTellsFromAnother_IsItself()
    {
        var configuration = Bound.Configuration("it: [A, a, Other, OTHER]");

        Assert.Equal([Cased.A, Cased.a, Cased.Other, Cased.Other], configuration.Get<Cased[]>("it"));
        Assert.Contains("STR5013", Assert.Single(Bound.Problems<Cased>("it: _A")), StringComparison.Ordinal);
    }

    [Fact]
    public void Key_OfAnotherType_IsNamedAsPeopleDo() => Assert.Equal(
        ["1:7 it.a: STR5010 expected a whole number as the key, found \"a\""], Bound.Problems<Dictionary<int, int>>("it: { a: 1 }"));

    [Fact]
    public void Exception_OfAKeyWithAPassword_DoesNotShowIt()
    {
        var exception = Assert.Throws<ConfigurationBindingException>(() => Bound.Configuration("it: { 'https://me:hunter2@host/': x }").Get<Dictionary<string, int>>("it"));

        Assert.StartsWith("The configuration cannot be bound to Dictionary<String, Int32>", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", exception.ToString(), StringComparison.Ordinal);
    }
}
