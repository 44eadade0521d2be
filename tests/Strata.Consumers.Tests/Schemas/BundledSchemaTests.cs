using Strata.Cli.Schemas;
using Strata.Diagnostics;
using Strata.Validation.Schemas;
using Strata.Values;

namespace Strata.Consumers.Tests.Schemas;

/// <summary>The schemas beside the bundled overrides: what they accept, what they refuse, and what they tell editors.</summary>
public class BundledSchemaTests
{
    private static readonly string Overrides = Path.Combine(Repository.Root, "overrides");
    private static readonly string Schemas = Path.Combine(Overrides, "schemas");

    public static TheoryData<string> Types => ["base", "docker", "local", "testing"];

    public static TheoryData<string, string> Files => new()
    {
        { "base.yml", "base" }, { "docker.yml", "docker" }, { "local.yml", "local" }, { "testing.yml", "testing" },
        { "tenants/acme.yml", "base" }, { "tenants/globex.yml", "base" },
    };

    /// <summary>A mistake that people make, and the one error that it gives: its code and its path.</summary>
    public static TheoryData<string, string, string, string> Mistakes => new()
    {
        { "docker", "api.prot=1", "STR5012", "api.prot" },
        { "docker", "databse.postgresql.host=x", "STR5012", "databse" },
        { "docker", "development.tunnel.enabled=true", "STR5012", "development" },
        { "docker", "api.port=70000", "STR5014", "api.port" },
        { "docker", "api.port='8000'", "STR5010", "api.port" },
        { "docker", "api.workers=0", "STR5014", "api.workers" },
        { "docker", "logging.level=INFOO", "STR5013", "logging.level" },
        { "docker", "database.postgresql.ssl_mode='off'", "STR5013", "database.postgresql.ssl_mode" },
        { "docker", "security.jwt.access_ttl=15 min", "STR5016", "security.jwt.access_ttl" },
        { "docker", "security.tls.minimum_version=1.2", "STR5013", "security.tls.minimum_version" },
        { "docker", "monitoring.health.checks=[redis, redis]", "STR5018", "monitoring.health.checks[1]" },
        { "docker", "application.locales=[]", "STR5015", "application.locales" },
        { "docker", "ml.spleeter.model='spleeter:3stems'", "STR5013", "ml.spleeter.model" },
        { "docker", "monitoring.tracing.sample_ratio=2", "STR5014", "monitoring.tracing.sample_ratio" },
        { "docker", "tenancy.branding.support_email=nobody", "STR5017", "tenancy.branding.support_email" },
        { "docker", "containers.limits.redis.memory=lots", "STR5016", "containers.limits.redis.memory" },
        { "docker", "logging.handlers=[{type: console}]", "STR5011", "logging.handlers[0]" },
        { "docker", "database.postgresql.pool=30", "STR5010", "database.postgresql.pool" },
        { "local", "security.rate_limiting.enabled='no'", "STR5010", "security.rate_limiting.enabled" },
        { "local", "development.debugging.adapters=[{name: python, tool: debugpy, host: localhost, port: 0}]", "STR5014", "development.debugging.adapters[0].port" },
        { "testing", "testing.levels.unit.timeout_second=3", "STR5012", "testing.levels.unit.timeout_second" },
        { "testing", "ci.nightly.at='25:00'", "STR5016", "ci.nightly.at" },
    };

    [Theory]
    [MemberData(nameof(Types))]
    public void Schema_OfAType_AcceptsItInEveryContext(string type) => AssertAcceptsAll(Compiled($"{type}.schema.json"), type);

    [Theory]
    [MemberData(nameof(Types))]
    public void Draft_OfAType_AcceptsItInEveryContext(string type)
    {
        var draft = new Command.StrataCommand().Run("schema", "infer", type, "-d", Overrides);

        Assert.Equal((0, ""), (draft.ExitCode, draft.Error));
        AssertAcceptsAll(SchemaChecks.CompileText(draft.Output), type);
    }

