using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Strata.Extensions.Configuration;

namespace Strata.Consumers.Tests.Provider;

/// <summary>An application whose files change: it sees what is good, keeps it over what is bad, and says so.</summary>
public sealed class ProviderReloadTests : IDisposable
{
    private readonly ProvidedOverrides _overrides = new("pool: { max_size: 1 }\nname: c4n4ry\n");

    public void Dispose() => _overrides.Dispose();

    [Fact]
    public async Task Options_FileChanged_AreMonitored()
    {
        using var host = Build();
        var monitor = host.Services.GetRequiredService<IOptionsMonitor<Pool>>();
        var seen = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var _ = monitor.OnChange(pool => seen.TrySetResult(pool.MaxSize));
        Assert.Equal(1, monitor.CurrentValue.MaxSize);

        _overrides.Write("pool: { max_size: 2 }\n");

        Assert.Equal(2, await seen.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.Equal(2, monitor.CurrentValue.MaxSize);
    }

    [Fact]
    public async Task Reload_Bad_KeepsWhatIsInUseAndIsToldByTheHealthCheckUntilItIsMended()
    {
        using var host = Build();
        var configuration = host.Services.GetRequiredService<IConfiguration>();
        Assert.Equal((HealthStatus.Healthy, 1L), await Health(host));

        _overrides.Write("pool: { max_size: 2 }\npool: { max_size: c4n4ry }\n");
        ((IConfigurationRoot)configuration).Reload();

        Assert.Equal("1", configuration["pool:max_size"]);
        var report = await Report(host);
        Assert.Equal(HealthStatus.Degraded, report.Status);
        Assert.Contains($"STR0004 {_overrides.Directory}/app.yml:2:1", report.Description, StringComparison.Ordinal);
        Assert.DoesNotContain("c4n4ry", report.Description + string.Join(' ', report.Data.Values), StringComparison.Ordinal);

        _overrides.Write("pool: { max_size: 3 }\n");
        ((IConfigurationRoot)configuration).Reload();

        Assert.Equal("3", configuration["pool:max_size"]);
        Assert.Equal((HealthStatus.Healthy, 2L), await Health(host));
    }

    [Fact]
    public async Task Reload_KeysThatDifferByCase_KeepsWhatIsInUse()
    {
        using var host = Build();
        var configuration = (IConfigurationRoot)host.Services.GetRequiredService<IConfiguration>();

        _overrides.Write("a: 1\nA: 2\n");
        configuration.Reload();

        Assert.Equal("1", configuration["pool:max_size"]);
        Assert.Contains("STR8006", (await Report(host)).Description, StringComparison.Ordinal);
        Assert.Equal(1, host.Services.GetRequiredService<IConfigurationExplainer>().Snapshots.Single().Revision);

        _overrides.Write("pool: { max_size: 4 }\n");
        configuration.Reload();

        Assert.Equal("4", configuration["pool:max_size"]);
        Assert.Equal(HealthStatus.Healthy, (await Report(host)).Status);
    }

    [Fact]
    public async Task Reload_FailedAndMended_IsWrittenToTheLog()
    {
        using var log = new GatheredLog();
        using var host = Build(builder => builder.Logging.AddProvider(log));
        await host.StartAsync(TestContext.Current.CancellationToken);
        var configuration = (IConfigurationRoot)host.Services.GetRequiredService<IConfiguration>();

        _overrides.Write("a: [\n");
        configuration.Reload();
        _overrides.Write("a: 1\n");
        configuration.Reload();
        await host.StopAsync(TestContext.Current.CancellationToken);

        var lines = log.Lines.Where(static line => line.Contains("overrides in", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, lines.Count);
        Assert.Contains("Error: ", lines[0], StringComparison.Ordinal);
        Assert.Contains("app.yml:", lines[0], StringComparison.Ordinal);
        Assert.Contains("error STR0", lines[0], StringComparison.Ordinal);
        Assert.Contains("revision 2 is in use", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Reload_OfEqualContent_SignalsNobody()
    {
        using var host = Build();
        var provider = StrataProviders.Of(host.Services.GetRequiredService<IConfiguration>()).Single();
        var signals = 0;
        using var _ = ChangeToken.OnChange(provider.GetReloadToken, () => signals++);

        _overrides.Write("# a comment\npool: { max_size: 1 }\nname: c4n4ry\n");
        provider.Load();

        Assert.Equal(0, signals);

        // Where the values stand is known all the same.
        Assert.Equal(3, provider.Current!.Configuration.Explain("name")!.Origin!.Position.Line);
    }

    [Fact]
    public void Reload_AskedForByWhoIsToldOfOne_ReturnsAtOnce()
    {
        using var host = Build();
        var configuration = (IConfigurationRoot)host.Services.GetRequiredService<IConfiguration>();
        var provider = StrataProviders.Of(configuration).Single();
        var seen = new List<string?>();
        using var _ = ChangeToken.OnChange(provider.GetReloadToken, () =>
        {
            provider.Load();
            seen.Add(configuration["pool:max_size"]);
        });

        _overrides.Write("pool: { max_size: 2 }\n");
        provider.Load();

        Assert.Equal(["2"], seen);
    }

    [Fact]
    public async Task Reload_ListenerThatThrows_HurtsNobody()
    {
        using var host = Build();
        var provider = StrataProviders.Of(host.Services.GetRequiredService<IConfiguration>()).Single();
        using var _ = ChangeToken.OnChange(provider.GetReloadToken, static () => throw new InvalidOperationException("of the listener"));

        _overrides.Write("pool: { max_size: 2 }\n");
        provider.Load();
        _overrides.Write("pool: { max_size: 3 }\n");
        provider.Load();

        Assert.True(provider.TryGet("pool:max_size", out var size));
        Assert.Equal("3", size);
        Assert.Equal(HealthStatus.Healthy, (await Report(host)).Status);
    }

    [Fact]
    public void Reload_NotWanted_LeavesTheFilesAlone()
    {
        using var root = _overrides.Build();
        _overrides.Write("pool: { max_size: 2 }\n");
        Assert.Equal("1", root["pool:max_size"]);

        root.Reload();

        Assert.Equal("2", root["pool:max_size"]);
    }

    [Fact]
    public void Dispose_OfTheHost_EndsTheWatch()
    {
        var host = Build();
        var configuration = (IConfigurationRoot)host.Services.GetRequiredService<IConfiguration>();

        host.Dispose();
        _overrides.Write("pool: { max_size: 2 }\n");
        configuration.Reload();

        Assert.Equal("1", configuration["pool:max_size"]);
        Assert.Equal(["max_size"], configuration.GetSection("pool").GetChildren().Select(static child => child.Key));
    }

    [Fact]
    public void Dispose_ByWhoIsToldOfAChange_ReturnsAtOnce()
    {
        var host = Build();
        var provider = StrataProviders.Of(host.Services.GetRequiredService<IConfiguration>()).Single();
        using var ended = new ManualResetEventSlim();
        var outside = ExecutionContext.Capture()!;
        using var _ = ChangeToken.OnChange(provider.GetReloadToken, () =>
        {
            // As a continuation of somebody's would: on this thread, and not in the context of whoever tells.
            ExecutionContext.Run(outside, _ => host.Dispose(), null);
            ended.Set();
        });

        _overrides.Write("pool: { max_size: 2 }\n");

        Assert.True(ended.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Dispose_BySomebodyWhomAListenerWaitsFor_ReturnsAtOnce()
    {
        var host = Build();
        var provider = StrataProviders.Of(host.Services.GetRequiredService<IConfiguration>()).Single();
        using var ended = new ManualResetEventSlim();
        using var _ = ChangeToken.OnChange(provider.GetReloadToken, () =>
        {
            var thread = new Thread(host.Dispose);
            thread.UnsafeStart();
            thread.Join();
            ended.Set();
        });

        _overrides.Write("pool: { max_size: 2 }\n");

        Assert.True(ended.Wait(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Reload_ListenerThatThrows_IsWrittenToTheLogWithoutItsMessage()
    {
        using var log = new GatheredLog();
        using var host = Build(builder => builder.Logging.AddProvider(log));
        await host.StartAsync(TestContext.Current.CancellationToken);
        var monitor = host.Services.GetRequiredService<IOptionsMonitor<Pool>>();
        Assert.Equal(1, monitor.CurrentValue.MaxSize);

        // The binder of .NET throws, and its message has the value.
        _overrides.Write("pool: { max_size: s3cr3t }\n");
        StrataProviders.Of(host.Services.GetRequiredService<IConfiguration>()).Single().Load();

        var lines = log.Lines.Where(static line => line.Contains("overrides in", StringComparison.Ordinal)).ToList();
        Assert.True(lines.Count == 2, string.Join('\n', lines));
        Assert.StartsWith("Information: ", lines[0], StringComparison.Ordinal);
        Assert.Contains("revision 2 is in use", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("Error: ", lines[1], StringComparison.Ordinal);
        Assert.Contains("System.InvalidOperationException\n   at ", lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", string.Join('\n', log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_BadBeforeTheHostStarted_HasIt()
    {
        using var log = new GatheredLog();
        using var host = Build(builder => builder.Logging.AddProvider(log));
        _overrides.Write("a: [\n");
        ((IConfigurationRoot)host.Services.GetRequiredService<IConfiguration>()).Reload();

        await host.StartAsync(TestContext.Current.CancellationToken);

        Assert.Contains(log.Lines, static line => line.StartsWith("Error: ", StringComparison.Ordinal) && line.Contains("changed and are invalid: revision 1 stays in use", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SharedManager_TemporaryOverride_IsInTheConfigurationUntilItIsGone()
    {
        await using var manager = new OverrideManager(_overrides.Directory, new OverrideManagerOptions { Variables = Values.VariableSet.Empty, ReadKeyVariables = false });
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.AddStrata(options => options.SharedManager = manager);
        builder.Services.Configure<Pool>(builder.Configuration.GetSection("Pool"));
        var host = builder.Build();
        var monitor = host.Services.GetRequiredService<IOptionsMonitor<Pool>>();
        using var seen = new System.Collections.Concurrent.BlockingCollection<int>();
        using var _ = monitor.OnChange(pool => seen.Add(pool.MaxSize));

        using (manager.TemporaryOverride("pool: { max_size: 7 }"))
        {
            Assert.True(seen.TryTake(out var with, TimeSpan.FromSeconds(60)));
            Assert.Equal((7, 7), (with, monitor.CurrentValue.MaxSize));
        }

        Assert.True(seen.TryTake(out var without, TimeSpan.FromSeconds(60)));
        Assert.Equal(1, without);

        // It is the application's own, and goes on.
        host.Dispose();
        Assert.Equal(1, (await manager.LoadWithValidationAsync("app", TestContext.Current.CancellationToken)).Get<int>("pool.max_size"));
        await (await manager.WatchAsync("app", cancellationToken: TestContext.Current.CancellationToken)).DisposeAsync();
    }

    [Fact]
    public async Task HealthCheck_WithoutOverrides_SaysSo()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddHealthChecks().AddStrata();
        using var host = builder.Build();

        Assert.Contains("AddStrata", (await Report(host)).Description, StringComparison.Ordinal);
    }

    private static async Task<HealthReportEntry> Report(IHost host) =>
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken)).Entries["strata"];

    private static async Task<(HealthStatus Status, object Revision)> Health(IHost host)
    {
        var report = await Report(host);
        Assert.InRange((double)report.Data["age_seconds"], 0, 600);
        return (report.Status, report.Data["revision"]);
    }

    private IHost Build(Action<HostApplicationBuilder>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.AddStrata(options => _overrides.Configure(options));
        builder.Services.AddHealthChecks().AddStrata();
        builder.Services.Configure<Pool>(builder.Configuration.GetSection("Pool"));
        configure?.Invoke(builder);
        return builder.Build();
    }

    private sealed class Pool
    {
        public int MaxSize { get; set; }
    }
}
