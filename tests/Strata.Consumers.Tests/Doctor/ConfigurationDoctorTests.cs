using Strata.Doctor;

namespace Strata.Consumers.Tests.Doctor;

public sealed class ConfigurationDoctorTests
{
    private const string Yaml = "app: { name: here, password: Tr0ub4dor-and-3, pin: '42' }\n_metadata: { sensitive: [app.pin] }\n";

    [Fact]
    public async Task Run_OfAChecksOfOnesOwn_GivesItsFindings()
    {
        var report = await RunAsync(new Check("own", static (context, _) =>
        {
            Assert.True(context.Enters("app"));
            context.Begin("first", "app.name").Pass("it is well");
            context.Begin("second", "app.none").Warn("it is not there", "add it");
            return Task.CompletedTask;
        }));

        report.Of("own.first").Is(CheckOutcome.Passed, "app.name");

        // What is not there is shown by the section that it would stand in.
        Assert.EndsWith("app.yml:1:6", report.Of("own.second").Is(CheckOutcome.Warning, "app.none").Place, StringComparison.Ordinal);
        Assert.True(report is { IsHealthy: true, HasWarnings: true });
    }

    [Fact]
    public async Task Run_OfACheckThatThrows_TellsThatAndRunsTheOthers()
    {
        var report = await RunAsync(
            new Check("faulty", static (_, _) => throw new InvalidOperationException($"cannot log in with {Checkup.Password}\nor 42, and 1428")),
            new Check("other", static (context, _) =>
            {
                context.Begin("step", "app.name").Pass("done");
                return Task.CompletedTask;
            }));

        Assert.Equal("the check itself failed: InvalidOperationException: cannot log in with ******** or ********, and 1428", Assert.Single(report.Findings, static finding => finding.Outcome == CheckOutcome.Error).Message);
        report.Of("other.step").Is(CheckOutcome.Passed, "app.name");
    }

    [Fact]
    public async Task Run_OfACheckThatHeedsNothing_EndsAllTheSame()
    {
        using var release = new ManualResetEventSlim();
        CheckStep? late = null;
        var report = await RunAsync(TimeSpan.FromMilliseconds(200), new Check("stuck", (context, _) =>
        {
            context.Begin("before", "app.name").Pass("done");
            late = context.Begin("stuck", "app.name");
            release.Wait(CancellationToken.None);
            return Task.CompletedTask;
        }));

        report.Of("stuck.before").Is(CheckOutcome.Passed, "app.name");
        Assert.Equal("no answer within 0.2 s", report.Of("stuck.stuck").Is(CheckOutcome.Unreachable, "app.name").Message);

        late!.Pass("too late");
        release.Set();
        Assert.Equal(CheckOutcome.Unreachable, report.Of("stuck.stuck").Outcome);
    }

    [Fact]
    public async Task Step_WithTwoResults_KeepsTheFirst()
    {
        var report = await RunAsync(new Check("own", static (context, _) =>
        {
            var step = context.Begin("step", "app.name");
            step.Fail("wrong", "mend it");
            step.Pass("well");
            return Task.CompletedTask;
        }));

        report.Of("own.step").Is(CheckOutcome.Error, "app.name");
    }

    [Fact]
    public async Task Run_Cancelled_Throws()
    {
        using var cancel = new CancellationTokenSource();
        var options = new DoctorOptions
        {
            Checks = [new Check("endless", async (_, token) =>
            {
                await cancel.CancelAsync();
                await Task.Delay(Timeout.Infinite, token);
            })],
        };
        await using var manager = new OverrideManager(Path.Combine(Repository.Root, "overrides"));
        var configuration = await manager.LoadWithValidationAsync("base", TestContext.Current.CancellationToken);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ConfigurationDoctor.RunAsync(configuration, options, cancel.Token));
    }

    [Fact]
    public async Task Run_OfValuesThatFitNoType_TellsWhere()
    {
        var report = await Checkup.RunAsync("postgresql", "database: { postgresql: { host: a, port: many } }\n");

        report.Of("postgresql.settings").Is(CheckOutcome.Error, "database.postgresql.port");
    }

    [Fact]
    public async Task Run_OnlyAndSkip_ChooseChecks()
    {
        var ended = 0;
        var report = await Checkup.RunAsync("application: { name: a }\n", new DoctorOptions { Only = ["redis", "dns", "files"], Skip = ["files"], Ended = count => Interlocked.Exchange(ref ended, Math.Max(ended, count)) });

        Assert.Equal(["redis", "dns"], report.Findings.Select(static finding => finding.Check));
        Assert.Equal(2, ended);
    }

    [Fact]
    public void Checks_HaveNamesThatDiffer()
    {
        Assert.Distinct(ConfigurationChecks.All.Select(static check => check.Name));
        Assert.All(ConfigurationChecks.All, static check => Assert.Matches("^[a-z][a-z0-9-]*$", check.Name));
        Assert.All(ConfigurationChecks.All, static check => Assert.NotEmpty(check.Description));
    }

    private static Task<DoctorReport> RunAsync(params IConfigurationCheck[] checks) => RunAsync(TimeSpan.FromMinutes(2), checks);

    private static Task<DoctorReport> RunAsync(TimeSpan limit, params IConfigurationCheck[] checks) => Checkup.RunAsync(Yaml, new DoctorOptions { Checks = [.. checks], TimeLimit = limit });

    private sealed class Check(string name, Func<CheckContext, CancellationToken, Task> run) : IConfigurationCheck
    {
        public string Name => name;

        public string Description => "A test's own.";

        public Task CheckAsync(CheckContext context, CancellationToken cancellationToken) => run(context, cancellationToken);
    }
}
