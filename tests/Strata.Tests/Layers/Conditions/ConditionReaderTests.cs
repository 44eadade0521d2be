using Strata.Diagnostics;
using Strata.Layers.Conditions;
using Strata.Values;

namespace Strata.Tests.Layers.Conditions;

public class ConditionReaderTests
{
    private static Described Read(string condition) => Described.Metadatum($"conditions:\n  {condition.ReplaceLineEndings("\n  ")}");

    private static T Only<T>(string condition)
        where T : Condition => Assert.IsType<T>(Read(condition).Metadata.Condition);

    [Fact]
    public void Read_Nothing_IsAlways()
    {
        Assert.Null(Described.Metadatum("conditions: {}").Metadata.Condition);
        Assert.Null(Described.Metadatum("author: me").Metadata.Condition);
    }

    [Fact]
    public void Read_EachKey_HasItsOwnKind()
    {
        Only<EnvironmentCondition>("environment: a");
        Only<VariableCondition>("environment: { A: b }");
        Only<ContextCondition>("context: a");
        Only<TenantCondition>("tenant: a");
        Only<HostCondition>("host: a");
        Only<OsCondition>("os: linux");
        Only<TimeRangeCondition>("time_range: { start: \"08:00\" }");
        Only<DateRangeCondition>("date_range: { from: 2026-01-01 }");
        Only<VersionCondition>("version: 2.x");
        Only<FactCondition>("facts: { region: eu }");
        Only<RolloutCondition>("rollout: { percent: 1 }");
        Only<AnyCondition>("any: [{ tenant: a }, { tenant: b }]");
        Only<NotCondition>("not: { tenant: a }");
        Assert.Equal(2, Only<AllCondition>("all: [{ tenant: a }, { host: b }]").Parts.Length);
        Assert.Equal(3, Only<AllCondition>("tenant: a\nhost: b\nos: linux").Parts.Length);
    }

    [Fact]
    public void Read_KnownKeys_AreAllRead()
    {
        foreach (var key in ConditionReader.Keys)
        {
            var described = Read($"{key}: []");

            Assert.DoesNotContain(described.Diagnostics, error => error.Code == DiagnosticCode.UnknownConditionKey);
            Assert.NotEmpty(described.Diagnostics);
        }
    }

    [Theory]
    [InlineData("tenat: a", 3, 5, "unknown condition \"tenat\"", "did you mean \"tenant\"?")]
    [InlineData("daterange: a", 3, 5, "unknown condition \"daterange\"", "did you mean \"date_range\"?")]
    [InlineData("all:\n- host: a\n- hst: a", 5, 7, "unknown condition \"hst\"", "did you mean \"host\"?")]
    [InlineData("any: [{ Tenant: a }]", 3, 13, "unknown condition \"Tenant\"", "did you mean \"tenant\"?")]
    [InlineData("not: { nt: {} }", 3, 12, "unknown condition \"nt\"", "did you mean \"not\"?")]
    [InlineData("time_range: { strat: \"08:00\" }", 3, 19, "unknown key of \"time_range\": \"strat\"", "did you mean \"start\"?")]
    [InlineData("date_range: { from: 2026-01-01, til: x }", 3, 37, "unknown key of \"date_range\": \"til\"", "known are from, timezone, until")]
    [InlineData("rollout: { percent: 1, slat: x }", 3, 28, "unknown key of \"rollout\": \"slat\"", "did you mean \"salt\"?")]
    public void Read_UnknownKey_IsAnErrorWithAHint(string condition, int line, int column, string message, string hint)
    {
        var error = Read(condition).Error;

        Assert.Equal(DiagnosticCode.UnknownConditionKey, error.Code);
        Assert.Equal(message, error.Message);
        Assert.Equal(hint, error.Hint);
        Assert.Equal(new SourcePosition(line, column), error.Position);
    }

