using Strata.Live;

namespace Strata.Consumers.Tests.Docs;

/// <summary>The C# of docs/reload.md: compiled and run here, and compared with the page; and its figures, compared with the code.</summary>
public sealed class ReloadPageTests
{
    private const string Page = "docs/reload.md";

    [Fact]
    public async Task Snippet_OfThePage_Runs()
    {
        using var output = new StringWriter();
        await Run(Path.Combine(Repository.Root, "overrides"), output);

        Assert.Equal("revision 1, port 5432", output.ToString().TrimEnd());
    }

    [Fact]
    public void Snippet_OfThePage_IsTheOneThatRuns() => Assert.Equal(CompiledSnippets.Of<ReloadPageTests>("reload"), Assert.Single(MarkdownPage.Read(Page).CSharp));

    [Fact]
    public void Table_OfTheOptions_SaysTheirDefaults()
    {
        var options = new WatchOptions();
        var page = File.ReadAllText(Path.Combine(Repository.Root, Page));

        Assert.Contains($"| `Debounce` | {options.Debounce.Milliseconds} ms |", page, StringComparison.Ordinal);
        Assert.Contains($"| `PollingInterval` | {options.PollingInterval.Seconds} s |", page, StringComparison.Ordinal);
        Assert.Contains($"| `HeartbeatInterval` | {options.HeartbeatInterval.Seconds} s |", page, StringComparison.Ordinal);
        Assert.Null(options.UsePolling);
    }

    private static async Task Run(string directory, StringWriter output)
    {
        // <reload>
        await using var manager = new OverrideManager(directory);
        await using var live = await manager.WatchAsync("docker");
        live.Changed += (_, change) => output.WriteLine($"revision {change.New.Revision}: {string.Join(", ", change.Changes.Select(static value => value.Path))}");
        live.ReloadFailed += (_, failed) => output.WriteLine($"still revision {failed.Kept.Revision}: {failed.Failure}");

        var snapshot = live.Current;
        output.WriteLine($"revision {snapshot.Revision}, port {snapshot.Configuration.GetSection("database").GetInt64("postgresql.port")}");
        // </reload>
    }
}
