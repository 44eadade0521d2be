using Strata.Exporting;

namespace Strata.Consumers.Tests.Docs;

/// <summary>docs/exports.md lists every exporter, and its C# is compiled and run here.</summary>
public sealed class ExportsPageTests
{
    private const string Page = "docs/exports.md";

    [Fact]
    public void Table_AgainstTheExporters_NamesEach()
    {
        var rows = File.ReadLines(Path.Combine(Repository.Root, Page)).Where(static line => line.StartsWith("| [`", StringComparison.Ordinal) || line.StartsWith("| `", StringComparison.Ordinal)).ToArray();

        Assert.NotEmpty(rows);
        Assert.All(ConfigurationExporters.All, exporter => Assert.Single(rows, row => row.Split('|')[1].Contains($"`{exporter.Name}`", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Snippet_ExporterOfOnesOwn_WritesItsFileAndTellsWhatItDidNotRead()
    {
        var export = await Export(Path.Combine(Repository.Root, "overrides"));

        Assert.Equal(new ExportedFile("memcached.conf", "-m 10\n", HoldsSecrets: false), Assert.Single(export.Files));
        Assert.Contains("cache.levels[0].ttl_seconds", export.Validation.Warnings.Select(static warning => $"{warning.Path}"));
    }

    [Theory]
    [InlineData("exporter")]
    [InlineData("export")]
    public void Snippet_OfThePage_IsTheOneThatRuns(string name) => Assert.Contains(CompiledSnippets.Of<ExportsPageTests>(name), MarkdownPage.Read(Page).CSharp);

    private static async Task<ConfigurationExport> Export(string directory)
    {
        // <export>
        var manager = new OverrideManager(directory);
        var configuration = await manager.LoadWithValidationAsync("docker");
        var export = configuration.Export(new MemcachedExporter(), revealsSecrets: false);
        foreach (var file in export.Files)
        {
            Console.WriteLine($"{file.Name}: {file.Text}");
        }
        // </export>
        return export;
    }

    // <exporter>
    public sealed class MemcachedExporter : IConfigurationExporter
    {
        public string Name => "memcached";

        public string Description => "options of memcached";

        public void Export(ExportContext context)
        {
            if (context.Required("cache") is not { } cache)
            {
                return;
            }

            cache.Skip("enabled", "invalidation", "stampede_lock_seconds");
            var memory = cache.Items("levels").FirstOrDefault(static level => level.Text("name") == "memory");
            if (memory?.Integer("max_entries") is { } entries)
            {
                context.Add("memcached.conf", $"-m {Math.Max(1, entries / 1000)}\n");
            }
        }
    }
    // </exporter>
}
