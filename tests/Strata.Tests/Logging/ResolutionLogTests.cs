using Microsoft.Extensions.Logging;
using Strata.Live;
using Strata.Tests.Live;
using Strata.Tests.Sources;
using Strata.Values;

namespace Strata.Tests.Logging;

public sealed class ResolutionLogTests : IDisposable
{
    private readonly TempDirectory _directory = new TempDirectory()
        .Write("base.yml", "_metadata: { type: \"*\", priority: low }\nport: 1\nurl: http://u:${PW}@h\n")
        .Write("app.yml", "port: ${PORT:-2}\nname: ${NAME}\n")
        .Write("acme.yml", "_metadata: { type: app, conditions: { tenant: acme } }\nport: 3\n");

    private readonly KeptLog _log = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Debug_TellsEachDecisionAndSubstitution_AndNoSecret()
    {
        await using var manager = ManagerOf(options => options.Debug = true);

        await manager.LoadWithValidationAsync("app", TestContext.Current.CancellationToken);

        Assert.Equal(["Strata.OverrideManager"], _log.Categories);
        string[] decisions =
        [
            "base applies: priority 1, base.yml",
            "app applies: priority 2, app.yml",
            "acme is left out: tenant is unset, \"acme\" is required",
            "port: set by base, replace by app",
            "port: ${PORT:-2} -> 2 (default)",
            "url: ${PW} -> ******** (set-env)",
            "name: ${NAME} -> x (set-env)",
        ];
        Assert.Equal(decisions, _log.Messages.Where(static message => message.Level == LogLevel.Debug).Select(message => message.Text.Replace(_directory.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal)));
        Assert.StartsWith("app in development: base < app (resolved in ", Assert.Single(_log.Messages, static message => message.Id == 100).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("LEAK", string.Concat(_log.Messages), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LogLevel.Information, new[] { 100 })]
    [InlineData(LogLevel.Warning, new int[0])]
    [InlineData(LogLevel.None, new int[0])]
    [InlineData(null, new[] { 102, 102, 102, 102, 103, 103, 103, 100 })]
    public async Task LogLevel_IsTheLeastThatIsTold(LogLevel? least, int[] told)
    {
        await using var manager = ManagerOf(options => options.LogLevel = least);

        await manager.LoadWithValidationAsync("app", TestContext.Current.CancellationToken);

        Assert.Equal(told, _log.Messages.Select(static message => message.Id));
    }

    [Fact]
    public async Task Invalid_IsTold_WithEveryProblem()
    {
        _directory.Write("app.yml", "port: ${MISSING}\nother: ${MISSING_TOO}\n");
        await using var manager = ManagerOf(options => options.LogLevel = LogLevel.Warning);

        await Assert.ThrowsAsync<OverrideValidationException>(() => manager.LoadWithValidationAsync("app", TestContext.Current.CancellationToken));

        Assert.Equal([(LogLevel.Error, 104), (LogLevel.Error, 104), (LogLevel.Error, 101)], _log.Messages.Select(static message => (message.Level, message.Id)));
        Assert.Contains("app.yml:1:7: error STR4002", _log.Messages[0].Text, StringComparison.Ordinal);
        Assert.StartsWith("app is invalid: 2 errors, 0 warnings", _log.Messages[2].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Loaded_FromMemory_IsToldOnce()
    {
        await using var manager = ManagerOf(options => options.LogLevel = LogLevel.Information);

        await manager.LoadWithValidationAsync("app", TestContext.Current.CancellationToken);
        await manager.LoadWithValidationAsync("app", TestContext.Current.CancellationToken);

        Assert.Single(_log.Messages);
    }

    [Fact]
    public async Task Debug_ReadsNoFilesOfTheCache_WhichDoNotTellHow()
    {
        _directory.Write("base.yml", "_metadata: { type: \"*\", priority: low }\nport: 1\n");
        using var cache = new TempDirectory();
        var path = Path.Combine(cache.Path, "cache");
        for (var i = 0; i < 2; i++)
        {
            await using var manager = ManagerOf(options =>
            {
                options.Debug = true;
                options.CacheDirectory = path;
            });
            await manager.LoadWithValidationAsync("app", TestContext.Current.CancellationToken);
        }

        Assert.Equal(2, _log.Messages.Count(static message => message.Text == "port: set by base, replace by app"));
    }

    [Fact]
    public async Task Watched_ChangesAreTold_AndABadFileOnce()
    {
        await using var overrides = new WatchedOverrides(options =>
        {
            options.LoggerFactory = _log;
            options.LogLevel = LogLevel.Information;
        }).Write("a.yml", "x: 1");
        await overrides.WatchAsync(new WatchOptions { UsePolling = true, PollingInterval = TimeSpan.FromDays(1) });
        overrides.Write("a.yml", "x: 22");
        await overrides.ReloadAsync();
        overrides.Write("a.yml", "x: ${MISSING}");
        await overrides.ReloadAsync();
        await overrides.ReloadAsync();

        Assert.Equal([100, 100, 104, 101], _log.Messages.Select(static message => message.Id));
    }

    private OverrideManager ManagerOf(Action<OverrideManagerOptions> configure)
    {
        var options = new OverrideManagerOptions
        {
            LoggerFactory = _log,
            Variables = new VariableSet(new Dictionary<string, string>(StringComparer.Ordinal) { ["PW"] = "LEAK", ["NAME"] = "x" }),
        };
        configure(options);
        return new OverrideManager(_directory.Path, options);
    }
}
