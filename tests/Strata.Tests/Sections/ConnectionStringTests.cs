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

    private static readonly Gen<int?> Numbers = Gen.OneOf(Gen.Const((int?)null), Gen.Int[-1, 200].Select(static number => (int?)number));

    private static readonly TimeSpan?[] Edges = [null, TimeSpan.Zero, TimeSpan.FromTicks(1), TimeSpan.FromTicks(-1), TimeSpan.MaxValue, TimeSpan.MinValue, TimeSpan.FromSeconds(1024), TimeSpan.FromSeconds(1024.5)];

    private static readonly Gen<TimeSpan?> Times = Gen.OneOf(
        Gen.Int[0, Edges.Length - 1].Select(static index => Edges[index]),
        Gen.Int[0, 2_000_000].Select(static milliseconds => (TimeSpan?)TimeSpan.FromMilliseconds(milliseconds)));

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

    [Theory]
    [InlineData("::1", "::1")]
    [InlineData("/var/run/postgresql", "/var/run/postgresql")]
    [InlineData("a.example,b.example", "a.example,b.example")]
    public void PostgreSql_AnyHost_IsReadBack(string host, string expected) =>
        Assert.Equal(expected, new NpgsqlConnectionStringBuilder(new PostgreSqlConfig { Host = host }.ToConnectionString().Reveal()).Host);

    [Fact]
    public void PostgreSql_AnyNumbers_AreTakenByNpgsqlOrRefused() => Gen.Select(Numbers, Numbers, Times, Times, Times, Gen.Int[0, 2]).Sample((min, max, wait, recycle, statement, port) =>
    {
        var config = new PostgreSqlConfig { Port = new Port(port), StatementTimeout = statement, Pool = new PoolConfig { MinSize = min, MaxSize = max, Timeout = wait, RecycleTimeout = recycle } };
        if (!TryWrite(config.ToConnectionString, out var text))
        {
            return port == 0 || min is < 0 or > 100 || max < 1 || min > max || wait < TimeSpan.Zero || wait > TimeSpan.FromSeconds(1024) || recycle < TimeSpan.Zero || statement < TimeSpan.Zero || recycle > TimeSpan.FromDays(20000) || statement > TimeSpan.FromDays(24);
        }

        using var source = NpgsqlDataSource.Create(text);
        var read = new NpgsqlConnectionStringBuilder(text);
        return read.MinPoolSize == (min ?? 0) && read.MaxPoolSize == (max ?? 100) && (wait is null || read.Timeout >= wait.Value.TotalSeconds) && (wait is not { Ticks: > 0 } || read.Timeout > 0)
            && (statement is not { Ticks: > 0 } || !read.Options!.Contains("statement_timeout=0", StringComparison.Ordinal));
    });

    [Fact]
    public void PostgreSql_WhatNpgsqlRefuses_NamesTheKey()
    {
        Assert.Contains("\"pool.timeout\" is not from 0 to 1024 seconds", Refusal(new PostgreSqlConfig { Pool = new PoolConfig { Timeout = TimeSpan.FromHours(1) } }.ToConnectionString), StringComparison.Ordinal);
        Assert.Contains("\"pool.min_size\" is greater than 100, which is Npgsql's", Refusal(new PostgreSqlConfig { Pool = new PoolConfig { MinSize = 200 } }.ToConnectionString), StringComparison.Ordinal);
    }

    [Fact]
    public void Redis_UnixSockets_AreReadByStackExchange()
    {
        var node = new RedisConfig { Nodes = [new RedisNodeConfig { Name = "a", Host = "/run/redis.sock" }] };
        var url = new RedisConfig { Url = new Uri("unix:///run/my%20redis.sock") };

        Assert.Equal("/run/redis.sock", Assert.IsType<System.Net.Sockets.UnixDomainSocketEndPoint>(Assert.Single(Read(node).EndPoints)).ToString());
        Assert.Equal("/run/my redis.sock", Assert.Single(Read(url).EndPoints).ToString());
    }

    [Fact]
    public void Redis_AnAddressOfAnotherKind_IsRefused() => Assert.Equal(
        "The scheme of \"url\" is none of redis, rediss and unix.",
        Refusal(new RedisConfig { Url = new Uri("http://me:hunter2@host:6380/") }.ToConnectionString));

    [Fact]
    public void Redis_UserAndPasswordOfTheAddress_AreThoseOfItsServer()
    {
        var url = new RedisConfig { Url = new Uri("redis://me:p%40ss@host:6380/2") };

        Assert.Equal(("me", "p@ss", 2), (Read(url).User, Read(url).Password, Read(url).DefaultDatabase));
        Assert.Equal(("me", "own"), (Read(url with { Password = new Secret("own") }).User, Read(url with { Password = new Secret("own") }).Password));
        Assert.True(string.IsNullOrEmpty(Read(url with { Nodes = [new RedisNodeConfig { Name = "a" }] }).Password));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [InlineData(null)]
    public void Redis_Tls_IsAsTheSectionSays(bool? tls)
    {
        // By this name the driver knows a service of Azure, and takes TLS to be on.
        var config = new RedisConfig { Tls = tls, Nodes = [new RedisNodeConfig { Name = "a", Host = "x.redis.cache.windows.net", Port = new Port(6380) }] };

        Assert.Equal(tls ?? true, Read(config).Ssl);
    }

    [Fact]
    public void Redis_AnyTimeout_IsTakenOrRefused() => Times.Sample(time =>
    {
        var config = new RedisConfig { Url = new Uri("redis://host"), Pool = new PoolConfig { Timeout = time } };
        return TryWrite(config.ToConnectionString, out var text)
            ? time is null || ConfigurationOptions.Parse(text).ConnectTimeout >= time.Value.TotalMilliseconds
            : time < TimeSpan.Zero || time > TimeSpan.FromDays(24);
    });

    [Theory]
    [InlineData("")]
    [InlineData("ssl=true")]
    [InlineData("a,b")]
    public void Redis_HostThatIsNone_IsRefused(string host) =>
        Assert.Contains("\"host\"", Refusal(new RedisConfig { Nodes = [new RedisNodeConfig { Name = "a", Host = host }] }.ToConnectionString), StringComparison.Ordinal);

    [Fact]
    public void Redis_SentinelWithoutAName_IsRefused() =>
        Assert.Contains("sentinel.master_name", Refusal(new RedisConfig { Sentinel = new RedisSentinelConfig { Enabled = true, Host = "a" } }.ToConnectionString), StringComparison.Ordinal);

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

    [Theory]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("me@host")]
    [InlineData("")]
    [InlineData("fe80::1%eth0")]
    public void RabbitMq_HostThatIsNone_IsRefused(string host) => Assert.Contains("\"host\"", Refusal(new RabbitMqConfig { Host = host }.ToConnectionUri), StringComparison.Ordinal);

    [Fact]
    public void RabbitMq_WhatNoAddressHolds_IsRefusedWithoutTheValue()
    {
        Assert.Contains("\"heartbeat\"", Refusal(new RabbitMqConfig { Heartbeat = TimeSpan.FromSeconds(-1) }.ToConnectionUri), StringComparison.Ordinal);
        Assert.Contains("\"heartbeat\"", Refusal(new RabbitMqConfig { Heartbeat = TimeSpan.FromDays(1) }.ToConnectionUri), StringComparison.Ordinal);
        Assert.Contains("no \"user\"", Refusal(new RabbitMqConfig { Password = new Secret("hunter2") }.ToConnectionUri), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", Refusal(new RabbitMqConfig { User = "u", Password = new Secret("hunter2\ud800") }.ToConnectionUri), StringComparison.Ordinal);
    }

    private static ConfigurationOptions Read(RedisConfig config) => ConfigurationOptions.Parse(config.ToConnectionString().Reveal());

    private static string Refusal(Func<Secret> write) => Assert.Throws<InvalidOperationException>(write).Message;

    private static bool TryWrite(Func<Secret> write, out string text)
    {
        try
        {
            text = write().Reveal();
            return true;
        }
        catch (InvalidOperationException)
        {
            text = "";
            return false;
        }
    }
}
