using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using Strata.Consumers.Tests.Provider;
using Strata.Extensions.Configuration;

namespace Strata.Consumers.Tests.Server.Client;

/// <summary>An application whose configuration comes from a server.</summary>
internal sealed class FollowingApplication : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly IHost _host;
    private readonly IDisposable _listening;
    private int _reloads;

    private FollowingApplication(IHost host, GatheredLog log)
    {
        _host = host;
        Log = log;
        Provider = (StrataServerProvider)StrataProviders.Of(Configuration).Single();
        _listening = ChangeToken.OnChange(Provider.GetReloadToken, () => Interlocked.Increment(ref _reloads));
    }

    public IConfiguration Configuration => _host.Services.GetRequiredService<IConfiguration>();

    public IServiceProvider Services => _host.Services;

    public StrataServerProvider Provider { get; }

    public GatheredLog Log { get; }

    /// <summary>How often somebody was told of a change.</summary>
    public int Reloads => Volatile.Read(ref _reloads);

    public static async Task<FollowingApplication> StartAsync(Uri url, Action<StrataServerOptions>? configure = null, Action<HostApplicationBuilder>? build = null, string type = "app")
    {
        var log = new GatheredLog();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(log);
        builder.AddStrataServer(url, "shop", type, options =>
        {
            options.Environment = "development";
            configure?.Invoke(options);
        });
        builder.Services.AddHealthChecks().AddStrata();
        build?.Invoke(builder);
        var application = new FollowingApplication(builder.Build(), log);
        await application._host.StartAsync(TestContext.Current.CancellationToken);
        return application;
    }

    public async Task<HealthReportEntry> HealthAsync() =>
        (await _host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken)).Entries["strata"];

    /// <summary>Waits until it is as it should be.</summary>
    public async Task UntilAsync(Func<bool> holds, string what)
    {
        var waited = Stopwatch.StartNew();
        while (!holds())
        {
            Assert.True(waited.Elapsed < Patience, $"never: {what}\nproblem: {Provider.Problem}\n{string.Join('\n', Log.Lines)}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits until a value is what it should be, and somebody was told of so many changes.</summary>
    public async Task UntilAsync(string key, string? value, int reloads)
    {
        await UntilAsync(() => Configuration[key] == value && Reloads >= reloads, $"{key} = {value}, and {reloads} reloads");
        Assert.Equal(reloads, Reloads);
    }

    public async ValueTask DisposeAsync()
    {
        _listening.Dispose();
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
        Assert.True(Provider.Completion.IsCompletedSuccessfully);
        Log.Dispose();
    }
}
