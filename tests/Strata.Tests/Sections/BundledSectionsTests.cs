using System.Runtime.CompilerServices;
using Strata.Binding;
using Strata.Sections;
using Strata.Snapshots;
using Strata.Tests.Binding;
using Strata.Values;

namespace Strata.Tests.Sections;

/// <summary>The records take everything that the bundled overrides and the document that the product started from say.</summary>
public class BundledSectionsTests
{
    public static TheoryData<string> Types => ["base", "docker", "local", "testing"];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Sections_OfABundledType_HaveAMemberForEveryKey(string type)
    {
        var configuration = await Load(type);

        // Rejecting unknown keys, all of them are known; and what is bound is not all defaults.
        Assert.NotNull(configuration.Get<DatabaseConfig>("database", UnknownKeys.Reject).PostgreSql.Name);
        Assert.NotEqual(default, configuration.Get<ApiConfig>("api", UnknownKeys.Reject).Port);
        Assert.NotEmpty(configuration.Get<SecurityConfig>("security", UnknownKeys.Reject).Headers);
        Assert.NotEmpty(configuration.Get<MlConfig>("ml", UnknownKeys.Reject).Serving.Models);
        Assert.NotEmpty(configuration.Get<MessagingConfig>("messaging", UnknownKeys.Reject).RabbitMq.Queues);
    }

    [Theory]
    [InlineData("acme")]
    [InlineData("globex")]
    public async Task Sections_OfATenant_HaveAMemberForEveryKey(string tenant)
    {
        var manager = Manager();
        var configuration = await manager.LoadWithValidationAsync(manager.CreateContext("docker") with { Tenant = tenant }, TestContext.Current.CancellationToken);

        Assert.Contains(configuration.Overrides, name => name == $"tenants/{tenant}");
        Assert.NotNull(configuration.Get<ApiConfig>("api", UnknownKeys.Reject));
        Assert.NotNull(configuration.Get<SecurityConfig>("security", UnknownKeys.Reject));
        Assert.NotNull(configuration.Get<MlConfig>("ml", UnknownKeys.Reject));
    }

    [Fact]
    public async Task Sections_OfATenant_AreBoundToo()
    {
        var manager = Manager();
        var configuration = await manager.LoadWithValidationAsync(manager.CreateContext("docker") with { Tenant = "acme" }, TestContext.Current.CancellationToken);

        Assert.Equal(TimeSpan.FromMinutes(30), configuration.GetApiConfig().Timeouts.Upload);
        Assert.Contains(configuration.GetSecurityConfig().Rbac.Roles, static role => role.Name == "label-manager" && role.Inherits == "creator");
    }

    [Fact]
    public async Task GetDatabaseConfig_Docker_HasTypesAndUnits()
    {
        var manager = Manager();
        await manager.LoadWithValidationAsync("docker", TestContext.Current.CancellationToken);
        var database = manager.GetDatabaseConfig();

        Assert.Equal(("postgres", new Port(5432), "soundwave", PostgreSqlSslMode.Disable), (database.PostgreSql.Host, database.PostgreSql.Port, database.PostgreSql.User, database.PostgreSql.SslMode));
        Assert.Equal((5, 50, TimeSpan.FromSeconds(30), TimeSpan.FromHours(1)), (database.PostgreSql.Pool.MinSize, database.PostgreSql.Pool.MaxSize, database.PostgreSql.Pool.Timeout, database.PostgreSql.Pool.RecycleTimeout));
        Assert.Equal(TimeSpan.FromSeconds(15), database.PostgreSql.StatementTimeout);
        Assert.Equal([RedisRole.Primary, RedisRole.Replica, RedisRole.Replica], database.Redis.Nodes.Select(static node => node.Role!.Value));
        Assert.Equal(TimeSpan.FromSeconds(5), database.Redis.Sentinel.DownAfter);
        Assert.Equal("docker", database.Section.Explain("postgresql.port")!.Origin!.Override);
    }

