using System.Text.Json;

namespace Strata.Consumers.Tests.Command;

/// <summary>What programs read: every shape, on the same small directory, as an approved file and key by key against the contract.</summary>
public class ShapeTests
{
    private static readonly string[] OriginKeys = ["override", "file", "line", "column"];

    private static CommandResult Run(params string[] args) => new StrataCommand()
        .With("DB_PASSWORD", "hunter2").With("DB_HOST", "postgres").With("PLAIN", "")
        .Run([.. args, "-d", "Overrides"]);

    [Theory]
    [InlineData("explain-port.json", 0, "explain", "database.port", "docker", "-o", "json")]
    [InlineData("explain-url.json", 0, "explain", "database.url", "docker", "-o", "json")]
    [InlineData("explain-unset.json", 0, "explain", "legacy.enabled", "docker", "-o", "json")]
    [InlineData("explain-list.json", 0, "explain", "servers", "docker", "-o", "json")]
    [InlineData("explain-tenant.txt", 0, "explain", "features", "docker", "-t", "acme", "-e", "production")]
    [InlineData("explain-all.json", 0, "explain", "docker", "-o", "json")]
    [InlineData("explain-all.txt", 0, "explain", "docker")]
    [InlineData("list.json", 0, "list", "-o", "json")]
    [InlineData("list.txt", 0, "list")]
    [InlineData("list-docker.json", 0, "list", "docker", "-o", "json", "-e", "production")]
    [InlineData("list-docker.txt", 0, "list", "docker", "-e", "production")]
    [InlineData("validate.json", 0, "validate", "-o", "json")]
    [InlineData("validate-invalid.json", 1, "validate", "-o", "json", "-d", "OverridesInvalid")]
    [InlineData("validate-invalid.yaml", 1, "validate", "-o", "yaml", "-d", "OverridesInvalid")]
    [InlineData("validate-invalid.junit.xml", 1, "validate", "-o", "junit", "-d", "OverridesInvalid")]
    [InlineData("validate-invalid.github.txt", 1, "validate", "-o", "github", "-d", "OverridesInvalid")]
    [InlineData("diff.json", 1, "diff", "docker", "docker,environment=production,tenant=acme", "-o", "json")]
    [InlineData("diff.txt", 1, "diff", "docker", "docker,environment=production,tenant=acme")]
    [InlineData("resolve.yaml", 0, "resolve", "docker")]
    [InlineData("resolve.json", 0, "resolve", "docker", "-o", "json")]
    [InlineData("resolve.env", 0, "resolve", "docker", "-o", "env")]
    [InlineData("resolve.properties", 0, "resolve", "docker", "-o", "properties")]
    [InlineData("resolve.flat.txt", 0, "resolve", "docker", "-o", "flat")]
    public void Output_OnTheSmallDirectory_IsApproved(string file, int exitCode, params string[] args)
    {
        var result = args.Contains("OverridesInvalid") ? new StrataCommand().Run(args) : Run(args);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.DoesNotContain("hunter2", result.Output + result.Error, StringComparison.Ordinal);
        ApprovedFile.Matches(file, result.Output);
    }

    [Fact]
    public void Validate_AsText_IsApprovedAndStandsOnStandardError()
    {
        var result = new StrataCommand().Run("validate", "-d", "OverridesInvalid");

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        ApprovedFile.Matches("validate-invalid.txt", result.Error);
    }

    [Fact]
    public void Explain_OfAPath_HasTheContractsKeys()
    {
        using var json = JsonDocument.Parse(Run("explain", "database.port", "docker", "-t", "x", "-o", "json").Output);
        var root = json.RootElement;

        Assert.Equal(["path", "value", "sensitive", "origin", "trail", "interpolations", "excluded"], Keys(root));
        Assert.Equal("database.port", root.GetProperty("path").GetString());
        Assert.Equal(5432, root.GetProperty("value").GetInt32());
        Assert.False(root.GetProperty("sensitive").GetBoolean());
        Assert.Equal(OriginKeys, Keys(root.GetProperty("origin")));
        Assert.Equal(["override", "file", "line", "column", "value", "effect"], Keys(root.GetProperty("trail")[0]));
        Assert.Equal(["set", "replace"], root.GetProperty("trail").EnumerateArray().Select(static part => part.GetProperty("effect").GetString()));
        Assert.Equal(5433, root.GetProperty("trail")[0].GetProperty("value").GetInt32());
        Assert.Equal("${DB_PORT:-5432}", root.GetProperty("trail")[1].GetProperty("value").GetString());
        var interpolation = Assert.Single(root.GetProperty("interpolations").EnumerateArray());
        Assert.Equal(["expression", "variable", "source", "value"], Keys(interpolation));
        Assert.Equal("""{"expression":"${DB_PORT:-5432}","variable":"DB_PORT","source":"default","value":"5432"}""", Compact(interpolation));
        Assert.All(root.GetProperty("excluded").EnumerateArray(), static excluded => Assert.Equal(["override", "reason"], Keys(excluded)));
        Assert.Contains(
            """{"override":"tenants/acme","reason":"tenant is \"x\", \"acme\" is required"}""",
            root.GetProperty("excluded").EnumerateArray().Select(Compact));
    }

