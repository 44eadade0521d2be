using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Tests;

public class OverrideManagerTests
{
    [Theory]
    [InlineData("base")]
    [InlineData("docker")]
    [InlineData("local")]
    [InlineData("testing")]
    public async Task LoadWithValidation_BundledType_IsCleanWithoutAnyVariable(string type)
    {
        var configuration = await Bundled().LoadWithValidationAsync(type, TestContext.Current.CancellationToken);

        Assert.Empty(configuration.Validation.Diagnostics);
        Assert.Equal("base", configuration.Overrides[0]);
        Assert.Equal(type, configuration.Overrides[^1]);
    }

    [Fact]
    public void Arguments_ThatAreNull_AreRefusedAtOnce()
    {
        var manager = new OverrideManager();

        Assert.Throws<ArgumentNullException>(() => new OverrideManagerOptions { Limits = null! });
        Assert.Throws<ArgumentNullException>(() => new OverrideManagerOptions { TimeProvider = null! });
        Assert.Throws<ArgumentNullException>(() => manager.ResolveEnvironmentVariables(null!));
        Assert.Throws<ArgumentException>(() => manager.MergeConfigurations([null!]));
    }

    [Fact]
    public async Task LoadWithValidation_Docker_ExplainsThePort()
    {
        var configuration = await Bundled().LoadWithValidationAsync("docker", TestContext.Current.CancellationToken);

        var explanation = configuration.Explain("database.postgresql.port")!;
        Assert.Equal("5432", ((ScalarNode)explanation.Value!).Text);
        Assert.Equal(ScalarType.Integer, ((ScalarNode)explanation.Value).Type);
        Assert.Equal(["base", "docker"], explanation.Trail.Select(static part => part.Override));
        Assert.Equal([MergeEffect.Set, MergeEffect.Replace], explanation.Trail.Select(static part => part.Effect));
        Assert.Equal("docker", explanation.Origin!.Override);
        var interpolation = Assert.Single(explanation.Interpolations);
        Assert.Equal("DB_PORT", interpolation.Variable);
        Assert.Equal(VariableSource.Default, interpolation.Source);
    }

    [Fact]
    public async Task LoadWithValidation_Assignment_WinsOverEveryOverride()
    {
        var manager = Bundled(options => options.Assignments.Add("database.postgresql.port=6543"));

        var configuration = await manager.LoadWithValidationAsync("docker", TestContext.Current.CancellationToken);

        Assert.Equal(6543, configuration.GetDatabaseConfig().PostgreSql.Port.Number);
        Assert.Equal("--set", configuration.Explain("database.postgresql.port")!.Origin!.Override);
    }