    [Fact]
    public async Task GetDatabaseConfig_Local_HasSettingsAsTexts()
    {
        var postgreSql = (await Load("local")).GetDatabaseConfig().PostgreSql;

        Assert.Equal([("synchronous_commit", "off")], postgreSql.Settings.Select(static setting => (setting.Key, setting.Value)));
        Assert.Equal([("fsync", "off"), ("log_min_duration_statement", "50")], postgreSql.ServerSettings.Select(static setting => (setting.Key, setting.Value)));
        Assert.DoesNotContain("fsync", postgreSql.ToConnectionString().Reveal(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OtherSections_Base_HaveTypesAndUnits()
    {
        var configuration = await Load("base");
        var (api, security, ml, messaging) = (configuration.GetApiConfig(), configuration.GetSecurityConfig(), configuration.GetMlConfig(), configuration.GetMessagingConfig());

        Assert.Equal((TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(65), 512m, 1024L), (api.Timeouts.Request, api.Timeouts.KeepAlive, api.Limits.UploadMegabytes, api.Compression.MinimumBytes));
        Assert.Equal(TimeSpan.FromMinutes(10), api.Cors.MaxAge);
        Assert.Equal((TimeSpan.FromMinutes(15), TimeSpan.FromDays(14), TimeSpan.FromSeconds(30)), (security.Jwt.AccessTtl, security.Jwt.RefreshTtl, security.Jwt.ClockSkew));
        Assert.Equal((TimeSpan.FromDays(90), TimeSpan.FromDays(7), TimeSpan.FromMinutes(1)), (security.Encryption.Rotation, security.Mfa.Remember, security.RateLimiting.Window));
        Assert.Equal(new Version(1, 2), security.Tls.MinimumVersion);
        Assert.Equal("DENY", security.Headers["X-Frame-Options"]);
        Assert.Equal((new Port(8501), TimeSpan.FromSeconds(10)), (ml.TensorFlow.ModelServing.Port, ml.TensorFlow.ModelServing.Timeout));
        Assert.Equal((44100, TimeSpan.FromMinutes(15)), (ml.Spleeter.SampleRateHz, ml.Spleeter.MaxDuration));
        Assert.Equal(TimeSpan.FromHours(4), messaging.RabbitMq.Queues[1].MessageTtl);
    }

    [Fact]
    public void Sections_OfTheSourceDocument_AreBound()
    {
        var configuration = Bound.Configuration("""
            database:
              host: "${DB_HOST:-localhost}"
              port: ${DB_PORT:-5432}
              postgresql:
                pool: { min_size: 10, max_size: 100, timeout: 30, recycle_timeout: 3600 }
            ml:
              tensorflow: { enabled: true, gpu_enabled: true, model_serving: { port: 8501, batch_size: 32 } }
              pytorch: { enabled: true, cuda_enabled: true, distributed: true }
            """);

        Assert.Equal(100, configuration.GetDatabaseConfig().PostgreSql.Pool.MaxSize);
        Assert.Equal(("localhost", new Port(5432)), (configuration.GetDatabaseConfig().Host, configuration.GetDatabaseConfig().Port));
        Assert.NotNull(configuration.Get<DatabaseConfig>("database", UnknownKeys.Reject));
        Assert.NotNull(configuration.Get<MlConfig>("ml", UnknownKeys.Reject));
        Assert.Equal(32, configuration.GetMlConfig().TensorFlow.ModelServing.BatchSize);
        Assert.True(configuration.GetMlConfig().PyTorch.Distributed);
        Assert.Throws<KeyNotFoundException>(configuration.GetApiConfig);
    }

    [Fact]
    public void Records_WithAnAddress_DoNotPrintItsPassword()
    {
        var found = typeof(DatabaseConfig).Assembly.GetTypes().Where(static type => type.Namespace == typeof(DatabaseConfig).Namespace)
            .SelectMany(static type => type.GetProperties().Where(static property => property.PropertyType == typeof(Uri)).Select(property => (type, property))).ToArray();

        Assert.Equal(9, found.Length);
        Assert.All(found, static member =>
        {
            var record = RuntimeHelpers.GetUninitializedObject(member.type);
            member.property.SetValue(record, new Uri("https://me:hunter2@host/"));
            Assert.Contains("https://me:********@host/", record.ToString(), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Sections_PrintedWhole_ShowNoSecret()
    {
        var configuration = Bound.Configuration("database: { postgresql: { password: hunter2 }, redis: { password: hunter2 } }\nsecurity: { jwt: { signing_key: hunter2 } }");

        Assert.DoesNotContain("hunter2", $"{configuration.GetDatabaseConfig()} {configuration.GetSecurityConfig()} {configuration.GetDatabaseConfig().PostgreSql.ToConnectionString()}", StringComparison.Ordinal);
        Assert.Equal("hunter2", configuration.GetSecurityConfig().Jwt.SigningKey!.Reveal());
    }

    private static Task<ResolvedConfiguration> Load(string type) => Manager().LoadWithValidationAsync(type, TestContext.Current.CancellationToken);

    private static OverrideManager Manager() => new(Path.Combine(Repository.Root, "overrides"), new OverrideManagerOptions { Variables = VariableSet.Empty });
}
