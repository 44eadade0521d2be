using System.Text.Json;
using CsCheck;
using Strata.Consumers.Tests.Servers;
using Strata.Snapshots;

namespace Strata.Consumers.Tests.Exporting;

/// <summary>Shells, dotenv readers and systemd read the same texts from what is written for them.</summary>
public class EnvironmentExportTests
{
    private const string Node = "process.stdout.write(JSON.stringify(require('util').parseEnv(require('fs').readFileSync('.env', 'utf8'))))";

    [Fact]
    public void Shell_AnyTexts_AreTheVariablesOfWhatTheShellStarts()
    {
        InstalledProgram.Need("sh");
        HostileTexts.Many.Sample(static texts => AssertRead(texts, Sourced(Exported.OfTexts(texts), "shell", "environment.sh", "")), iter: 10, threads: 1);
    }

    [Fact]
    public void Dotenv_AnyTexts_AreTheSameInAShell()
    {
        InstalledProgram.Need("sh");
        HostileTexts.Many.Sample(static texts => AssertRead(texts, Sourced(Exported.OfTexts(texts), "dotenv", ".env", "set -a; ")), iter: 10, threads: 1);
    }

    [Fact]
    public void Dotenv_AnyTexts_AreTheSameInNodeUnlessAWarningSaysSo()
    {
        InstalledProgram.Need("node");
        HostileTexts.Many.Sample(
            static texts =>
            {
                texts = Unwarned(texts);
                using var directory = new ExportDirectory(Exported.OfTexts(texts).As("dotenv"));
                var read = JsonSerializer.Deserialize<Dictionary<string, string>>(InstalledProgram.Run("node", ["-e", Node], directory.Root).Success())!;
                AssertRead(texts, read);
            },
            iter: 10,
            threads: 1);
    }

    [Fact]
    public void Dotenv_AnyTexts_AreTheSameInComposeUnlessAWarningSaysSo()
    {
        InstalledProgram.Need("docker-compose");
        HostileTexts.Many.Sample(
            static texts =>
            {
                texts = Unwarned([.. texts.Select(ComposeConfig.Sayable)]);
                using var directory = new ExportDirectory(Exported.OfTexts(texts).As("dotenv"));
                File.Move(directory.PathOf(".env"), directory.PathOf("values.env"));
                directory.Write("docker-compose.yml", "services: {app: {image: app, env_file: values.env}}\n");
                AssertRead(texts, ComposeConfig.Environment(directory.Root, "app"));
            },
            iter: 5,
            threads: 1);
    }

    [Fact]
    public void Dotenv_TextThatReadersDifferIn_IsToldWithItsPlace()
    {
        var export = Exported.Configuration("a: plain\nb: \"it's \\\"it\\\"\"\nc: {d: \"C:\\\\\"}\n").As("dotenv");

        Assert.Equal(["STR8020 docker.yml:2:4 b", "STR8020 docker.yml:3:8 c.d"], export.Problems());
        Assert.Single(export.Files);
    }

    [Fact]
    public void Systemd_AnyTexts_AreTheSameInItsOwnReader()
    {
        SystemdLibrary.Need();
        HostileTexts.Many.Sample(
            static texts =>
            {
                texts = [.. texts.Select(static text => string.Concat(text.Where(static c => !char.IsControl(c) || c is '\n' or '\t' or '\u0085')))];
                using var directory = new ExportDirectory(Exported.OfTexts(texts).As("systemd"));
                AssertRead(texts, SystemdLibrary.ReadEnvironmentFile(directory.PathOf("environment")));
            },
            iter: 10,
            threads: 1);
    }

    [Theory]
    [InlineData("\\x01")]
    [InlineData("\\e")]
    [InlineData("\\r")]
    [InlineData("\\x7f")]
    public void Systemd_ControlCharacter_IsAnErrorAndNoFile(string character)
    {
        var export = Exported.Configuration($"a: {{b: \"x{character}\"}}").As("systemd");

        Assert.Equal(["STR8021 docker.yml:1:8 a.b"], export.Problems());
        Assert.Empty(export.Files);
    }

    [Theory]
    [InlineData("path: /bin", "path")]
    [InlineData("uid: 1000", "uid")]
    public void Shell_NameOfTheShellsOwn_IsAnError(string yaml, string path) =>
        Assert.Equal([$"STR8021 docker.yml:1:{path.Length + 3} {path}"], Exported.Configuration(yaml).As("shell").Problems());

    [Fact]
    public void Properties_AnyTexts_AreTheSameInJava() => HostileTexts.Many.Sample(
        static texts =>
        {
            var read = JavaProperties.Read(Exported.OfTexts(texts).TextAs("properties"));
            Assert.Equal(texts, Enumerable.Range(0, texts.Length).Select(i => read[FormattableString.Invariant($"v{i}")]));
        },
        iter: 20);

    private static Dictionary<string, string> Sourced(ResolvedConfiguration configuration, string format, string file, string before)
    {
        using var directory = new ExportDirectory(configuration.As(format));

        // A shell may drop from a text what its locale takes for no character.
        var output = InstalledProgram.Run("sh", ["-c", $"{before}. ./{file}; exec env -0"], directory.Root, [("LC_ALL", "C")]).Success();
        return output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split('=', 2)).ToDictionary(static pair => pair[0], static pair => pair[1], StringComparer.Ordinal);
    }

    private static void AssertRead(string[] texts, Dictionary<string, string> read) =>
        Assert.Equal(texts, Enumerable.Range(0, texts.Length).Select(i => read[FormattableString.Invariant($"V{i}")]));

    // A text that a reader takes for another may hide those after it as well.
    private static string[] Unwarned(string[] texts)
    {
        var warned = Exported.OfTexts(texts).As("dotenv").Validation.Warnings.Select(static warning => $"{warning.Path}").ToHashSet(StringComparer.Ordinal);
        Assert.NotEqual(texts.Length, warned.Count);
        return [.. texts.Where((_, i) => !warned.Contains(FormattableString.Invariant($"v{i}")))];
    }
}