    [Fact]
    public async Task LoadWithValidation_UnknownType_ThrowsWithTheNearest()
    {
        var exception = await Assert.ThrowsAsync<OverrideValidationException>(() => Bundled().LoadWithValidationAsync("dokcer", TestContext.Current.CancellationToken));

        var error = Assert.Single(exception.Result.Errors);
        Assert.Equal(DiagnosticCode.UnknownType, error.Code);
        Assert.Contains("docker", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadOverrides_Bundled_ResolvesManyTypesFromOneReading()
    {
        var manager = Bundled();

        var overrides = manager.ReadOverrides();

        Assert.Empty(overrides.Validation.Diagnostics);
        Assert.Equal(["base", "docker", "local", "testing"], overrides.Types.Where(static type => type != "*"));
        Assert.Contains("tenants/acme", overrides.Overrides.Select(static document => document.Name));
        Assert.All(overrides.Types.Where(static type => type != "*"), type => Assert.NotNull(overrides.Resolve(manager.CreateContext(type)).Configuration));
        Assert.True(overrides.ValidateAll(manager.CreateContext).IsValid);
        Assert.Equal("docker", overrides.Resolve(manager.CreateContext("docker") with { Environment = "staging" }).Configuration!.Overrides[^1]);
    }

    [Fact]
    public void Resolve_StrictWithAWarning_HasNoConfigurationAndSaysWhy()
    {
        var directory = Directory.CreateTempSubdirectory("strata-");
        File.WriteAllText(Path.Combine(directory.FullName, "a.yml"), "_metadata: {type: t, priority: high}\nx: 1\n");
        File.WriteAllText(Path.Combine(directory.FullName, "b.yml"), "_metadata: {type: t, priority: low, dependencies: [a]}\ny: 1\n");
        var context = new OverrideManager(directory.FullName).CreateContext("t");

        var lenient = OverrideSet.Read(directory.FullName).Resolve(context);
        var strict = OverrideSet.Read(directory.FullName, new OverrideManagerOptions { Strict = true }).Resolve(context);

        Assert.NotNull(lenient.Configuration);
        Assert.Null(strict.Configuration);
        Assert.Equal(DiagnosticCode.DependencyOutranks, Assert.Single(strict.Validation.Warnings).Code);
        Directory.Delete(directory.FullName, recursive: true);
    }

    [Fact]
    public void Overrides_OfASetWithABadFile_HaveTheDiagnosticsOfTheirFile()
    {
        var directory = Directory.CreateTempSubdirectory("strata-");
        File.WriteAllText(Path.Combine(directory.FullName, "bad.yml"), "x: [\n");
        File.WriteAllText(Path.Combine(directory.FullName, "good.yml"), "x: 1\n");

        var overrides = OverrideSet.Read(directory.FullName);

        Assert.Single(overrides.Validation.Errors);
        Assert.Equal(["good"], overrides.Overrides.Select(static document => document.Name));
        Assert.Empty(new OverrideManager().ValidateOverride(overrides.Overrides[0]).Diagnostics);
        Assert.Null(overrides.Resolve(new OverrideManager(directory.FullName).CreateContext("good")).Configuration);
        Directory.Delete(directory.FullName, recursive: true);
    }

    [Fact]
    public void ValidateOverride_FindsWhatValidateOverrideFileFinds()
    {
        var directory = Directory.CreateTempSubdirectory("strata-");
        var file = Path.Combine(directory.FullName, "a.yml");
        File.WriteAllText(file, "x: ${config:}\ny: 1\n");
        var manager = new OverrideManager(directory.FullName);

        var ofFile = manager.ValidateOverrideFile(file);
        var ofDocument = manager.ValidateOverride(Assert.Single(manager.LoadOverrideFile(file)));

        Assert.NotEmpty(ofFile.Diagnostics);
        Assert.Equal(ofFile.Diagnostics.Select(static diagnostic => diagnostic.ToString()), ofDocument.Diagnostics.Select(static diagnostic => diagnostic.ToString()));
        directory.Delete(recursive: true);
    }

    [Fact]
    public void GetSection_BeforeAnythingWasLoaded_Throws() => Assert.Throws<InvalidOperationException>(() => Bundled().GetDatabaseConfig());

    [Fact]
    public void MergeConfigurations_DocumentsInOrder_LastWins()
    {
        var documents = OverrideDocument.Parse("a.yml", "x: {p: 1, q: 2}\n").AddRange(OverrideDocument.Parse("b.yml", "x: {q: 3}\n"));

        var merged = Bundled().MergeConfigurations(documents);

        Assert.Equal(1, merged.GetSection("x").GetInt64("p"));
        Assert.Equal(3, merged.GetSection("x").GetInt64("q"));
    }

    [Fact]
    public void ResolveEnvironmentVariables_DefaultsInQuotes_StayText()
    {
        var document = OverrideDocument.Parse("a.yml", "database:\n  host: \"${DB_HOST:-localhost}\"\n  port: ${DB_PORT:-5432}\n")[0];

        var resolved = Bundled().ResolveEnvironmentVariables(document);

        Assert.Equal("localhost", ((ScalarNode)((MappingNode)resolved["database"])["host"]).Text);
        Assert.Equal(ScalarType.Integer, ((ScalarNode)((MappingNode)resolved["database"])["port"]).Type);
    }

    [Fact]
    public void EvaluateConditions_TenantUnset_SaysWhy()
    {
        var document = OverrideDocument.Parse("a.yml", "_metadata: {conditions: {tenant: acme}}\nx: 1\n")[0];

        var outcome = Bundled().EvaluateConditions(document.Metadata);

        Assert.False(outcome.Holds);
        Assert.Equal("tenant is unset, \"acme\" is required", outcome.Reason);
    }

    private static OverrideManager Bundled(Action<OverrideManagerOptions>? configure = null)
    {
        var options = new OverrideManagerOptions { Variables = VariableSet.Empty, Environment = "development" };
        configure?.Invoke(options);
        return new OverrideManager(Path.Combine(Repository.Root, "overrides"), options);
    }
}
