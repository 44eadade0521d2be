namespace Strata.Tests.Validation.Rules;

/// <summary>Pools, ports and workers against what there is.</summary>
public class ResourceRuleTests
{
    [Theory]
    [InlineData("db: {pool: {min_size: 20, max_size: 10}}", "6009 error a:1:23 db.pool.min_size: min_size 20 is above max_size 10")]
    [InlineData("db: {pool: {minSize: \"20\", maxSize: 10}}", "6009 error a:1:22 db.pool.minSize: minSize \"20\" is above maxSize 10")]
    [InlineData("db: {pool: {minimum-idle: 20, maximum-pool-size: 10}}", "6009 error a:1:27 db.pool.minimum-idle: minimum-idle 20 is above maximum-pool-size 10")]
    [InlineData("db: {pool_min: 3, pool_max: 2}", "6009 error a:1:16 db.pool_min: pool_min 3 is above pool_max 2")]
    [InlineData("db: {pool: {min: 3, max: 2}}", "6009 error a:1:18 db.pool.min: min 3 is above max 2")]
    [InlineData("scaling: {min_replicas: 3, max_replicas: 2}", "6009 warning a:1:25 scaling.min_replicas: min_replicas 3 is above max_replicas 2")]
    [InlineData("a: [{minimum: 3, maximum: 2}]", "6009 warning a:1:15 a[0].minimum: minimum 3 is above maximum 2")]
    public void Check_LeastAboveGreatest_IsFound(string text, string expected) => Assert.Equal([expected], Findings.In(text));

    [Theory]
    [InlineData("db: {pool: {min_size: 10, max_size: 10}}")]
    [InlineData("db: {pool: {min_size: 10, max_size: 0}}")]
    [InlineData("db: {pool: {min_size: 10, max_size: -1}}")]
    [InlineData("db: {pool: {min_evictable_idle_time: 60000, max_size: 10}}")]
    [InlineData("python: {min_version: 1.9, max_version: 1.10}")]
    [InlineData("x: {min_length: 5, max_size: 2}")]
    [InlineData("x: {minimal: 5, maximal: 2}")]
    public void Check_BoundsThatAgree_AreLeftAlone(string text) => Assert.Empty(Findings.In(text));

    [Fact]
    public void Check_BoundsFromTwoOverrides_NamesTheOtherPlace()
    {
        var found = Assert.Single(Findings.Of(Strata.Tests.Snapshots.Resolved.From("pool:\n  min: 10\n  max: 20", "pool: {max: 5}"), isProduction: false));

        Assert.Equal("6009 error a:2:8 pool.min: min 10 is above max 5", Findings.Show(found));
        Assert.Equal("max is set here overrides/b.yml:1:13", $"{found.Related[0].Message} {found.Related[0].File}:{found.Related[0].Position}");
    }

    [Theory]
    [InlineData("db: {max_connections: 100, pool: {max_size: 200}}", "6010 warning a:1:45 db.pool.max_size: the pool's max_size 200 is above the 100 connections that the server takes")]
    [InlineData("db: {maxPoolSize: 200, settings: {maxConnections: 100}}", "6010 warning a:1:19 db.maxPoolSize: the pool's maxPoolSize 200 is above the 100 connections that the server takes")]
    [InlineData("api: {workers: 4}\ndb: {max_connections: 100, pool: {max-size: 30}}", "6010 warning a:2:45 db.pool.max-size: 4 workers with pools of 30 open 120 connections, and the server takes 100")]
    public void Check_PoolAboveItsServer_IsFound(string text, string expected) => Assert.Equal([expected], Findings.In(text));

    [Theory]
    [InlineData("api: {workers: 4}\ndb: {max_connections: 120, pool: {max_size: 30}}")]
    [InlineData("db: {pool: {max_size: 30, max_connections: 10}}")]
    [InlineData("db: {enabled: false, max_connections: 1, pool: {max_size: 30}}")]
    public void Check_PoolThatFits_IsLeftAlone(string text) => Assert.Empty(Findings.In(text));

