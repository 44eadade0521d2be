using System.Text.Json;

namespace Strata.Consumers.Tests.Command;

public class SchemaCommandTests
{
    private const string Local = "_metadata: {type: app}\nport: 8080\nname: a\n";
    private const string Closed = """{"properties": {"port": {"type": "integer", "minimum": 1}, "name": {"type": "string"}}, "required": ["port", "name"], "additionalProperties": false}""";

    [Fact]
    public void Infer_OfTheSmallDirectory_IsApproved()
    {
        var result = new StrataCommand().With("DB_PASSWORD", "hunter2").With("PLAIN", "").Run("schema", "infer", "docker", "-d", "Overrides");

        Assert.Equal(0, result.ExitCode);
        Assert.All(["hunter2", "4711", "1234", "from-base"], secret => Assert.DoesNotContain(secret, result.Output, StringComparison.Ordinal));
        ApprovedFile.Matches("schema-infer.json", result.Output);
    }

    [Fact]
    public void Infer_AsYaml_IsTheSameSchema()
    {
        using var overrides = new TemporaryOverrides(("app.yml", Local));
        overrides.AddBeside("yaml.yml", "_metadata: {type: y}\n" + overrides.Run("schema", "infer", "app", "-o", "yaml").Output);

        Assert.Equal(
            Compact(overrides.Run("schema", "infer", "app").Output),
            Compact(new StrataCommand().Run("resolve", "y", "-d", overrides.Root, "-o", "json").Output));
    }

    [Fact]
    public void Infer_OverridesThatTheContextLeavesOut_AreSeen()
    {
        using var overrides = new TemporaryOverrides(
            ("app.yml", "_metadata: {type: app}\nkeep: 1\nlost: 1\n"),
            ("production.yml", "_metadata: {type: app, priority: high, conditions: {environment: production}}\nlost: !unset\nkeep: text\nextra: ${NOBODY_SET_IT}\n"));

        Assert.Equal(
            """{"keep":{"type":["string","integer"]},"lost":{"type":"integer"},"extra":{}}""",
            PartOf(overrides.Run("schema", "infer", "app"), "properties"));
        Assert.Equal("""["keep"]""", PartOf(overrides.Run("schema", "infer", "app"), "required"));
    }

    [Fact]
    public void Infer_Secrets_AreWriteOnlyAndNothingElse()
    {
        using var overrides = new TemporaryOverrides(("app.yml", """
            _metadata: {type: app, sensitive: ["hooks[*].address"]}
            hooks: [{address: abc}, {address: abc}, {address: xyz}]
            url: https://me:letmein@example.org
            password: ""
            "https://me:letmein@key.example": 1
            """));

        var result = overrides.Run("schema", "infer", "app");

        Assert.All(["abc", "xyz", "letmein"], secret => Assert.DoesNotContain(secret, result.Output, StringComparison.Ordinal));
        overrides.Add("app.yml", "_metadata: {type: app, sensitive: [a]}\na: [{b: x1}, {b: x1}]\nurl: https://me:letmein@example.org\npassword: ''\n");
        Assert.Equal(
            """{"a":{"type":"array","items":{"type":"object","properties":{"b":{"type":"string","writeOnly":true}},"required":["b"],"additionalProperties":false}},"url":{"type":"string","writeOnly":true},"password":{"type":"string","writeOnly":true}}""",
            PartOf(overrides.Run("schema", "infer", "app"), "properties"));
    }

