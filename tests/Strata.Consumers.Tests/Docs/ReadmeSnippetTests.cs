namespace Strata.Consumers.Tests.Docs;

/// <summary>The C# of README.md: compiled and run here, and compared with the page.</summary>
public sealed class ReadmeSnippetTests
{
    [Fact]
    public async Task Snippet_OfTheReadme_Runs()
    {
        using var output = new StringWriter();
        await Run(Path.Combine(Repository.Root, "overrides"), output);

        Assert.Equal("at most 50 connections", output.ToString().Split('\n')[0]);
        Assert.Matches("^because of .*overrides/docker.yml, line [0-9]+$", output.ToString().Split('\n')[1]);
    }

    [Fact]
    public void Snippet_OfTheReadme_IsTheOneThatRuns() => Assert.Equal(CompiledSnippets.Of<ReadmeSnippetTests>("readme"), Assert.Single(MarkdownPage.Read("README.md").CSharp));

    private static async Task Run(string directory, StringWriter output)
    {
        output.NewLine = "\n";

        // <readme>
        var manager = new OverrideManager(directory, new OverrideManagerOptions { Environment = "staging" });
        var configuration = await manager.LoadWithValidationAsync("docker");

        var database = configuration.GetDatabaseConfig();
        output.WriteLine($"at most {database.PostgreSql.Pool.MaxSize} connections");

        var origin = database.Section.Explain("postgresql.pool.max_size")!.Origin!;
        output.WriteLine($"because of {origin.File}, line {origin.Position.Line}");
        // </readme>
    }
}
