namespace Strata.Tests.Validation.Rules;

/// <summary>The services of a Compose file against the hosts of the configuration that stands in it.</summary>
public class ComposeRuleTests
{
    [Theory]
    [InlineData("db: {host: postgress}", "6015 warning a:3:16 db.host: the host \"postgress\" is no service of overrides/a.yml")]
    [InlineData("db: {primaryHost: \"postgress:5432\"}", "6015 warning a:3:23 db.primaryHost: the host \"postgress\" is no service of overrides/a.yml")]
    [InlineData("db: {url: \"http://postgress:80/x\"}", "6015 warning a:3:15 db.url: the host \"postgress\" is no service of overrides/a.yml")]
    [InlineData("db: {hosts: [postgres, postgress]}", "6015 warning a:3:28 db.hosts[1]: the host \"postgress\" is no service of overrides/a.yml")]
    public void Check_HostThatIsNoService_IsFound(string config, string expected) =>
        Assert.Equal([expected], Findings.InCompose(config, "postgres: {ports: [5432]}"));

    [Fact]
    public void Check_HostNearAService_SuggestsIt()
    {
        var configuration = Strata.Tests.Snapshots.Resolved.From(Findings.Compose("db: {host: postgress}", "postgres: {ports: [5432]}"));

        Assert.Equal("did you mean postgres?", Assert.Single(Findings.Of(configuration, isProduction: false)).Hint);
    }

    [Theory]
    [InlineData("db: {host: postgres}")]
    [InlineData("db: {host: pg}")]
    [InlineData("db: {host: primary}")]
    [InlineData("db: {host: box}")]
    [InlineData("db: {host: localhost, url: \"http://127.0.0.1:80\"}")]
    [InlineData("db: {host: 10.0.0.1, other_host: \"::1\"}")]
    [InlineData("db: {host: db.example, url: \"https://example.org/@name\"}")]
    [InlineData("db: {enabled: false, host: elsewhere}")]
    [InlineData("db: {host: gateway}")]
    [InlineData("db: {name: elsewhere, url: /path}")]
    public void Check_HostThatIsKnown_IsLeftAlone(string config) => Assert.Empty(Findings.InCompose(
        config,
        "postgres: {hostname: pg, container_name: box, extra_hosts: [\"gateway:host-gateway\"], networks: {backend: {aliases: [primary]}}, ports: [1]}"));

    [Fact]
    public void Check_HostByReference_IsFoundWhereItIsWritten() => Assert.Equal(
        ["6015 warning b:1:12 db.host: the host \"nowhere\" is no service of overrides/a.yml"],
        Findings.In(Findings.Compose("x: {host: \"${Y:-app}\"}", "app: {ports: [1]}"), "db: {host: nowhere}\nz: {host: \"${config:db.host}\"}"));

    [Theory]
    [InlineData("networks: {shared: {external: true}}")]
    [InlineData("include: [other.yml]")]
    public void Check_StackThatJoinsOthers_KnowsNotAllNames(string further) =>
        Assert.Empty(Findings.In(Findings.Compose("db: {host: elsewhere}", "app: {ports: [1]}\nmailer: {image: m}") + further));

    [Fact]
    public void Check_NoComposeFile_NoHostIsUndefined() => Assert.Empty(Findings.In("db: {host: postgress}"));

    [Fact]
    public void Check_PasswordInAUrl_IsNotShown()
    {
        var found = Findings.InCompose("queue: {url: \"amqp://u:hunter2@rabbit:5672/x\"}", "app: {ports: [1]}");

        Assert.Equal(["6015 warning a:3:18 queue.url: the host \"rabbit\" is no service of overrides/a.yml"], found);
    }

    [Fact]
    public void Check_ServiceThatNothingRefersTo_IsFound() => Assert.Equal(
        ["6016 suggestion a:6:3 : nothing refers to the service \"mailer\", and it publishes no port"],
        Findings.InCompose("x: 1", "app: {ports: [80]}\nmailer: {image: mailpit, hostname: mailer}"));

    [Theory]
    [InlineData("smtp: {host: mailer}", "app: {ports: [80]}\nmailer: {image: m}")]
    [InlineData("smtp: {url: \"smtp://mailer:25\"}", "app: {ports: [80]}\nmailer: {image: m}")]
    [InlineData("x: 1", "app: {ports: [80], depends_on: {mailer: {condition: service_started}}}\nmailer: {image: m}")]
    [InlineData("x: 1", "app: {ports: [80], environment: {SMTP: \"mailer:25\"}}\nmailer: {image: m}")]
    [InlineData("x: 1", "mailer: {image: m, ports: [25]}")]
    [InlineData("x: 1", "mailer: {image: m, profiles: [tools]}")]
    [InlineData("x: 1", "app: {ports: [80]}\nworker: {image: m, depends_on: [app]}")]
    [InlineData("x: 1", "elsewhere: {environment: {A: b}}")]
    [InlineData("x: 1", "proxied: {image: m, labels: [traefik.enable=true]}")]
    public void Check_ServiceThatIsUsed_IsLeftAlone(string config, string services) => Assert.Empty(Findings.InCompose(config, services));
}