    [Theory]
    [InlineData("tenant:", 12, "\"tenant\" is null; text or a list of texts is expected")]
    [InlineData("tenant: []", 13, "\"tenant\" is an empty list; any of nothing never holds")]
    [InlineData("tenant: { a: b }", 13, "\"tenant\" is a mapping; text or a list of texts is expected")]
    [InlineData("tenant: [a, { b: c }]", 17, "\"tenant[1]\" is a mapping; text is expected")]
    [InlineData("tenant: [a, null]", 17, "\"tenant[1]\" is null; text is expected")]
    [InlineData("tenant: \"\"", 13, "\"tenant\" is empty and matches nothing")]
    [InlineData("tenant: \"!\"", 13, "\"tenant\" is empty and matches nothing")]
    [InlineData("tenant: ${TENANT}", 13, "\"tenant\" holds a template; metadata are read before variables are")]
    [InlineData("tenant: !append [a]", 13, "a merge tag stands on \"tenant\"; metadata are not merged")]
    [InlineData("host: [[a]]", 12, "\"host[0]\" is a list; text is expected")]
    [InlineData("context: null", 14, "\"context\" is null; text or a list of texts is expected")]
    [InlineData("environment: {}", 18, "\"environment\" is empty")]
    [InlineData("environment: { A: }", 23, "\"A\" is null; text or a list of texts is expected")]
    [InlineData("environment: { A: { b: c } }", 23, "\"A\" is a mapping; text or a list of texts is expected")]
    [InlineData("facts: {}", 12, "\"facts\" is empty")]
    [InlineData("facts: region", 12, "\"facts\" is text; a mapping of facts to texts is expected")]
    [InlineData("facts: { region: [] }", 22, "\"region\" is an empty list; any of nothing never holds")]
    [InlineData("os: linus", 9, "\"linus\" is no operating system that is known here")]
    [InlineData("os: [linux, \"!Windows\"]", 17, "\"Windows\" is no operating system that is known here")]
    [InlineData("os: darwin", 9, "\"darwin\" is no operating system that is known here")]
    [InlineData("os: \"x*\"", 9, "\"x*\" is no operating system that is known here")]
    [InlineData("all: []", 10, "\"all\" is a list; a list of at least one mapping of conditions is expected")]
    [InlineData("all: { tenant: a }", 10, "\"all\" is a mapping; a list of at least one mapping of conditions is expected")]
    [InlineData("any: [tenant]", 11, "\"any[0]\" is text; a mapping of conditions is expected")]
    [InlineData("any: [{}]", 11, "\"any[0]\" is empty")]
    [InlineData("not: {}", 10, "\"not\" is empty")]
    [InlineData("not: [{ tenant: a }]", 10, "\"not\" is a list; a mapping of conditions is expected")]
    [InlineData("time_range: {}", 17, "\"time_range\" has no start, end or days")]
    [InlineData("time_range: { timezone: UTC }", 17, "\"time_range\" has no start, end or days")]
    [InlineData("time_range: \"08:00-09:00\"", 17, "\"time_range\" is text; a mapping of start, end, days and timezone is expected")]
    [InlineData("time_range: { start: 8 }", 26, "\"start\" is a number; a time such as \"22:00\" is expected")]
    [InlineData("time_range: { start: \"24:00\" }", 26, "\"24:00\" is no time of day")]
    [InlineData("time_range: { end: \"24:01\" }", 24, "\"24:01\" is no time of day")]
    [InlineData("time_range: { end: \"7 pm\" }", 24, "\"7 pm\" is no time of day")]
    [InlineData("time_range: { end: \"-1:00\" }", 24, "\"-1:00\" is no time of day")]
    [InlineData("time_range: { days: [] }", 25, "\"days\" is an empty list; on no day at all never holds")]
    [InlineData("time_range: { days: [mon, teu] }", 31, "\"teu\" is no day")]
    [InlineData("time_range: { days: 1 }", 25, "\"days\" is a number; the name of a day, mon to sun, is expected")]
    [InlineData("time_range: { days: mon, timezone: Europe/Pariss }", 40, "\"Europe/Pariss\" is no time zone")]
    [InlineData("time_range: { days: mon, timezone: ../../etc/passwd }", 40, "\"../../etc/passwd\" is no time zone")]
    [InlineData("time_range: { days: mon, timezone: localtime }", 40, "\"localtime\" is no time zone")]
    [InlineData("time_range: { days: mon, timezone: 2 }", 40, "\"timezone\" is a number; the name of a time zone, such as Europe/Paris, is expected")]
    [InlineData("date_range: {}", 17, "\"date_range\" has neither from nor until")]
    [InlineData("date_range: { timezone: UTC }", 17, "\"date_range\" has neither from nor until")]
    [InlineData("date_range: { from: 2026-13-01 }", 25, "\"2026-13-01\" is no date")]
    [InlineData("date_range: { from: 2026 }", 25, "\"from\" is a number; a date such as 2026-12-01, or 2026-12-01T18:00:00Z, is expected")]
    [InlineData("date_range: { from: 2026-12-01T25:00:00Z }", 25, "\"2026-12-01T25:00:00Z\" is no date")]
    [InlineData("date_range: { from: 2026-12-01T10:00:00+99:00 }", 25, "\"2026-12-01T10:00:00+99:00\" is no date")]
    [InlineData("date_range: { from: 2026-12-02, until: 2026-12-01 }", 17, "\"date_range\" ends at \"2026-12-01\", before it begins at \"2026-12-02\"")]
    [InlineData("version: []", 14, "\"version\" is an empty list; any of nothing never holds")]
    [InlineData("version: { min: 1 }", 14, "\"version\" is a mapping; a range of versions such as \">=2.1 <3\" is expected")]
    [InlineData("version: \">=\"", 14, "\">=\" is no range of versions: a version is missing behind an operator")]
    [InlineData("version: \">=2..1\"", 14, "\">=2..1\" is no range of versions: \"2..1\" is no version")]
    [InlineData("version: \"\"", 14, "\"\" is no range of versions: a version is expected")]
    [InlineData("version: \">=1 ||\"", 14, "\">=1 ||\" is no range of versions: a version is expected")]
    [InlineData("version: \">=2, <3\"", 14, "\">=2, <3\" is no range of versions: \"2,\" is no version")]
    [InlineData("rollout: 20", 14, "\"rollout\" is a number; a mapping such as { percent: 20 } is expected")]
    [InlineData("rollout: { by: tenant }", 14, "\"rollout\" has no \"percent\"")]
    [InlineData("rollout: { percent: 101 }", 25, "\"101\" is no percentage")]
    [InlineData("rollout: { percent: -0.1 }", 25, "\"-0.1\" is no percentage")]
    [InlineData("rollout: { percent: .nan }", 25, "\".nan\" is no percentage")]
    [InlineData("rollout: { percent: \"20%\" }", 25, "\"percent\" is text; a number from 0 to 100 is expected")]
    [InlineData("rollout: { percent: 20, by: [tenant] }", 33, "\"by\" is a list; tenant, host, environment or the name of a fact, as text, is expected")]
    [InlineData("rollout: { percent: 20, salt: }", 35, "\"salt\" is null; text is expected")]
    public void Read_BadValue_IsAnErrorWhereItStands(string condition, int column, string message)
    {
        var error = Read(condition).Error;

        Assert.Equal(message, error.Message);
        Assert.Equal(DiagnosticCode.BadConditionValue, error.Code);
        Assert.Equal(new SourcePosition(3, column), error.Position);
    }