    [Theory]
    [InlineData("[postgres, -c, max_connections=20]")]
    [InlineData("postgres -c max_connections=20")]
    [InlineData("[--max-connections, \"20\"]")]
    [InlineData("\"--max-connections=${LIMIT:-20}\"")]
    public void Check_PoolAboveTheComposeServicesLimit_IsFound(string command) => Assert.Equal(
        ["6010 warning a:3:37 db.pool.max_size: the pool's max_size 30 is above the 20 connections that the server takes"],
        Findings.InCompose("db: {host: pg, pool: {max_size: 30}}", $"pg: {{command: {command}}}"));

    [Theory]
    [InlineData("api: {port: 70000}", "6011 error a:1:13 api.port: port is 70000, and ports go from 1 to 65535")]
    [InlineData("api: {grpcPort: \"65536\"}", "6011 error a:1:17 api.grpcPort: grpcPort is \"65536\", and ports go from 1 to 65535")]
    [InlineData("api: {metrics-port: -2}", "6011 error a:1:21 api.metrics-port: metrics-port is -2, and ports go from 1 to 65535")]
    [InlineData("ports: [80, 99999999999999999999]", "6011 error a:1:13 ports[1]: ports is 99999999999999999999, and ports go from 1 to 65535")]
    [InlineData("db: {host: db.example, port: 0}", "6011 error a:1:30 db.port: nothing can be reached at port 0")]
    public void Check_NoPort_IsFound(string text, string expected) => Assert.Equal([expected], Findings.In(text));

    [Theory]
    [InlineData("api: {port: 65535, host: 0.0.0.0}")]
    [InlineData("mocks: {port: 0, host: 127.0.0.1}")]
    [InlineData("management: {port: -1}")]
    [InlineData("x: {export: 100000, viewPort: 100000, support: 99999, port_range: 123456}")]
    [InlineData("services: {ports: [\"8000-8010:8000-8010\"]}")]
    public void Check_Ports_AreLeftAlone(string text) => Assert.Empty(Findings.In(text));

    [Theory]
    [InlineData("api: {port: 80}", "6012 suggestion a:1:13 api.port: port 80 is below 1024: only the administrator may listen there")]
    [InlineData("server: {host: 0.0.0.0, httpsPort: 443}", "6012 suggestion a:1:36 server.httpsPort: httpsPort 443 is below 1024: only the administrator may listen there")]
    [InlineData("x: {bind: 0.0.0.0, port: 443}", "6012 suggestion a:1:26 x.port: port 443 is below 1024: only the administrator may listen there")]
    public void Check_PrivilegedPort_IsASuggestion(string text, string expected) => Assert.Equal([expected], Findings.In(text));

    [Theory]
    [InlineData("api: {port: 1024}")]
    [InlineData("smtp: {host: mail.example, port: 25}")]
    [InlineData("server: {host: mail.example, port: 25}")]
    [InlineData("api: {enabled: false, port: 80}")]
    public void Check_PortOfAnother_IsLeftAlone(string text) => Assert.Empty(Findings.In(text));

    [Fact]
    public void Check_PrivilegedPortInAContainer_IsLeftAlone() => Assert.Empty(Findings.InCompose("api: {port: 80}", "api: {ports: [\"80:80\"]}"));

    [Theory]
    [InlineData("api: {port: 8000}\nadmin_server: {port: 8000}", "6013 warning a:2:22 admin_server.port: port 8000 is taken by api.port already")]
    [InlineData("api: {port: 8000, grpcPort: 8000}", "6013 warning a:1:29 api.grpcPort: port 8000 is taken by api.port already")]
    [InlineData("listeners: [{host: 0.0.0.0, port: 9}, {host: 127.0.0.1, port: 9}]", "6013 warning a:1:63 listeners[1].port: port 9 is taken by listeners[0].port already")]
    public void Check_PortTakenTwice_IsFound(string text, string expected) => Assert.Contains(expected, Findings.In(text));