    [Theory]
    [InlineData("grpcPort: 1", """{"type":"integer","minimum":1,"maximum":65535}""")]
    [InlineData("port: 0", """{"type":"integer"}""")]
    [InlineData("report: 5", """{"type":"integer"}""")]
    [InlineData("x: [1, 2.5]", """{"type":"array","items":{"type":"number"}}""")]
    [InlineData("x: [a, 1, null]", """{"type":"array","items":{"type":["string","integer","null"]}}""")]
    [InlineData("x: []", """{"type":"array"}""")]
    [InlineData("x: {}", """{"type":"object","properties":{},"additionalProperties":false}""")]
    [InlineData("x: [{level: INFO}, {level: DEBUG}, {level: INFO}]", """{"type":"array","items":{"type":"object","properties":{"level":{"type":"string","enum":["DEBUG","INFO"]}},"required":["level"],"additionalProperties":false}}""")]
    [InlineData("x: me@example.org", """{"type":"string","format":"email"}""")]
    [InlineData("x: 'https://example.org:8080/a?b=c#d'", """{"type":"string","format":"uri"}""")]
    [InlineData("x: 'localhost:8080'", """{"type":"string"}""")]
    [InlineData("x: '2026-11-24T10:00:00Z'", """{"type":"string","format":"date-time"}""")]
    [InlineData("x: 10.0.0.1", """{"type":"string","format":"ipv4"}""")]
    [InlineData("host: 10.0.0.1", """{"type":"string"}""")]
    [InlineData("host: db.example.org", """{"type":"string","format":"hostname"}""")]
    [InlineData("x: db.example.org", """{"type":"string"}""")]
    [InlineData("x: [me@example.org, nobody]", """{"type":"array","items":{"type":"string"}}""")]
    public void Infer_Values_AreDescribedCautiously(string yaml, string expected)
    {
        using var overrides = new TemporaryOverrides(("app.yml", "_metadata: {type: app}\n" + yaml + "\n"));

        using var json = JsonDocument.Parse(overrides.Run("schema", "infer", "app").Output);

        Assert.Equal(expected, JsonSerializer.Serialize(json.RootElement.GetProperty("properties").EnumerateObject().Single().Value));
    }

    [Fact]
    public void Infer_OfNoSuchType_ExitsWith3()
    {
        using var overrides = new TemporaryOverrides(("app.yml", Local));

        Assert.Equal((3, ""), (overrides.Run("schema", "infer", "ap").ExitCode, overrides.Run("schema", "infer", "ap").Output));
    }

    [Fact]
    public void Editor_OfAClosedSchema_TakesPartsTemplatesAndMetadata()
    {
        using var overrides = new TemporaryOverrides(("app.yml", Local), ("schemas/app.schema.json", Closed));

        var result = overrides.Run("schema", "editor", "app");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        using var json = JsonDocument.Parse(result.Output);
        var body = json.RootElement.GetProperty("definitions").GetProperty("configuration");
        Assert.Equal("""{"properties":{"port":{"type":["integer","string","null"],"pattern":"^$|\\$|^ENC\\[","minimum":1},"name":{"type":["string","null"]}},"additionalProperties":false}""", JsonSerializer.Serialize(body));
        Assert.Equal(["_metadata", "port", "name"], json.RootElement.GetProperty("else").GetProperty("properties").EnumerateObject().Select(static property => property.Name));
    }

