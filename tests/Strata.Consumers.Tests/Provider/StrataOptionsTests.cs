using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Strata.Binding;
using Strata.Secrets;

namespace Strata.Consumers.Tests.Provider;

/// <summary>Options that the generator's code binds.</summary>
public sealed class StrataOptionsTests : IDisposable
{
    private const string Good = "database:\n  host: db\n  max_connections: 5\n  password: c4n4ry\n";

    private readonly ProvidedOverrides _overrides = new(Good);

    public void Dispose() => _overrides.Dispose();

    [Fact]
    public async Task AddStrataOptions_Record_IsBound()
    {
        using var host = Build();
        await host.StartAsync(TestContext.Current.CancellationToken);

        var options = host.Services.GetRequiredService<IOptions<DatabaseOptions>>().Value;

        Assert.Equal(("db", 5, "c4n4ry"), (options.Host, options.MaxConnections, options.Password.Reveal()));
    }

    [Fact]
    public async Task AddStrataOptions_ValuesThatDoNotFit_EndTheStartWithTheirPlaces()
    {
        _overrides.Write("database:\n  max_connections: many\n  password: c4n4ry\n");
        using var host = Build();

        var exception = await Assert.ThrowsAsync<ConfigurationBindingException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal(2, exception.Problems.Length);
        Assert.Contains("app.yml:2:20", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c4n4ry", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddStrataOptions_ValidationThatFails_EndsTheStart()
    {
        using var host = Build(static options => options.Validate(static database => database.MaxConnections > 10, "too few"));

        Assert.Contains("too few", (await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddStrataOptions_ReloadThatDoesNotFit_LeavesThemAsTheyAreAndIsTold()
    {
        using var host = Build(static options => options.Validate(static database => database.MaxConnections < 100, "too many"));
        await host.StartAsync(TestContext.Current.CancellationToken);
        var monitor = host.Services.GetRequiredService<IOptionsMonitor<DatabaseOptions>>();
        var configuration = (IConfigurationRoot)host.Services.GetRequiredService<IConfiguration>();
        var health = host.Services.GetRequiredService<HealthCheckService>();

        foreach (var (text, problem) in new[]
        {
            ("database:\n  host: db\n  max_connections: many\n  password: c4n4ry\n", "app.yml:3:20"),
            ("database:\n  host: db\n  max_connections: 100\n  password: c4n4ry\n", "refused by its validation"),
            ("other: 1\n", "nothing stands at database"),
        })
        {
            _overrides.Write(text);
            configuration.Reload();

            Assert.Equal(5, monitor.CurrentValue.MaxConnections);
            var report = (await health.CheckHealthAsync(TestContext.Current.CancellationToken)).Entries["strata"];
            Assert.Equal(HealthStatus.Degraded, report.Status);
            Assert.Contains(problem, report.Description, StringComparison.Ordinal);
            Assert.DoesNotContain("many", report.Description, StringComparison.Ordinal);
        }

        _overrides.Write(Good.Replace('5', '7'));
        configuration.Reload();

        Assert.Equal(7, monitor.CurrentValue.MaxConnections);
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync(TestContext.Current.CancellationToken)).Status);
    }

    [Fact]
    public void AddStrataOptions_WithoutOverrides_SaysWhatToCall()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddStrataOptions<DatabaseOptions>("database");
        using var host = builder.Build();

        Assert.Contains("AddStrata", Assert.Throws<InvalidOperationException>(() => host.Services.GetRequiredService<IOptions<DatabaseOptions>>().Value).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddStrataOptions_NoPath_IsRefusedAtOnce() =>
        Assert.Throws<FormatException>(static () => new ServiceCollection().AddStrataOptions<DatabaseOptions>("a[*]"));

    private IHost Build(Action<OptionsBuilder<DatabaseOptions>>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.AddStrata(options => _overrides.Configure(options));
        builder.Services.AddHealthChecks().AddStrata();
        var options = builder.Services.AddStrataOptions<DatabaseOptions>("database");
        configure?.Invoke(options);
        return builder.Build();
    }

    internal sealed record DatabaseOptions
    {
        public required string Host { get; init; }

        public int MaxConnections { get; init; } = 10;

        public required Secret Password { get; init; }
    }
}