    private static void AssertAcceptsAll(CompiledSchema schema, string type)
    {
        var set = OverrideSet.Read(Overrides);
        var resolved = 0;
        foreach (var environment in new[] { "development", "staging", "testing", "ci", "production" })
        {
            foreach (var tenant in new[] { null, "acme", "globex", "globex-north" })
            {
                if (set.Resolve(Context(type) with { Environment = environment, Tenant = tenant }).Attempt is { } configuration)
                {
                    resolved++;
                    Assert.Empty(Problems(schema, configuration.Root, configuration.Sensitivity.Root));
                }
            }
        }

        Assert.True(resolved >= 4, $"{type} was resolved {resolved} times");
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Schema_OfATypicalMistake_GivesOneErrorAtItsPlace(string type, string assignment, string code, string path)
    {
        var schema = Compiled($"{type}.schema.json");
        var options = new OverrideManagerOptions { Variables = new VariableSet() };
        options.Assignments.Add(assignment);

        var configuration = OverrideSet.Read(Overrides, options).Resolve(Context(type)).Attempt!;

        var problem = Assert.Single(Problems(schema, configuration.Root, configuration.Sensitivity.Root));
        Assert.Equal((code, path), (problem.Code.ToString(), problem.Path?.ToString()));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void EditorSchema_OfEachFile_AcceptsItAsItIsWrittenAndRefusesTypos(string file, string type)
    {
        var schema = Compiled($"editor/{type}.schema.json");
        var text = File.ReadAllText(Path.Combine(Overrides, file));

        Assert.Empty(Problems(schema, Parsed(text), default));
        Assert.Equal("STR5012", Assert.Single(Problems(schema, Parsed(text.Replace("security:", "securty:", StringComparison.Ordinal)), default)).Code.ToString());
        Assert.Equal("STR5012", Assert.Single(Problems(schema, Parsed(text.Replace("author:", "auhtor:", StringComparison.Ordinal)), default)).Code.ToString());
    }

    [Fact]
    public void EditorSchema_OfAnEncryptedNumber_AcceptsIt()
    {
        var schema = Compiled("editor/docker.schema.json");
        var text = File.ReadAllText(Path.Combine(Overrides, "docker.yml"));
        const string Number = "port: &api_port 8000";

        Assert.Empty(Problems(schema, Parsed(text.Replace(Number, "port: &api_port \"ENC[strata:1,rUeU4SBEdeZJ,int,26aU]\"", StringComparison.Ordinal)), default));
        Assert.NotEmpty(Problems(schema, Parsed(text.Replace(Number, "port: &api_port \"8000x\"", StringComparison.Ordinal)), default));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void OverrideSchema_OfEachFile_AcceptsIt(string file, string type)
    {
        Assert.NotEmpty(type);
        Assert.Empty(Problems(Compiled("override.schema.json"), Parsed(File.ReadAllText(Path.Combine(Overrides, file))), default));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Files_FirstLine_NamesTheEditorsSchema(string file, string type)
    {
        var line = File.ReadLines(Path.Combine(Overrides, file)).First();
        var named = Path.Combine(Path.GetDirectoryName(Path.Combine(Overrides, file))!, line["# yaml-language-server: $schema=".Length..]);

        Assert.Equal(Path.Combine(Schemas, "editor", $"{type}.schema.json"), Path.GetFullPath(named));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void EditorSchema_OfEachType_IsWhatTheCommandMakes(string type)
    {
        var result = new Command.StrataCommand().Run("schema", "editor", type, "-d", Overrides);

        Assert.Equal(0, result.ExitCode);
        Assert.True(
            File.ReadAllText(Path.Combine(Schemas, "editor", $"{type}.schema.json")) == result.Output,
            $"make it anew: ./strata schema editor {type} > overrides/schemas/editor/{type}.schema.json");
    }

    [Fact]
    public void Schemas_OfTypes_HaveTheSharedSections()
    {
        var shared = Properties(Root("base.schema.json")).Keys.ToArray();

        Assert.Equal(10, shared.Length);
        Assert.All(Types.Select(static row => row.Data), type => Assert.Subset(Properties(Root($"{type}.schema.json")).Keys.ToHashSet(), shared.ToHashSet()));
    }

    [Fact]
    public void Sections_EveryProperty_TellsEditorsWhatItIs()
    {
        var count = 0;
        foreach (var file in Directory.GetFiles(Path.Combine(Schemas, "sections")).Append(Path.Combine(Schemas, "override.schema.json")))
        {
            var isSection = !file.EndsWith("override.schema.json", StringComparison.Ordinal);
            foreach (var (path, schema) in PropertiesOf(Root(Path.GetRelativePath(Schemas, file)), Path.GetFileName(file)))
            {
                // What is referred to tells for itself.
                if (schema.ContainsKey("$ref") && isSection)
                {
                    continue;
                }

                count++;
                Assert.True(schema.ContainsKey("title") || !isSection, $"{path} has no title");
                Assert.True(schema.ContainsKey("description") || schema.ContainsKey("$ref"), $"{path} has no description");
                var tells = new[] { "default", "examples", "enum", "properties", "writeOnly", "$ref", "type" };
                Assert.True(HasItemsOfItsOwn(schema) || tells.Any(key => schema.ContainsKey(key) && (key != "type" || schema["type"] is ScalarNode { Text: "boolean" or "object" })), $"{path} has neither default nor example");
                if (SecretNames.Contains(path.AsSpan(path.LastIndexOf('.') + 1)) && schema["type"] is ScalarNode { Text: "string" })
                {
                    Assert.False(schema.ContainsKey("default") || schema.ContainsKey("examples"), $"{path} shows a secret");
                    Assert.True(schema.ContainsKey("writeOnly"), $"{path} is a secret");
                }
            }
        }

        Assert.True(count > 400, $"{count} properties");
    }

    [Fact]
    public void Sections_Defaults_AreWhatBaseSays()
    {
        var configuration = OverrideSet.Read(Overrides, new OverrideManagerOptions { Variables = new VariableSet() }).Resolve(Context("base")).Configuration!;
        var compared = 0;
        foreach (var (section, _) in Properties(Root("base.schema.json")))
        {
            Compare(Root($"sections/{section}.schema.json"), configuration.Root[section], section);
        }

        Assert.True(compared > 100, $"{compared} defaults");

        void Compare(MappingNode schema, ConfigNode value, string path)
        {
            if (schema.TryGetValue("default", out var said))
            {
                compared++;
                Assert.True(Shown(said) == Shown(value), $"{path}: base says {Shown(value)}, the schema {Shown(said)}");
            }

            if (value is MappingNode mapping && schema.ContainsKey("properties"))
            {
                foreach (var (key, child) in Properties(schema))
                {
                    if (mapping.TryGetValue(key, out var inner) && !((MappingNode)child).ContainsKey("$ref"))
                    {
                        Compare((MappingNode)child, inner, $"{path}.{key}");
                    }
                }
            }
        }
    }

    private static bool HasItemsOfItsOwn(MappingNode schema) => schema.TryGetValue("items", out var items) && items is MappingNode item && item.ContainsKey("properties");

    private static string Shown(ConfigNode node) => SchemaText.Of(node);

    private static MappingNode Root(string file) => Parsed(File.ReadAllText(Path.Combine(Schemas, file)));

    private static MappingNode Properties(MappingNode schema) => (MappingNode)schema["properties"];

    private static IEnumerable<(string Path, MappingNode Schema)> PropertiesOf(ConfigNode node, string path)
    {
        switch (node)
        {
            case MappingNode mapping:
                foreach (var (key, value) in mapping)
                {
                    // "if" speaks of a property that is described elsewhere, and values may have any keys.
                    if (key is "if" or "then" or "default" or "examples")
                    {
                        continue;
                    }

                    if (key == "properties" && value is MappingNode properties)
                    {
                        foreach (var (name, schema) in properties)
                        {
                            yield return ($"{path}.{name}", (MappingNode)schema);
                            foreach (var inner in PropertiesOf(schema, $"{path}.{name}"))
                            {
                                yield return inner;
                            }
                        }
                    }
                    else
                    {
                        foreach (var inner in PropertiesOf(value, path))
                        {
                            yield return inner;
                        }
                    }
                }

                break;
            case SequenceNode list:
                foreach (var inner in list.SelectMany(item => PropertiesOf(item, path)))
                {
                    yield return inner;
                }

                break;
        }
    }

    private static Strata.Selection.ResolutionContext Context(string type) =>
        new OverrideManager(Overrides, new OverrideManagerOptions { Variables = new VariableSet(), Environment = "development" }).CreateContext(type);

    private static MappingNode Parsed(string text) => SchemaChecks.Parse(text);

    private static CompiledSchema Compiled(string file) => SchemaChecks.Compile(Path.Combine(Schemas, file));

    private static IReadOnlyList<Diagnostic> Problems(CompiledSchema schema, ConfigNode instance, Strata.Secrets.Sensitivity.Cursor secrets) =>
        SchemaChecks.Problems(schema, instance, secrets);
}
