using Microsoft.Extensions.Logging;
using Strata.Tests.Sources;
using Strata.Values;

namespace Strata.Tests.Logging;

/// <summary>What is written to standard error, which the whole process has one of.</summary>
[Collection(nameof(ErrorStreamTests))]
[CollectionDefinition(nameof(ErrorStreamTests), DisableParallelization = true)]
public sealed class ErrorStreamTests : IDisposable
{
    private readonly TextWriter _before = Console.Error;
    private readonly StringWriter _written = new() { NewLine = "\n" };
    private readonly TempDirectory _directory = new TempDirectory().Write("app.yml", "port: ${PORT:-2}\npassword: ${PW}\n");

    public ErrorStreamTests() => Console.SetError(_written);

    public void Dispose()
    {
        Console.SetError(_before);
        _directory.Dispose();
    }

    [Fact]
    public async Task DebugEnvResolution_WritesEachSubstitution()
    {
        await Load(new OverrideManagerOptions(), ("DEBUG_ENV_RESOLUTION", "true"));

        Assert.Equal("env: port: ${PORT:-2} -> 2 (default)\nenv: password: ${PW} -> ******** (set-env)\n", _written.ToString());
    }

    [Fact]
    public async Task Debug_WithoutALog_WritesDecisions()
    {
        await Load(new OverrideManagerOptions { Debug = true });

        Assert.Contains("debug: app applies: priority 2, ", _written.ToString(), StringComparison.Ordinal);
        Assert.Contains("debug: port: ${PORT:-2} -> 2 (default)\n", _written.ToString(), StringComparison.Ordinal);
        Assert.Contains("info: app in development: app (resolved in ", _written.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("LEAK", _written.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_IsWrittenUnlessAskedFor()
    {
        await Load(new OverrideManagerOptions());
        await Load(new OverrideManagerOptions { LogLevel = LogLevel.None });
        await Load(new OverrideManagerOptions { LogLevel = LogLevel.Warning });
        await Load(new OverrideManagerOptions(), ("DEBUG_ENV_RESOLUTION", "false"));

        Assert.Equal("", _written.ToString());
    }

    private async Task Load(OverrideManagerOptions options, params (string Name, string Value)[] variables)
    {
        options.Variables = new VariableSet(variables.Append(("PW", "LEAK")).ToDictionary(StringComparer.Ordinal));
        await using var manager = new OverrideManager(_directory.Path, options);
        await manager.LoadWithValidationAsync("app", TestContext.Current.CancellationToken);
    }
}
