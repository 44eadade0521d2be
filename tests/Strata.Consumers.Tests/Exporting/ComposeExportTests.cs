using CsCheck;
using Strata.Consumers.Tests.Servers;

namespace Strata.Consumers.Tests.Exporting;

/// <summary>Compose takes the file, and gives the service the environment that was exported.</summary>
public class ComposeExportTests
{
    private const string Sample = """
        application: {name: Sound Wave, version: 1.2.0+build.7}
        api: {port: 8000}
        database: {password: "p$$w'\"", url: "postgresql://me:hunter2@db/app"}
        containers: {restart: unless-stopped, limits: {app: {cpus: "2.0", memory: 1G}}}
        """;

    [Fact]
    public void Compose_OfASample_IsAServiceWithImagePortAndLimits()
    {
        InstalledProgram.Need("docker-compose");
        using var directory = new ExportDirectory(Exported.Configuration(Sample).As("compose"));

        var service = ComposeConfig.Service(directory.Root, "sound-wave", "compose.yml");

        Assert.Equal(("sound-wave:1.2.0-build.7", "unless-stopped"), (service.TextAt("image"), service.TextAt("restart")));
        Assert.Equal("127.0.0.1:8000:8000/tcp", service.TextAt("ports[0]"));
        Assert.Equal("1G", service.TextAt("deploy.resources.limits.memory"));
        Assert.Equal("p$w'\"", ComposeConfig.Environment(directory.Root, "sound-wave", "compose.yml")["DATABASE__PASSWORD"]);
    }

    [Fact]
    public void Compose_AnyTexts_AreTheEnvironmentThatComposeGives()
    {
        InstalledProgram.Need("docker-compose");
        HostileTexts.Many.Sample(
            static texts =>
            {
                texts = [.. texts.Select(ComposeConfig.Sayable)];
                using var directory = new ExportDirectory(Exported.OfTexts(texts).As("compose"));
                var read = ComposeConfig.Environment(directory.Root, "docker", "compose.yml");
                Assert.Equal(texts, Enumerable.Range(0, texts.Length).Select(i => read[FormattableString.Invariant($"V{i}")]));
            },
            iter: 5,
            threads: 1);
    }

    [Fact]
    public void Compose_NotRevealed_AsksForTheSecretsAndTakesThem()
    {
        InstalledProgram.Need("docker-compose");
        var export = Exported.Configuration(Sample).As("compose", reveals: false);
        using var directory = new ExportDirectory(export);

        Assert.DoesNotContain("hunter2", export.Files[0].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("p$", export.Files[0].Text, StringComparison.Ordinal);
        var missing = ComposeConfig.Run(directory.Root, "compose.yml");
        Assert.NotEqual(0, missing.ExitCode);
        Assert.Contains("DATABASE__PASSWORD", missing.Error, StringComparison.Ordinal);
        Assert.Equal("given", ComposeConfig.Environment(directory.Root, "sound-wave", "compose.yml", ("DATABASE__PASSWORD", "given"), ("DATABASE__URL", "x"))["DATABASE__PASSWORD"]);
    }
}