    [Fact]
    public void Explain_OfASecret_MasksEveryPartOfIt()
    {
        using var json = JsonDocument.Parse(Run("explain", "database.password", "docker", "-o", "json").Output);

        Assert.True(json.RootElement.GetProperty("sensitive").GetBoolean());
        Assert.Equal("********", json.RootElement.GetProperty("value").GetString());
        Assert.All(json.RootElement.GetProperty("trail").EnumerateArray(), static part => Assert.Equal("********", part.GetProperty("value").GetString()));
    }

    [Fact]
    public void Explain_OfWhatWasUnset_HasNoValueAndNoOrigin()
    {
        using var json = JsonDocument.Parse(Run("explain", "legacy", "docker", "-o", "json").Output);

        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("value").ValueKind);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("origin").ValueKind);
        Assert.Equal(["set", "unset"], json.RootElement.GetProperty("trail").EnumerateArray().Select(static part => part.GetProperty("effect").GetString()));
    }

    [Theory]
    [InlineData("database", "set,merge")]
    [InlineData("cors.allow_origins", "set,append")]
    [InlineData("features", "set,prepend,union")]
    [InlineData("servers", "set,merge")]
    [InlineData("servers[1].port", "set,replace")]
    [InlineData("application.name", "set,replace")]
    [InlineData("legacy", "set,unset")]
    public void Explain_EachWayToMerge_NamesItsEffect(string path, string effects)
    {
        using var json = JsonDocument.Parse(Run("explain", path, "docker", "-t", "acme", "-o", "json").Output);

        Assert.Equal(effects, string.Join(',', json.RootElement.GetProperty("trail").EnumerateArray().Select(static part => part.GetProperty("effect").GetString())));
    }

    [Theory]
    [InlineData("x: ${A}", "process")]
    [InlineData("x: ${B}", "env-file")]
    [InlineData("x: ${C}", "set-env")]
    [InlineData("x: ${NONE:-d}", "default")]
    [InlineData("x: ${A:+alt}", "alternative")]
    [InlineData("x: 'is ${config:y}'", "config")]
    [InlineData("x: ${config:y}", "config")]
    [InlineData("x: ${file:_text.txt}", "file")]
    [InlineData("x: ${NONE:+alt}", "unset")]
    public void Explain_EachSource_IsNamed(string line, string source)
    {
        using var overrides = new TemporaryOverrides(("a.yml", $"_metadata: {{type: t}}\n{line}\ny: yes\n"), ("_text.txt", "text\n"));
        var file = overrides.AddBeside("b.env", "B=b\n");

        using var json = JsonDocument.Parse(overrides.Run(new StrataCommand().With("A", "a"), "explain", "x", "t", "-o", "json", "--env-file", file, "--set-env", "C=c").Output);

        Assert.Equal(source, Assert.Single(json.RootElement.GetProperty("interpolations").EnumerateArray()).GetProperty("source").GetString());
    }

    [Fact]
    public void List_OfAType_HasTheContractsKeys()
    {
        using var json = JsonDocument.Parse(Run("list", "docker", "-o", "json").Output);
        var items = json.RootElement.EnumerateArray().ToList();

        Assert.All(items, static item => Assert.Equal(["name", "file", "type", "priority", "applies", "position", "reason", "dependencies", "checksum"], Keys(item)));
        Assert.Equal(["base", "shared/logging", "docker"], items.Where(static item => item.GetProperty("applies").GetBoolean()).Select(static item => item.GetProperty("name").GetString()));
        Assert.Equal([1, 2, 3], items.Where(static item => item.GetProperty("applies").GetBoolean()).Select(static item => item.GetProperty("position").GetInt32()));
        var docker = items[2];
        Assert.Equal("Overrides/docker.yml", docker.GetProperty("file").GetString());
        Assert.Equal(["docker", "compose"], docker.GetProperty("type").EnumerateArray().Select(static type => type.GetString()));
        Assert.Equal(3, docker.GetProperty("priority").GetInt32());
        Assert.Equal(JsonValueKind.Null, docker.GetProperty("reason").ValueKind);
        Assert.Equal(["shared/logging"], docker.GetProperty("dependencies").EnumerateArray().Select(static name => name.GetString()));
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes("Overrides/docker.yml")));
        Assert.Equal($"sha256:{hash}", docker.GetProperty("checksum").GetString());
        var acme = items.Single(static item => item.GetProperty("name").GetString() == "tenants/acme");
        Assert.False(acme.GetProperty("applies").GetBoolean());
        Assert.Equal(JsonValueKind.Null, acme.GetProperty("position").ValueKind);
        Assert.Equal("tenant is unset, \"acme\" is required", acme.GetProperty("reason").GetString());
    }

    [Fact]
    public void Validate_OfBadFiles_HasTheContractsKeys()
    {
        using var json = JsonDocument.Parse(new StrataCommand().Run("validate", "-o", "json", "-d", "OverridesInvalid").Output);
        var root = json.RootElement;

        Assert.Equal(["valid", "errors", "warnings", "suggestions"], Keys(root));
        Assert.False(root.GetProperty("valid").GetBoolean());
        foreach (var (group, severity) in new[] { ("errors", "error"), ("warnings", "warning"), ("suggestions", "suggestion") })
        {
            var items = root.GetProperty(group).EnumerateArray().ToList();
            Assert.NotEmpty(items);
            Assert.All(items, static item => Assert.Equal(["code", "severity", "message", "path", "file", "line", "column", "length", "hint"], Keys(item)));
            Assert.All(items, item => Assert.Equal(severity, item.GetProperty("severity").GetString()));
            Assert.All(items, static item => Assert.Matches("^STR[0-9]{4}$", item.GetProperty("code").GetString()));
        }
    }

    [Fact]
    public void Diff_OfTwoSides_HasTheContractsKeys()
    {
        using var json = JsonDocument.Parse(Run("diff", "docker", "docker,environment=production,tenant=acme", "-o", "json").Output);
        var items = json.RootElement.EnumerateArray().ToList();

        Assert.All(items, static item => Assert.Equal(["path", "kind", "left", "right", "leftOrigin", "rightOrigin"], Keys(item)));
        var host = items.Single(static item => item.GetProperty("path").GetString() == "database.host");
        Assert.Equal("changed", host.GetProperty("kind").GetString());
        Assert.Equal(("postgres", "db.example.com"), (host.GetProperty("left").GetString(), host.GetProperty("right").GetString()));
        Assert.Equal(OriginKeys, Keys(host.GetProperty("leftOrigin")));
        Assert.Equal("""{"override":"production","file":"Overrides/production.json","line":8,"column":25}""", Compact(host.GetProperty("rightOrigin")));
    }

    [Theory]
    [InlineData("docker", "local,fact.region=eu-1", "debug", "added", "left")]
    [InlineData("local,fact.region=eu-1", "docker", "debug", "removed", "right")]
    public void Diff_OfAValueOnOneSide_HasNullOnTheOther(string left, string right, string path, string kind, string missing)
    {
        using var json = JsonDocument.Parse(Run("diff", left, right, "-o", "json").Output);
        var item = json.RootElement.EnumerateArray().Single(item => item.GetProperty("path").GetString() == path);

        Assert.Equal(kind, item.GetProperty("kind").GetString());
        Assert.Equal(JsonValueKind.Null, item.GetProperty(missing).ValueKind);
        Assert.Equal(JsonValueKind.Null, item.GetProperty(missing + "Origin").ValueKind);
    }

    [Fact]
    public void Diff_OfTheSameSides_IsEmptyAndExitsWith0() => Assert.Equal((0, "[]\n"), Short(Run("diff", "docker", "docker", "-o", "json")));

    [Theory]
    [InlineData("explain", "docker")]
    [InlineData("explain", "database", "docker")]
    [InlineData("list", "docker")]
    [InlineData("list")]
    [InlineData("validate")]
    [InlineData("diff", "docker", "docker,tenant=acme")]
    public void Report_AsYaml_SaysTheSameAsJson(params string[] args)
    {
        var yaml = Run([.. args, "-o", "yaml"]);
        var json = Run([.. args, "-o", "json"]);

        Assert.Equal(json.ExitCode, yaml.ExitCode);
        ReadBack.AssertSame(ReadBack.Json(json.Output), ReadBack.Yaml(yaml.Output));
    }

    private static (int, string) Short(CommandResult result) => (result.ExitCode, result.Output);

    private static List<string> Keys(JsonElement element) => [.. element.EnumerateObject().Select(static property => property.Name)];

    private static string Compact(JsonElement element) => JsonSerializer.Serialize(element, Readable);

    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