    [Theory]
    [InlineData("os: darwin", "did you mean \"macos\"?")]
    [InlineData("os: Linux", "did you mean \"linux\"?")]
    [InlineData("os: freebsd", "known are linux, macos and windows")]
    [InlineData("time_range: { days: tues }", "did you mean \"tue\"?")]
    [InlineData("time_range: { days: Mon }", "did you mean \"mon\"?")]
    [InlineData("time_range: { days: mon-fri }", "write a list of mon, tue, wed, thu, fri, sat and sun")]
    [InlineData("time_range: { days: mon, timezone: europe/paris }", "did you mean \"Europe/Paris\"?")]
    [InlineData("time_range: { days: mon, timezone: utc }", "did you mean \"UTC\"?")]
    [InlineData("time_range: { days: mon, timezone: Europe/Berln }", "did you mean \"Europe/Berlin\"?")]
    [InlineData("version: \">=2, <3\"", "separate comparisons by a space, alternatives by ||")]
    [InlineData("rollout: { percent: \"20%\" }", "write the number alone: 20")]
    public void Read_BadValue_SaysWhatToWrite(string condition, string hint) => Assert.Equal(hint, Read(condition).Error.Hint);

    [Fact]
    public void Read_BadValueDeepInside_IsPlacedByItsPath()
    {
        var error = Read("all:\n- any:\n  - not: { tenant: [a, { b: c }] }").Error;

        Assert.Equal("_metadata.conditions.all[0].any[0].not.tenant[1]", error.Path!.ToString());
        Assert.Equal(new SourcePosition(5, 28), error.Position);
    }

    [Fact]
    public void Read_SeveralBadValues_AreAllTold() =>
        Assert.Equal(4, Read("tenant: []\nhost:\nos: amiga\nversion: \">\"").Diagnostics.Length);

    [Theory]
    [InlineData("tenant: [\"!a\", \"!b\"]", "if none of them is meant, write not: { tenant: [\"a\", \"b\"] }")]
    [InlineData("environment: [\"!a\", \"!b*\"]", "if none of them is meant, write not: { environment: [\"a\", \"b*\"] }")]
    [InlineData("environment: { MODE: [\"!a\", \"!b\"] }", "if none of them is meant, write not: { environment: { MODE: [\"a\", \"b\"] } }")]
    [InlineData("facts: { region: [\"!a\", \"!b\"] }", "if none of them is meant, write not: { facts: { region: [\"a\", \"b\"] } }")]
    public void Read_OnlyNegatedTexts_SuggestsNot(string condition, string hint)
    {
        var described = Read(condition);

        var suggestion = Assert.Single(described.Diagnostics);
        Assert.Equal(DiagnosticCode.ConditionAlwaysHolds, suggestion.Code);
        Assert.Equal(DiagnosticSeverity.Suggestion, suggestion.Severity);
        Assert.Equal(hint, suggestion.Hint);
        Assert.Single(described.Layers);

        // The hint is itself a condition, and one that needs no further hint.
        Assert.Empty(Read(hint[(hint.IndexOf("not:", StringComparison.Ordinal))..]).Diagnostics);
    }

    [Theory]
    [InlineData("tenant: \"!a\"")]
    [InlineData("tenant: [\"!a\"]")]
    [InlineData("tenant: [\"!a\", b]")]
    [InlineData("not: { tenant: [a, b] }")]
    public void Read_OtherNegatedTexts_SuggestsNothing(string condition) => Assert.Empty(Read(condition).Diagnostics);

    [Fact]
    public void Read_DeepNesting_StaysOnTheStack()
    {
        var depth = 100;
        var text = string.Concat(Enumerable.Repeat("not: { ", depth)) + "tenant: a" + string.Concat(Enumerable.Repeat(" }", depth));

        Assert.NotNull(Read(text).Metadata.Condition);
    }
}
