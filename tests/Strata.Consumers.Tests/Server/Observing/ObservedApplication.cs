using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using Strata.Live;

namespace Strata.Consumers.Tests.Server.Observing;

/// <summary>An application that follows a server and files, and has <c>/metrics</c> as applications have it.</summary>
internal sealed class ObservedApplication : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("strata-observed-");
    private readonly WebApplication _app;
    private readonly OverrideManager _manager;

    private ObservedApplication(Uri server)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddStrataServer(server, "shop", "app", static options => options.Environment = "development");
        builder.Services.AddOpenTelemetry().WithMetrics(static metrics => metrics.AddMeter("Strata").AddPrometheusExporter());
        _app = builder.Build();
        _app.MapPrometheusScrapingEndpoint();
        _manager = new OverrideManager(_directory.FullName);
    }

    /// <summary>Where it listens.</summary>
    public Uri Url => new(_app.Urls.First());

    private string File => Path.Combine(_directory.FullName, "app.yml");

    /// <summary>Starts one whose files are bad since.</summary>
    public static async Task<ObservedApplication> StartAsync(Uri server)
    {
        var token = TestContext.Current.CancellationToken;
        var application = new ObservedApplication(server);
        await application._app.StartAsync(token);
        await System.IO.File.WriteAllTextAsync(application.File, "x: 1\n", token);
        await application._manager.LoadWithValidationAsync("app", token);
        await application._manager.LoadWithValidationAsync("app", token);
        var live = await application._manager.WatchAsync("app", new WatchOptions { UsePolling = true, PollingInterval = TimeSpan.FromDays(1) }, token);
        await System.IO.File.WriteAllTextAsync(application.File, "x: [\n", token);
        Assert.Equal(ReloadOutcome.Failed, await live.ReloadAsync(token));
        return application;
    }

    public async ValueTask DisposeAsync()
    {
        await _manager.DisposeAsync();
        await _app.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
