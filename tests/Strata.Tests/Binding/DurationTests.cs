using System.Globalization;

namespace Strata.Tests.Binding;

public class DurationTests
{
    [Theory]
    [InlineData("30s", "00:00:30")]
    [InlineData("5m", "00:05:00")]
    [InlineData("1h30m", "01:30:00")]
    [InlineData("1h 30m", "01:30:00")]
    [InlineData("250ms", "00:00:00.25")]
    [InlineData("1.5h", "01:30:00")]
    [InlineData("14d", "14.00:00:00")]
    [InlineData("-10s", "-00:00:10")]
    [InlineData("PT30S", "00:00:30")]
    [InlineData("P1DT12H", "1.12:00:00")]
    [InlineData("PT1M", "00:01:00")]
    [InlineData("'00:01:30'", "00:01:30")]
    [InlineData("'1:30:00'", "01:30:00")]
    [InlineData("'2.00:00:00'", "2.00:00:00")]
    public void Get_Text_IsItsDuration(string text, string expected) =>
        Assert.Equal(TimeSpan.ParseExact(expected, "c", CultureInfo.InvariantCulture), Bound.Configuration($"it: {text}").Get<TimeSpan>("it"));

    [Theory]
    [InlineData("'30'")]
    [InlineData("soon")]
    [InlineData("5m1h")]
    [InlineData("1h1h")]
    [InlineData("s")]
    [InlineData("1 s")]
    [InlineData("P1M")]
    [InlineData("P1Y")]
    [InlineData("99999999999d")]
    [InlineData("''")]
    [InlineData("'25:00'")]
    public void Get_AnyOtherText_IsNone(string text) => Assert.Contains("STR5017", Assert.Single(Bound.Problems<TimeSpan>($"it: {text}")), StringComparison.Ordinal);

    [Fact]
    public void Get_NumberWithoutUnit_IsNone() => Assert.Equal(
        ["1:5 it: STR5017 expected a duration such as 30s, 1h30m, PT30S or 00:00:30, found the number 30 [a number alone says no unit: write one behind it, or at the end of the key]"],
        Bound.Problems<TimeSpan>("it: 30"));

    [Theory]
    [InlineData("timeout_seconds: 90", 90)]
    [InlineData("timeout-minutes: 1.5", 90)]
    [InlineData("timeoutMilliseconds: 1500", 1.5)]
    [InlineData("timeout_ms: 1500", 1.5)]
    [InlineData("TimeoutHours: 1", 3600)]
    [InlineData("timeout_days: 1", 86400)]
    [InlineData("timeout: 2s", 2)]
    [InlineData("timeout_seconds: 2m", 120)]
    public void Get_NumberUnderAKeyWithAUnit_IsOfThatUnit(string entry, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Bound.Configuration($"it: {{ {entry}, recycle: 1, steps: [] }}").Get<Durations>("it").Timeout);

    [Fact]
    public void Get_MemberWithAUnit_TakesNumbersOfIt()
    {
        var durations = Bound.Configuration("it: { timeout: 1s, recycle: 3600, grace: ~, steps_seconds: [1, 2.5, 1m] }").Get<Durations>("it");

        Assert.Equal(TimeSpan.FromHours(1), durations.Recycle);
        Assert.Null(durations.Grace);
        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2.5), TimeSpan.FromMinutes(1)], durations.Steps);
    }

    [Fact]
    public void Get_BothSpellings_AreTwoKeysForOneMember() => Assert.Contains(
        "both read as \"timeout\"", Assert.Single(Bound.Problems<Durations>("it: { timeout: 1s, timeout_seconds: 1, recycle: 1, steps: [] }")), StringComparison.Ordinal);

    [Fact]
    public void Get_DurationBeyondTimeSpan_IsOutOfRange() => Assert.Contains(
        "STR5014", Assert.Single(Bound.Problems<Durations>("it: { timeout_days: 1e20, recycle: 1, steps: [] }")), StringComparison.Ordinal);
}
