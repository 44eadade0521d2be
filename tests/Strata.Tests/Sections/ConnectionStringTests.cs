using CsCheck;
using Npgsql;
using RabbitMQ.Client;
using StackExchange.Redis;
using Strata.Secrets;
using Strata.Sections;
using Strata.Values;

namespace Strata.Tests.Sections;

/// <summary>The strings are read by the drivers' own parsers.</summary>
public class ConnectionStringTests
{
    private static readonly Gen<string> Texts = Gen.String[Gen.Char[" !\"#$%&'()*+,-./0;<=>?@A[\\]^_`a{|}~é漢"], 1, 12];

    [Fact]
    public void PostgreSql_WithEverything_IsReadByNpgsql()
    {
        var config = new PostgreSqlConfig
        {
            Host = "db.example.com",
            Port = new Port(6432),
            Name = "app",
            User = "me",
            Password = new Secret("s;e'c\"r=et "),
            SslMode = PostgreSqlSslMode.VerifyFull,
            StatementTimeout = TimeSpan.FromSeconds(15),
            Settings = new Dictionary<string, string> { ["application_name"] = "my app", ["synchronous_commit"] = "off" },
            Pool = new PoolConfig { MinSize = 2, MaxSize = 20, Timeout = TimeSpan.FromSeconds(2.5), RecycleTimeout = TimeSpan.FromHours(1) },
        };

        var read = new NpgsqlConnectionStringBuilder(config.ToConnectionString().Reveal());

        Assert.Equal(("db.example.com", 6432, "app", "me", "s;e'c\"r=et "), (read.Host, read.Port, read.Database, read.Username, read.Password));
        Assert.Equal((SslMode.VerifyFull, 2, 20, 3, 3600), (read.SslMode, read.MinPoolSize, read.MaxPoolSize, read.Timeout, read.ConnectionLifetime));
        Assert.Equal("-c statement_timeout=15000 -c application_name=my\\ app -c synchronous_commit=off", read.Options);
    }

    [Fact]
    public void PostgreSql_WithNothing_LeavesTheDriversDefaults()
    {
        var read = new NpgsqlConnectionStringBuilder(new PostgreSqlConfig { Password = new Secret("") }.ToConnectionString().Reveal());

        Assert.Equal(("localhost", 5432, null, 100), (read.Host, read.Port, read.Password, read.MaxPoolSize));
    }

    [Fact]
    public void PostgreSql_AnyPasswordAndName_IsReadBack() => Gen.Select(Texts, Texts).Sample((password, name) =>
    {
        var read = new NpgsqlConnectionStringBuilder(new PostgreSqlConfig { Password = new Secret(password), Name = name }.ToConnectionString().Reveal());
        return read.Password == password && read.Database == name;
    });

    [Fact]
    public void PostgreSql_NullCharacter_IsRefusedWithoutTheValue()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => new PostgreSqlConfig { Password = new Secret("hunter\0two") }.ToConnectionString());

        Assert.Contains("\"password\"", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Redis_Nodes_AreReadByStackExchange()
    {
        var config = new RedisConfig
        {
            User = "app",
            Password = new Secret("p=a;ss'\"w"),
            Url = new Uri("rediss://one:6379/3"),
            Pool = new PoolConfig { Timeout = TimeSpan.FromSeconds(2) },
            Nodes =
            [
                new RedisNodeConfig { Name = "one", Host = "one" },
                new RedisNodeConfig { Name = "two", Host = "::1", Port = new Port(6380) },
                new RedisNodeConfig { Name = "off", Host = "off", Enabled = false },
            ],
        };

        var read = ConfigurationOptions.Parse(config.ToConnectionString().Reveal());

        Assert.Equal(["one:6379", "[::1]:6380"], read.EndPoints.Select(static point => point.ToString()!.Replace("Unspecified/", "", StringComparison.Ordinal)));
        Assert.Equal(("app", "p=a;ss'\"w", true, 2000, 3), (read.User, read.Password, read.Ssl, read.ConnectTimeout, read.DefaultDatabase));
    }

    [Fact]
    public void Redis_Sentinel_IsAskedForThePrimary()
    {
        var nodes = new[] { new RedisNodeConfig { Name = "a", Host = "a" }, new RedisNodeConfig { Name = "b", Host = "b" } };
        var beside = new RedisConfig { Nodes = [.. nodes], Sentinel = new RedisSentinelConfig { Enabled = true, MasterName = "main" } };
        var apart = beside with { Sentinel = beside.Sentinel with { Host = "watch", Port = new Port(26380) } };

        var read = ConfigurationOptions.Parse(beside.ToConnectionString().Reveal());

        Assert.Equal("main", read.ServiceName);
        Assert.Equal("a:26379,b:26379,serviceName=main", beside.ToConnectionString().Reveal());
        Assert.Equal("watch:26380,serviceName=main", apart.ToConnectionString().Reveal());
    }

    [Fact]
    public void Redis_AnyPassword_IsReadBackOrRefused() => Texts.Sample(password =>
    {
        var config = new RedisConfig { Url = new Uri("redis://host"), Password = new Secret(password) };
        if (password.Contains(',', StringComparison.Ordinal) || password.Trim() != password)
        {
            return !Assert.Throws<InvalidOperationException>(config.ToConnectionString).Message.Contains($"={password}", StringComparison.Ordinal);
        }

        return ConfigurationOptions.Parse(config.ToConnectionString().Reveal()).Password == password;
    });

    [Fact]
    public void Redis_WithoutAServer_IsRefused() => Assert.Throws<InvalidOperationException>(() => new RedisConfig().ToConnectionString());

    [Fact]
    public void RabbitMq_Address_IsReadByTheClient()
    {
        var config = new RabbitMqConfig { Host = "mq", User = "me@home", Password = new Secret("p:a/s%s"), Vhost = "my/host", Heartbeat = TimeSpan.FromSeconds(30) };

        var read = new ConnectionFactory { Uri = new Uri(config.ToConnectionUri().Reveal()) };

        Assert.Equal(("mq", 5672, "me@home", "p:a/s%s", "my/host", false), (read.HostName, read.Port, read.UserName, read.Password, read.VirtualHost, read.Ssl.Enabled));
        Assert.EndsWith("?heartbeat=30", config.ToConnectionUri().Reveal(), StringComparison.Ordinal);
    }

    [Fact]
    public void RabbitMq_Tls_IsAmqpsOnItsPort()
    {
        var read = new ConnectionFactory { Uri = new Uri(new RabbitMqConfig { Host = "::1", Url = new Uri("amqps://x") }.ToConnectionUri().Reveal()) };

        Assert.Equal((5671, true, "/"), (read.Port, read.Ssl.Enabled, read.VirtualHost));
        Assert.StartsWith("amqp://", new RabbitMqConfig { Tls = false, Url = new Uri("amqps://x") }.ToConnectionUri().Reveal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    public void RabbitMq_VirtualHostOfDots_IsRefused(string vhost) => Assert.Throws<InvalidOperationException>(() => new RabbitMqConfig { Vhost = vhost }.ToConnectionUri());

    [Fact]
    public void RabbitMq_AnyPasswordAndHost_IsReadBack() => Gen.Select(Texts, Texts).Where(static (_, vhost) => vhost is not ("." or "..")).Sample((password, vhost) =>
    {
        var read = new ConnectionFactory { Uri = new Uri(new RabbitMqConfig { User = "u", Password = new Secret(password), Vhost = vhost }.ToConnectionUri().Reveal()) };
        return read.Password == password && read.VirtualHost == vhost;
    });
}
