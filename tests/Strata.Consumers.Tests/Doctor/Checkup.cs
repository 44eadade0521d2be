using Strata.Consumers.Tests.Command;
using Strata.Doctor;

namespace Strata.Consumers.Tests.Doctor;

/// <summary>Holds a configuration of a test's own against the world.</summary>
internal static class Checkup
{
    /// <summary>A secret that no report may show.</summary>
    public const string Password = "Tr0ub4dor-and-3";

    // What a loaded machine needs; nothing waits for it that goes well.
    private static readonly TimeSpan Generous = TimeSpan.FromMinutes(2);

    /// <summary>Runs one check on a configuration.</summary>
    public static Task<DoctorReport> RunAsync(string check, string yaml, TimeProvider? time = null) =>
        RunAsync(yaml, new DoctorOptions { Only = [check], TimeLimit = Generous, TimeProvider = time ?? TimeProvider.System });

    /// <summary>Checks a configuration. Whatever comes of it, no password is told.</summary>
    public static async Task<DoctorReport> RunAsync(string yaml, DoctorOptions options)
    {
        using var overrides = new TemporaryOverrides(("app.yml", yaml));
        await using var manager = new OverrideManager(overrides.Overrides);
        var configuration = await manager.LoadWithValidationAsync("app", TestContext.Current.CancellationToken);
        var report = await ConfigurationDoctor.RunAsync(configuration, options, TestContext.Current.CancellationToken);
        Assert.All(report.Findings, static finding => Assert.DoesNotContain(Password, $"{finding} {finding.Hint} {finding.Path} {finding.Place}", StringComparison.Ordinal));
        return report;
    }

    /// <summary>The one finding of a kind. It names its value, and where that is set.</summary>
    public static CheckFinding Of(this DoctorReport report, string id)
    {
        var finding = Assert.Single(report.Findings, finding => finding.Id == id);
        Assert.False(finding.Path.IsRoot);
        Assert.Matches(@"app\.yml:\d+:\d+$", finding.Place);
        return finding;
    }

    /// <summary>The finding has an outcome about a value, and says what to do where that is no good one.</summary>
    public static CheckFinding Is(this CheckFinding finding, CheckOutcome outcome, string path)
    {
        Assert.Equal((outcome, path), (finding.Outcome, finding.Path.ToString()));
        Assert.Equal(outcome is CheckOutcome.Passed or CheckOutcome.Skipped, finding.Hint is null);
        return finding;
    }
}
