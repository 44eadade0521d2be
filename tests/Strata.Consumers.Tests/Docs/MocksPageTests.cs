using Strata.Mocks;

namespace Strata.Consumers.Tests.Docs;

/// <summary>The C# and the section of docs/mocks.md: compiled and run here, and compared with the page.</summary>
public sealed class MocksPageTests
{
    private static readonly string Bundled = Path.Combine(Repository.Root, "overrides");

    [Fact]
    public async Task Snippet_OverTheBundledOverrides_Runs()
    {
        await Run(Bundled);

        Assert.Equal(CompiledSnippets.Of<MocksPageTests>("mocks"), Block("csharp"));
    }

    [Fact]
    public async Task Section_OfThePage_IsMocked()
    {
        var directory = Directory.CreateTempSubdirectory("strata-mocks-page-");
        File.WriteAllText(Path.Combine(directory.FullName, "t.yml"), Block("yaml").Replace("../deploy/mocks/templates", Path.Combine(Repository.Root, "deploy/mocks/templates"), StringComparison.Ordinal));
        await using (var manager = new OverrideManager(directory.FullName))
        await using (var mocks = await MockServices.StartAsync(await manager.LoadWithValidationAsync("t", cancellationToken: TestContext.Current.CancellationToken), new MockServicesOptions { Port = 0 }, TestContext.Current.CancellationToken))
        {
            Assert.Equal(["/tracks/{id}", "/tracks/missing"], mocks.Routes.Select(static route => route.Path));
        }

        directory.Delete(recursive: true);
    }

    private static string Block(string language) => MarkdownPage.Read("docs/mocks.md").Sections.SelectMany(static section => section.Blocks).Single(block => block.Language == language).Text.TrimEnd('\n');

    private static async Task Run(string directory)
    {
        // <mocks>
        await using var manager = new OverrideManager(directory, new OverrideManagerOptions { Environment = "testing" });
        var configuration = await manager.LoadWithValidationAsync("testing");
        await using var mocks = await MockServices.StartAsync(configuration, new MockServicesOptions { Port = 0, OverridesDirectory = manager.Directory });

        using var client = new HttpClient { BaseAddress = mocks.Url };
        await client.GetAsync("/tracks/missing");

        Assert.Equal("catalogue", mocks.Calls.Single().Service);
        mocks.Verify();
        // </mocks>
    }
}
