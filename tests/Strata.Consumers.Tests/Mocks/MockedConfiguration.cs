using Strata.Mocks;

namespace Strata.Consumers.Tests.Mocks;

/// <summary>An overrides directory with mocks, and the templates that a test gives it.</summary>
internal sealed class MockedConfiguration : IDisposable
{
    public MockedConfiguration(string mocks, params (string Name, string Text)[] templates)
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("strata-mocks-").FullName;
        File.WriteAllText(Path.Combine(Directory, "t.yml"), $"testing: {{ seed: 7 }}\nmocks:\n  enabled: true\n  host: 127.0.0.1\n  port: 0\n  template_directory: templates\n{mocks}");
        System.IO.Directory.CreateDirectory(Path.Combine(Directory, "templates"));
        foreach (var (name, text) in templates)
        {
            File.WriteAllText(Path.Combine(Directory, "templates", name), text);
        }
    }

    public string Directory { get; }

    public async Task<MockServices> StartAsync(Action<MockServicesOptions>? configure = null)
    {
        var options = new MockServicesOptions { OverridesDirectory = Directory };
        configure?.Invoke(options);
        await using var manager = new OverrideManager(Directory);
        return await MockServices.StartAsync(await manager.LoadWithValidationAsync("t"), options, TestContext.Current.CancellationToken);
    }

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
}
