using CsCheck;
using Strata.Selection;
using Strata.Tests.Layers;

namespace Strata.Tests.Selection;

/// <summary>The conditions that look at the clock, in many zones and on their odd days.</summary>
public class TimeConditionTests
{
    private static ConditionResult Evaluate(string condition, DateTimeOffset now) => ConditionEvaluator.Evaluate(
        Described.Metadatum($"conditions: {{ {condition} }}").Metadata.Condition,
        Selected.Context() with { Now = now });

    private static bool Holds(string condition, string now) => Evaluate(condition, At(now)).Holds;

    private static DateTimeOffset At(string now) => DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture);

    // 2026-07-01 is a Wednesday.
    [Theory]
    [InlineData("start: \"09:00\", end: \"17:00\"", "2026-07-01T09:00:00Z", true)]
    [InlineData("start: \"09:00\", end: \"17:00\"", "2026-07-01T08:59:59.999Z", false)]
    [InlineData("start: \"09:00\", end: \"17:00\"", "2026-07-01T16:59:59.999Z", true)]
    [InlineData("start: \"09:00\", end: \"17:00\"", "2026-07-01T17:00:00Z", false)]
    [InlineData("start: 09:00, end: 17:00", "2026-07-01T17:00:00Z", false)]
    [InlineData("start: \"9:00\", end: \"17:00\"", "2026-07-01T09:00:00Z", true)]
    [InlineData("start: \"09:00:30\", end: \"17:00\"", "2026-07-01T09:00:29Z", false)]
    [InlineData("start: \"22:00\", end: \"06:00\"", "2026-07-01T21:59:59Z", false)]
    [InlineData("start: \"22:00\", end: \"06:00\"", "2026-07-01T22:00:00Z", true)]
    [InlineData("start: \"22:00\", end: \"06:00\"", "2026-07-01T00:00:00Z", true)]
    [InlineData("start: \"22:00\", end: \"06:00\"", "2026-07-01T05:59:59Z", true)]
    [InlineData("start: \"22:00\", end: \"06:00\"", "2026-07-01T06:00:00Z", false)]
    [InlineData("start: \"22:00\", end: \"24:00\"", "2026-07-01T23:59:59Z", true)]
    [InlineData("start: \"22:00\", end: \"24:00\"", "2026-07-01T00:00:00Z", false)]
    [InlineData("start: \"22:00\", end: \"00:00\"", "2026-07-01T23:59:59Z", true)]
    [InlineData("start: \"22:00\", end: \"00:00\"", "2026-07-01T00:00:00Z", false)]
    [InlineData("start: \"22:00\"", "2026-07-01T22:00:00Z", true)]
    [InlineData("start: \"22:00\"", "2026-07-01T00:00:00Z", false)]
    [InlineData("end: \"06:00\"", "2026-07-01T00:00:00Z", true)]
    [InlineData("end: \"06:00\"", "2026-07-01T06:00:00Z", false)]
    [InlineData("end: \"24:00\"", "2026-07-01T12:00:00Z", true)]
    [InlineData("start: \"08:00\", end: \"08:00\"", "2026-07-01T07:59:00Z", true)]
    [InlineData("start: \"08:00\", end: \"08:00\"", "2026-07-01T08:00:00Z", true)]
    [InlineData("days: wed", "2026-07-01T00:00:00Z", true)]
    [InlineData("days: wed", "2026-07-01T23:59:59Z", true)]
    [InlineData("days: wed", "2026-07-02T00:00:00Z", false)]
    [InlineData("days: [mon, wednesday]", "2026-07-01T12:00:00Z", true)]
    [InlineData("days: [sat, sun]", "2026-07-01T12:00:00Z", false)]
    [InlineData("days: sun", "2026-07-05T12:00:00Z", true)]
    [InlineData("start: \"09:00\", days: [wed]", "2026-07-01T08:00:00Z", false)]
    public void TimeRange_InUtc_IsDecided(string range, string now, bool holds) => Assert.Equal(holds, Holds($"time_range: {{ {range} }}", now));

    [Theory]
    [InlineData("2026-07-01T23:00:00Z", true)]
    [InlineData("2026-07-02T05:00:00Z", true)]
    [InlineData("2026-07-02T06:00:00Z", false)]
    [InlineData("2026-07-01T05:00:00Z", false)]
    [InlineData("2026-07-02T23:00:00Z", false)]
    public void TimeRange_PastMidnight_BelongsToTheDayOnWhichItBegan(string now, bool holds) =>
        Assert.Equal(holds, Holds("time_range: { start: \"22:00\", end: \"06:00\", days: [wed] }", now));

    [Theory]
    [InlineData("2026-07-05T23:00:00Z", true)]
    [InlineData("2026-07-06T01:00:00Z", true)]
    [InlineData("2026-07-05T01:00:00Z", false)]
    public void TimeRange_PastMidnightOfTheWeek_BelongsToSunday(string now, bool holds) =>
        Assert.Equal(holds, Holds("time_range: { start: \"22:00\", end: \"06:00\", days: [sun] }", now));

    [Theory]
    [InlineData("2026-07-01T22:00:00Z", true)]
    [InlineData("2026-07-02T21:59:59Z", true)]
    [InlineData("2026-07-02T22:00:00Z", false)]
    [InlineData("2026-07-01T21:59:59Z", false)]
    public void TimeRange_WholeDayFromAnHour_BelongsToTheDayOnWhichItBegan(string now, bool holds) =>
        Assert.Equal(holds, Holds("time_range: { start: \"22:00\", end: \"22:00\", days: [wed] }", now));

    [Theory]
    [InlineData("Europe/Paris", "2026-07-01T07:00:00Z", true)]
    [InlineData("Europe/Paris", "2026-07-01T06:59:59Z", false)]
    [InlineData("Europe/Paris", "2026-12-01T08:00:00Z", true)]
    [InlineData("Europe/Paris", "2026-12-01T07:59:59Z", false)]
    [InlineData("America/New_York", "2026-07-01T13:00:00Z", true)]
    [InlineData("Asia/Kathmandu", "2026-07-01T03:15:00Z", true)]
    [InlineData("Asia/Kathmandu", "2026-07-01T03:14:59Z", false)]
    [InlineData("UTC", "2026-07-01T09:00:00+02:00", false)]
    [InlineData("Etc/GMT-2", "2026-07-01T09:00:00+02:00", true)]
    public void TimeRange_InAZone_FollowsItsClocks(string zone, string now, bool holds) =>
        Assert.Equal(holds, Holds($"time_range: {{ start: \"09:00\", end: \"17:00\", timezone: {zone} }}", now));

    // In Paris the clocks skip 02:00 to 03:00 on 2026-03-29 and show it twice on 2026-10-25.
    [Theory]
    [InlineData("2026-03-29T00:29:59Z", false)]
    [InlineData("2026-03-29T00:59:59Z", false)]
    [InlineData("2026-03-29T01:00:00Z", true)]
    [InlineData("2026-03-29T01:29:59Z", true)]
    [InlineData("2026-03-29T01:30:00Z", false)]
    [InlineData("2026-10-25T00:29:59Z", false)]
    [InlineData("2026-10-25T00:30:00Z", true)]
    [InlineData("2026-10-25T00:59:59Z", true)]
    [InlineData("2026-10-25T01:00:00Z", false)]
    [InlineData("2026-10-25T01:30:00Z", true)]
    [InlineData("2026-10-25T02:29:59Z", true)]
    [InlineData("2026-10-25T02:30:00Z", false)]
    public void TimeRange_WhenTheClocksChange_IsWhatTheyShow(string now, bool holds) =>
        Assert.Equal(holds, Holds("time_range: { start: \"02:30\", end: \"03:30\", timezone: Europe/Paris }", now));

    [Theory]
    [InlineData("start: \"22:00\", end: \"06:00\"", "time is wed 12:00 UTC, 22:00 to 06:00 is required")]
    [InlineData("start: \"22:00\", end: \"06:00\", days: [tue, mon], timezone: Europe/Paris", "time is wed 14:00 Europe/Paris, mon or tue from 22:00 to 06:00 is required")]
    [InlineData("start: \"12:00:01\"", "time is wed 12:00:00 UTC, 12:00:01 to 24:00:00 is required")]
    [InlineData("days: [sun, sat]", "time is wed 12:00 UTC, sat or sun is required")]
    [InlineData("start: \"08:00\", end: \"08:00\", days: mon", "time is wed 12:00 UTC, mon from 08:00 for 24 hours is required")]
    public void TimeRange_Fails_TellsWhy(string range, string reason) => Assert.Equal(reason, Evaluate($"time_range: {{ {range} }}", Selected.Context().Now).Reason);

    [Fact]
    public void TimeRange_Negated_TellsWhy() => Assert.Equal(
        "time is wed 12:00 UTC, anything but 08:00 to 18:00 is required",
        Evaluate("not: { time_range: { start: \"08:00\", end: \"18:00\" } }", Selected.Context().Now).Reason);

    [Fact]
    public void TimeRange_WindowAndItsComplement_PartTheDay()
    {
        var minutes = Gen.Int[0, 1439];
        var instants = Gen.Select(Gen.Int[0, 400 * 24 * 60], static m => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(m));

        Gen.Select(minutes, minutes, instants, Gen.OneOf("UTC", "Europe/Paris", "Australia/Lord_Howe", "America/St_Johns")).Where(static t => t.Item1 != t.Item2).Sample(static (one, other, now, zone) =>
        {
            static string Time(int minute) => FormattableString.Invariant($"\"{minute / 60:D2}:{minute % 60:D2}\"");
            var window = Evaluate($"time_range: {{ start: {Time(one)}, end: {Time(other)}, timezone: {zone} }}", now).Holds;
            var complement = Evaluate($"time_range: {{ start: {Time(other)}, end: {Time(one)}, timezone: {zone} }}", now).Holds;

            Assert.NotEqual(window, complement);
        });
    }

    [Theory]
    [InlineData("from: 2026-12-01, until: 2027-01-06", "2026-11-30T23:59:59Z", false)]
    [InlineData("from: 2026-12-01, until: 2027-01-06", "2026-12-01T00:00:00Z", true)]
    [InlineData("from: 2026-12-01, until: 2027-01-06", "2027-01-06T23:59:59.999Z", true)]
    [InlineData("from: 2026-12-01, until: 2027-01-06", "2027-01-07T00:00:00Z", false)]
    [InlineData("from: 2026-12-01, until: 2026-12-01", "2026-12-01T12:00:00Z", true)]
    [InlineData("from: \"2026-12-01\"", "2030-01-01T00:00:00Z", true)]
    [InlineData("from: 2026-12-01", "2026-11-30T00:00:00Z", false)]
    [InlineData("until: 2026-12-01", "2026-12-01T23:00:00Z", true)]
    [InlineData("until: 2026-12-01", "2026-12-02T00:00:00Z", false)]
    [InlineData("from: 2026-12-01T18:00:00Z", "2026-12-01T17:59:59Z", false)]
    [InlineData("from: 2026-12-01T18:00:00Z", "2026-12-01T18:00:00Z", true)]
    [InlineData("until: 2026-12-01T18:00:00Z", "2026-12-01T17:59:59Z", true)]
    [InlineData("until: 2026-12-01T18:00:00Z", "2026-12-01T18:00:00Z", false)]
    [InlineData("from: 2026-12-01T18:00", "2026-12-01T18:00:00Z", true)]
    [InlineData("from: 2026-12-01 18:00:00", "2026-12-01T17:59:59Z", false)]
    [InlineData("from: 2026-12-01T18:00:00+02:00", "2026-12-01T16:00:00Z", true)]
    [InlineData("from: 2026-12-01T18:00:00-05:30", "2026-12-01T23:29:59Z", false)]
    [InlineData("from: 2026-12-01T18:00:00.250Z", "2026-12-01T18:00:00.249Z", false)]
    [InlineData("from: 2026-12-01, timezone: Europe/Paris", "2026-11-30T23:00:00Z", true)]
    [InlineData("from: 2026-12-01, timezone: Europe/Paris", "2026-11-30T22:59:59Z", false)]
    [InlineData("until: 2026-12-01, timezone: America/New_York", "2026-12-02T04:59:59Z", true)]
    [InlineData("until: 2026-12-01, timezone: America/New_York", "2026-12-02T05:00:00Z", false)]
    [InlineData("from: 2026-12-01T18:00, timezone: Europe/Paris", "2026-12-01T17:00:00Z", true)]
    [InlineData("until: 2026-03-28, timezone: Europe/Paris", "2026-03-28T22:59:59Z", true)]
    [InlineData("until: 2026-03-29, timezone: Europe/Paris", "2026-03-29T21:59:59Z", true)]
    [InlineData("until: 2026-03-29, timezone: Europe/Paris", "2026-03-29T22:00:00Z", false)]
    [InlineData("from: 0001-01-01, until: 9999-12-31", "2026-01-01T00:00:00Z", true)]
    [InlineData("from: 0001-01-01, until: 9999-12-31, timezone: Asia/Tokyo", "9999-12-31T23:59:59Z", true)]
    public void DateRange_IsDecided(string range, string now, bool holds) => Assert.Equal(holds, Holds($"date_range: {{ {range} }}", now));

    // In Havana the clocks go from 01:00 back to 00:00 on 2026-11-01, and from 00:00 to 01:00 on 2026-03-08: midnight there is twice or never.
    [Theory]
    [InlineData("from: 2026-11-01", "2026-11-01T03:59:59Z", false)]
    [InlineData("from: 2026-11-01", "2026-11-01T04:00:00Z", true)]
    [InlineData("until: 2026-10-31", "2026-11-01T03:59:59Z", true)]
    [InlineData("until: 2026-10-31", "2026-11-01T04:00:00Z", false)]
    [InlineData("from: 2026-03-08", "2026-03-08T04:59:59Z", false)]
    [InlineData("from: 2026-03-08", "2026-03-08T05:00:00Z", true)]
    public void DateRange_MidnightThatIsTwiceOrNever_IsTheFirstInstantOfTheDay(string range, string now, bool holds) =>
        Assert.Equal(holds, Holds($"date_range: {{ {range}, timezone: America/Havana }}", now));

    [Theory]
    [InlineData("from: 2026-12-01, until: 2027-01-06", "date is 2026-07-01, 2026-12-01 to 2027-01-06 is required")]
    [InlineData("from: 2026-12-01", "date is 2026-07-01, 2026-12-01 or later is required")]
    [InlineData("until: 2026-06-30", "date is 2026-07-01, 2026-06-30 or earlier is required")]
    [InlineData("until: 2026-06-30T08:00:00Z", "date is 2026-07-01T12:00:00+00:00, before 2026-06-30T08:00:00Z is required")]
    [InlineData("from: 2026-12-01T08:00, timezone: Europe/Paris", "date is 2026-07-01T14:00:00+02:00, 2026-12-01T08:00 or later is required")]
    public void DateRange_Fails_TellsWhy(string range, string reason) => Assert.Equal(reason, Evaluate($"date_range: {{ {range} }}", Selected.Context().Now).Reason);

    [Fact]
    public void DateRange_DaysInARow_PartTheTime()
    {
        var days = Gen.Int[0, 800];
        var minutes = Gen.Int[0, 800 * 24 * 60];

        Gen.Select(days, minutes, Gen.OneOf("UTC", "Europe/Paris", "America/Havana", "Pacific/Apia")).Sample(static (day, minute, zone) =>
        {
            var date = new DateOnly(2025, 6, 1).AddDays(day);
            var now = new DateTimeOffset(2025, 6, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(minute);
            var until = Evaluate(FormattableString.Invariant($"date_range: {{ until: {date:yyyy-MM-dd}, timezone: {zone} }}"), now).Holds;
            var from = Evaluate(FormattableString.Invariant($"date_range: {{ from: {date.AddDays(1):yyyy-MM-dd}, timezone: {zone} }}"), now).Holds;
            var local = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, TimeZoneInfo.FindSystemTimeZoneById(zone)).DateTime);

            Assert.NotEqual(until, from);
            Assert.Equal(local <= date, until);
        });
    }

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    [InlineData("fa-IR")]
    [InlineData("th-TH")]
    public void Reasons_InAnyCulture_AreTheSame(string culture)
    {
        var before = Thread.CurrentThread.CurrentCulture;
        try
        {
            Thread.CurrentThread.CurrentCulture = new System.Globalization.CultureInfo(culture);

            DateRange_Fails_TellsWhy("until: 2026-06-30T08:00:00Z", "date is 2026-07-01T12:00:00+00:00, before 2026-06-30T08:00:00Z is required");
            DateRange_Fails_TellsWhy("from: 2026-12-01, until: 2027-01-06", "date is 2026-07-01, 2026-12-01 to 2027-01-06 is required");
            TimeRange_Fails_TellsWhy("start: \"12:00:01\"", "time is wed 12:00:00 UTC, 12:00:01 to 24:00:00 is required");
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }
    }
}