    [Theory]
    [InlineData("""{"$ref": "https://example.org/x.json"}""", "STR5005", 1)]
    [InlineData("""{"properties": {"a": {"$ref": "other.json"}}}""", "STR5004", 1)]
    [InlineData("""{"properties": {"a": {"$ref": "#/$defs/b"}}}""", "STR5004", 1)]
    [InlineData("""{"properties": {"a": {"$ref": 1}}}""", "STR5002", 1)]
    [InlineData("""{"properties": """, "STR00", 1)]
    public void Editor_OfASchemaThatLeadsNowhere_SaysWhere(string schema, string code, int exitCode)
    {
        using var overrides = new TemporaryOverrides(("app.yml", Local), ("schemas/app.schema.json", schema));

        var result = overrides.Run("schema", "editor", "app");

        Assert.Equal((exitCode, ""), (result.ExitCode, result.Output));
        Assert.Contains($"error {code}", result.Error, StringComparison.Ordinal);
        Assert.Contains("app.schema.json:1:", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Editor_OfATypeWithoutASchema_ExitsWith3AndSaysHowToDraftOne()
    {
        using var overrides = new TemporaryOverrides(("app.yml", Local));

        var result = overrides.Run("schema", "editor", "app");

        Assert.Equal((3, ""), (result.ExitCode, result.Output));
        Assert.Contains("draft one: strata schema infer app > ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Editor_OfASchemaThatRefersToItself_Ends()
    {
        using var overrides = new TemporaryOverrides(
            ("app.yml", Local),
            ("schemas/app.schema.json", """{"properties": {"tree": {"$ref": "#/$defs/tree"}}, "$defs": {"tree": {"properties": {"left": {"$ref": "#/$defs/tree"}, "right": {"$ref": "app.schema.json#/$defs/tree"}}}}}"""));

        var result = overrides.Run("schema", "editor", "app");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(3, result.Output.Split("\"#/definitions/app.tree\"").Length - 1);
    }

    [Fact]
    public void Check_OfTheBundledSchemas_FindsNothing() =>
        Assert.Equal(new CommandResult(0, "", ""), new StrataCommand().Run("schema", "check", "-d", Path.Combine(Repository.Root, "overrides")));

    [Fact]
    public void Check_WithoutFiles_ChecksAllSchemasAndThoseThatOverridesName()
    {
        using var overrides = new TemporaryOverrides(
            ("app.yml", "_metadata: {type: app, schema: ../beside.json}\n"),
            ("sub/b.yml", "_metadata: {type: app, schema: missing.json}\n"),
            ("schemas/deep/x.yaml", "properties: {a: {type: nothing}}\n"),
            ("schemas/fine.json", "{}"),
            ("schemas/readme.txt", "no schema"));
        overrides.AddBeside("beside.json", """{"minimum": "1"}""");

        var result = overrides.Run("schema", "check", "-o", "json");

        Assert.Equal(1, result.ExitCode);
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal(
            ["STR5001 b.yml:1:32", "STR5002 beside.json:1:13", "STR5002 x.yaml:1:24"],
            json.RootElement.GetProperty("errors").EnumerateArray()
                .Select(static error => $"{error.GetProperty("code")} {Path.GetFileName(error.GetProperty("file").GetString())}:{error.GetProperty("line")}:{error.GetProperty("column")}")
                .Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("""{"type": "object"}""", 0, "")]
    [InlineData("true", 0, "")]
    [InlineData("""{"type": "objekt"}""", 1, "STR5002")]
    [InlineData("""{"$schema": "https://example.org/own"}""", 1, "STR5003")]
    [InlineData("""{"$ref": "#/$defs/none"}""", 1, "STR5004")]
    [InlineData("""{"$ref": "https://example.org/x.json"}""", 1, "STR5005")]
    [InlineData("""{"pattern": "("}""", 1, "STR5006")]
    [InlineData("""{"$ref": "#"}""", 1, "STR5007")]
    public void Check_OfAFile_SaysWhatIsWrongWhereItStands(string schema, int exitCode, string code)
    {
        using var overrides = new TemporaryOverrides(("app.yml", Local));
        var path = overrides.AddBeside("x.json", schema);

        var result = overrides.Run("schema", "check", path);

        Assert.Equal((exitCode, ""), (result.ExitCode, result.Output));
        Assert.Equal(exitCode == 0, result.Error.Length == 0);
        Assert.Contains(code, result.Error, StringComparison.Ordinal);
        Assert.True(exitCode == 0 || result.Error.Contains("x.json:1:", StringComparison.Ordinal), result.Error);
    }

    [Fact]
    public void Check_OfNoSuchFile_ExitsWith3()
    {
        var result = new StrataCommand().Run("schema", "check", "nowhere.json");

        Assert.Equal((3, ""), (result.ExitCode, result.Output));
        Assert.Contains("nowhere.json", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("override", "overrides/schemas/override.schema.json")]
    [InlineData("project", "docs/project.schema.json")]
    public void Print_EachName_IsTheFileThatIsBundled(string name, string file)
    {
        var path = Path.Combine(Repository.Root, file);

        Assert.Equal(new CommandResult(0, File.ReadAllText(path), ""), new StrataCommand().Run("schema", "print", name));
        Assert.Equal(new CommandResult(0, "", ""), new StrataCommand().Run("schema", "check", path));
    }

    [Theory]
    [InlineData("sarif", "\"ruleId\": \"STR5002\"")]
    [InlineData("github", "::error ")]
    [InlineData("junit", "<failure")]
    public void Check_InTheFormatsOfReports_WritesThem(string format, string expected)
    {
        using var overrides = new TemporaryOverrides(("app.yml", Local), ("schemas/app.schema.json", """{"type": "objekt"}"""));

        var result = overrides.Run("schema", "check", "-o", format);

        Assert.Equal((1, ""), (result.ExitCode, result.Error));
        Assert.Contains(expected, result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("schema", "a command is missing behind \"schema\"", "strata schema --help lists the commands")]
    [InlineData("schema infr", "unknown command \"schema infr\"", "did you mean schema infer?")]
    [InlineData("schema x", "unknown command \"schema x\"", "strata schema --help lists the commands")]
    [InlineData("schema print overide", "there is no schema \"overide\"", "did you mean override?")]
    [InlineData("schema infer a b", "unexpected argument \"b\"", "strata schema infer --help shows what it takes")]
    [InlineData("schema check --strct", "unknown option \"--strct\"", "did you mean --strict?")]
    [InlineData("schema infer -o text docker", "unknown output format \"text\"", "known are json, yaml")]
    public void BadLine_Each_SaysWhatIsWrong(string line, string message, string hint)
    {
        var result = new StrataCommand().Run(line.Split(' '));

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("error: " + message, result.Error, StringComparison.Ordinal);
        Assert.Contains("   = help: " + hint, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-d DIR schema infer app")]
    [InlineData("-dDIR schema infer app -ojson")]
    [InlineData("schema infer -d DIR app")]
    public void Options_BeforeBothWords_AreTheCommands(string line)
    {
        using var overrides = new TemporaryOverrides(("app.yml", Local));

        Assert.Equal(0, new StrataCommand().Run(line.Replace("DIR", overrides.Overrides, StringComparison.Ordinal).Split(' ')).ExitCode);
    }

    [Theory]
    [InlineData("../../beside.json")]
    [InlineData("FILE")]
    public void CheckAndEditor_ReferenceBeyondTheSchemas_ReadNothing(string reference)
    {
        using var overrides = new TemporaryOverrides(("app.yml", Local));
        var beside = overrides.AddBeside("beside.json", "canary\n");
        overrides.Add("schemas/app.schema.json", $$"""{"$ref": "{{reference.Replace("FILE", new Uri(Path.GetFullPath(beside)).AbsoluteUri, StringComparison.Ordinal)}}"}""");

        foreach (var result in new[] { overrides.Run("schema", "check"), overrides.Run("schema", "editor", "app"), overrides.Run("validate") })
        {
            Assert.Equal((1, ""), (result.ExitCode, result.Output));
            Assert.StartsWith("error STR500", result.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("canary", result.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Check_SchemaBesideANamedOne_IsRead()
    {
        using var overrides = new TemporaryOverrides(("app.yml", Local));
        overrides.AddBeside("other.json", "{\"type\": \"object\"}");

        Assert.Equal(new CommandResult(0, "", ""), overrides.Run("schema", "check", overrides.AddBeside("named.json", "{\"$ref\": \"other.json\"}")));
    }

    private static string Compact(string json)
    {
        using var parsed = JsonDocument.Parse(json);
        return JsonSerializer.Serialize(parsed.RootElement);
    }

    private static string PartOf(CommandResult result, string key)
    {
        Assert.Equal(0, result.ExitCode);
        using var json = JsonDocument.Parse(result.Output);
        return JsonSerializer.Serialize(json.RootElement.GetProperty(key));
    }
}
