using Strata.Consumers.Tests.Command;
using Strata.Validation.Schemas;
using Strata.Values;

namespace Strata.Consumers.Tests.Schemas;

/// <summary>The schema of <c>strata.yml</c> says what its reader says.</summary>
public class ProjectSchemaTests
{
    private const string Everything = """
        directory: overrides
        include_directories: [../shared-texts]
        matrix:
          types: [docker, local]
          environments: development
          tenants: [null, acme]
          contexts: [[docker], compose]
          facts: [{region: eu-west}, {region: us-east}]
          app_versions: ["2.1", 2.2]
          exclude: [{type: local, environment: [production, "prod-*"], facts: {region: "us-*"}}, {tenant: "globex-*", context: ci, app_version: "1.*"}]
          include: {type: docker, environment: production, tenant: null, context: [docker, ci], app_version: "2.1", facts: {region: eu-west}}
        rules: {STR6012: off, STR6001: error}
        production: [production, "prod-*"]
        limits: {max_file_size: 16777216, max_depth: 128, max_nodes: 1000000}
        variables: {DB_HOST: where PostgreSQL is}
        keys: {age_identity_files: [~/.config/strata/age.txt], key_file: key}
        """;

    private static readonly CompiledSchema Schema = SchemaChecks.Compile(Path.Combine(Repository.Root, "docs", "project.schema.json"));

    [Fact]
    public void Schema_OfAFileThatSaysEverything_AcceptsIt() => Assert.Empty(SchemaChecks.Problems(Schema, SchemaChecks.Parse(Everything), default));

    [Fact]
    public void Everything_SaysAllThatTheSchemaKnows()
    {
        var schema = SchemaChecks.Parse(File.ReadAllText(Path.Combine(Repository.Root, "docs", "project.schema.json")));

        Assert.Equal(((MappingNode)schema["properties"]).Keys.Order(StringComparer.Ordinal), SchemaChecks.Parse(Everything).Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("directori: x")]
    [InlineData("directory: [a]")]
    [InlineData("matrix: {type: docker}")]
    [InlineData("matrix: {types: []}")]
    [InlineData("matrix: {exclude: [{}]}")]
    [InlineData("matrix: {exclude: [{typ: a}]}")]
    [InlineData("matrix: {include: [{environment: a}]}")]
    [InlineData("rules: {STR5001: off}")]
    [InlineData("rules: {STR6012: of}")]
    [InlineData("limits: {max_depth: 0}")]
    [InlineData("limits: {max_depth: 1001}")]
    [InlineData("variables: [DB_HOST]")]
    [InlineData("keys: {age: x}")]
    public void Mistake_Each_IsRefusedByTheSchemaAndByTheReader(string yaml)
    {
        using var overrides = new TemporaryOverrides(("a.yml", "x: 1"));
        var project = overrides.AddBeside("strata.yml", yaml + "\n");

        Assert.Single(SchemaChecks.Problems(Schema, SchemaChecks.Parse(yaml), default));
        Assert.Equal(1, new StrataCommand().Run("validate", "--project", project).ExitCode);
    }

    [Fact]
    public void FileThatSaysEverything_IsUnderstoodByTheReader()
    {
        using var overrides = new TemporaryOverrides(("a.yml", "_metadata: {type: [docker, local]}\nx: 1"));
        var project = overrides.AddBeside("strata.yml", Everything);

        var result = new StrataCommand().Run("validate", "--project", project);

        Assert.DoesNotContain("unknown key", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("strata.yml:1:", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("is expected", result.Error, StringComparison.Ordinal);
    }
}