    [Theory]
    [InlineData("primary: {host: localhost, port: 5432}\nreplica: {host: localhost, port: 5432}")]
    [InlineData("api: {host: 127.0.0.1, port: 8000}\nweb: {host: 127.0.0.2, port: 8000}")]
    [InlineData("api: {port: 8000}\nweb: {port: \"${config:api.port}\"}")]
    [InlineData("api: {port: 8000}\nweb: {port: 8000, enabled: false}")]
    [InlineData("services: {api: {port: 8080}, web: {port: 8080}}")]
    [InlineData("users: {server: {port: 8080}}\norders: {server: {port: 8080}}")]
    [InlineData("api: {port: 8000, metrics_port: 8000}")]
    public void Check_PortsThatMayBeEqual_AreLeftAlone(string text) => Assert.Empty(Findings.In(text));

    [Theory]
    [InlineData("a: {ports: [\"8000:80\"]}\nb: {ports: [\"8000:81\"]}", "6013 warning a:6:15 : port 8000 is published by \"a\" already")]
    [InlineData("a: {ports: [\"127.0.0.1:8000:80/tcp\"]}\nb: {ports: [{published: \"${P:-8000}\", target: 1}]}", "6013 warning a:6:27 : port 8000 is published by \"a\" already")]
    public void Check_PublishedTwice_IsFound(string services, string expected) => Assert.Equal([expected], Findings.InCompose("x: 1", services));

    [Theory]
    [InlineData("a: {ports: [\"8000:80\"]}\nb: {ports: [\"8001:80\"]}")]
    [InlineData("a: {ports: [\"8000:80\", \"8000:80/udp\"]}\nb: {ports: [80]}")]
    [InlineData("a: {ports: [\"127.0.0.1:8000:80\"]}\nb: {ports: [\"127.0.0.2:8000:80\"]}")]
    [InlineData("a: {profiles: [cpu], ports: [\"8000:80\"]}\nb: {profiles: [gpu], ports: [\"8000:80\"]}")]
    [InlineData("a: {ports: [\"8000:80\"]}\nb: {ports: [\"${P:-8001}:80\"]}")]
    [InlineData("a: {ports: [\"8000:80\"]}\nb: {ports: [\"${UNSET:?}:80\"]}")]
    public void Check_PublishedApart_IsLeftAlone(string services) => Assert.Empty(Findings.InCompose("x: 1", services));

    [Theory]
    [InlineData("api: {workers: 8}\ncontainers: {limits: {app: {cpus: \"2.0\"}}}", "6014 warning a:1:16 api.workers: workers 8 is above twice the 2 CPUs of the container and one")]
    [InlineData("app: {workerProcesses: 3, resources: {limits: {cpu: 500m}}}", "6014 warning a:1:24 app.workerProcesses: workerProcesses 3 is above twice the 0.5 CPUs of the container and one")]
    [InlineData("server: {workers: 4}\ndeploy: {resources: {limits: {cpus: 1}}}", "6014 warning a:1:19 server.workers: workers 4 is above twice the 1 CPUs of the container and one")]
    public void Check_MoreWorkersThanCpus_IsFound(string text, string expected) => Assert.Equal([expected], Findings.In(text));

    [Fact]
    public void Check_MoreWorkersThanTheComposeServicesCpus_IsFound() => Assert.Equal(
        ["6014 warning a:3:20 api.workers: workers 8 is above twice the 1.5 CPUs of the container and one"],
        Findings.InCompose("api: {workers: 8}", "app: {ports: [80], deploy: {resources: {limits: {cpus: \"${CPUS:-1.5}\"}}}}"));

    [Theory]
    [InlineData("api: {workers: 5}\ncontainers: {limits: {app: {cpus: \"2.0\"}}}")]
    [InlineData("queue: {workers: 50}\ncontainers: {limits: {app: {cpus: \"2.0\"}}}")]
    [InlineData("api: {workers: 50}\ncontainers: {limits: {postgres: {cpus: \"2.0\"}}}")]
    [InlineData("api: {workers: auto}\nresources: {limits: {cpu: 1}}")]
    public void Check_WorkersThatHaveCpus_AreLeftAlone(string text) => Assert.Empty(Findings.In(text));
}
