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
    public void Snippet_OfTheReadme_IsTheOneThatRuns()
    {
        var source = File.ReadAllLines(Path.Combine(Repository.Root, "tests/Strata.Consumers.Tests/Docs/ReadmeSnippetTests.cs"))
            .SkipWhile(static line => line.Trim() != "// <readme>").Skip(1)
            .TakeWhile(static line => line.Trim() != "// </readme>")
            .Select(static line => line.Length > 8 ? line[8..] : "")
            .ToList();

        var shown = MarkdownPage.Read("README.md").Sections.SelectMany(static section => section.Blocks).Single(static block => block.Language == "csharp");

        Assert.NotEmpty(source);
        Assert.Equal(
            shown.Text.Replace("\"overrides\"", "directory", StringComparison.Ordinal).Replace("Console.", "output.", StringComparison.Ordinal),
            string.Join('\n', source));
    }

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
