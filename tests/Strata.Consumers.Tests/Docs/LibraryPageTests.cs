using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Strata.Binding;
using Strata.Store;

namespace Strata.Consumers.Tests.Docs;

/// <summary>The C# of docs/library.md: compiled and run here, and compared with the page.</summary>
public sealed class LibraryPageTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("strata-library-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Snippets_OfThePage_AreThoseThatRun()
    {
        var snippets = CompiledSnippets.All<LibraryPageTests>("snippet");
        var shown = MarkdownPage.Read("docs/library.md").CSharp;

        Assert.Equal(9, shown.Count);

        // The declarations stand at the end of this file, and second and third on the page.
        Assert.Equal(shown, [snippets[0], snippets[7], snippets[1], snippets[8], .. snippets.Skip(2).Take(5)]);
    }

    [Fact]
    public async Task Snippets_OverTheBundledOverrides_Run()
    {
        foreach (var file in new DirectoryInfo(Path.Combine(Repository.Root, "overrides")).EnumerateFiles("*", SearchOption.AllDirectories).Where(static file => !file.FullName.Contains("schemas", StringComparison.Ordinal)))
        {
            var copy = Path.Combine(_directory.FullName, Path.GetRelativePath(Path.Combine(Repository.Root, "overrides"), file.FullName));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            file.CopyTo(copy);
        }

        var plans = MarkdownPage.Read("docs/library.md").Sections.SelectMany(static section => section.Blocks).Single(static block => block.Language == "yaml").Text;
        File.WriteAllText(Path.Combine(_directory.FullName, "plans.yml"), $"_metadata: {{ type: '*' }}\n{plans}\nsections: {{ one: 5 }}\n");
        using var output = new StringWriter { NewLine = "\n" };

        await Run(_directory.FullName, Path.Combine(_directory.FullName, ".bundle.json"), output);

        Assert.Equal("1\n", output.ToString().Split("\n", 2)[1]);
        Assert.StartsWith($"{_directory.FullName.Replace('\\', '/')}/plans.yml:7:", output.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("plans.studio.terms_url: unknown key \"terms_url\"", output.ToString().Split('\n')[0], StringComparison.Ordinal);
    }

    private static async Task Run(string directory, string bundle, StringWriter output)
    {
        // <snippet>
        var manager = new OverrideManager(directory, new OverrideManagerOptions { Environment = "staging" });
        var configuration = await manager.LoadWithValidationAsync("docker");

        var port = configuration.GetSection("database.postgresql").GetInt64("port");
        var host = manager.Get<string>("database.postgresql.host");
        // </snippet>
        Assert.Equal((5432, "postgres"), (port, host));

        // <snippet>
        var plans = configuration.Get<Dictionary<string, Plan>>("plans");
        // </snippet>
        Assert.Equal((Tier.Premium, TimeSpan.FromDays(14), 1), (plans["studio"].Tier, plans["studio"].Trial, plans["studio"].Seats));
        Assert.Equal(5, Section<int>(manager, "one"));

        File.WriteAllText(Path.Combine(directory, "plans.yml"), File.ReadAllText(Path.Combine(directory, "plans.yml")).Replace("    features:", "    terms_url: none\n    features:", StringComparison.Ordinal));
        configuration = await manager.LoadWithValidationAsync("docker");

        // <snippet>
        try
        {
            configuration.Get<Plan>("plans.studio", UnknownKeys.Reject);
        }
        catch (ConfigurationBindingException exception)
        {
            foreach (var problem in exception.Problems)
            {
                output.WriteLine($"{problem.File}:{problem.Position} {problem.Path}: {problem.Message}");
            }
        }

        // </snippet>

        // <snippet>
        var database = configuration.GetDatabaseConfig();
        var connection = database.PostgreSql.ToConnectionString().Reveal();
        var redis = database.Redis.ToConnectionString().Reveal();
        var rabbit = configuration.GetMessagingConfig().RabbitMq.ToConnectionUri().Reveal();
        var why = database.Section.Explain("postgresql.port");
        // </snippet>
        Assert.StartsWith("Host=postgres;Port=5432;Database=soundwave;Username=soundwave;", connection, StringComparison.Ordinal);
        Assert.Equal("redis-sentinel:26379,serviceName=soundwave,connectTimeout=5000", redis);
        Assert.Equal("amqp://soundwave@rabbitmq:5672/soundwave?heartbeat=30", rabbit);
        Assert.Equal("docker", why!.Origin!.Override);

        var loggers = NullLoggerFactory.Instance;

        // <snippet>
        var telling = new OverrideManager(directory, new OverrideManagerOptions { LoggerFactory = loggers, Debug = true });
        await telling.LoadWithValidationAsync("docker");
        // </snippet>

        // <snippet>
        var store = manager.Overrides;
        store.Create("tenants/initech", "_metadata: { type: '*', conditions: { tenant: initech } }\napi: { workers: 2 }\n");

        var read = store.Get("tenants/initech");
        store.Update("tenants/initech", "api: { workers: 4 }", expectedChecksum: read.Checksum);

        store.Export(bundle);
        store.Delete("tenants/initech");
        store.Import(bundle, ImportConflicts.Keep);
        // </snippet>
        Assert.Contains("workers: 4", store.Get("tenants/initech").Text, StringComparison.Ordinal);

        // <snippet>
        using (manager.TemporaryOverride("api: { workers: 1 }"))
        {
            output.WriteLine(manager.Get<int>("api.workers"));
        }

        // </snippet>
    }

    // <snippet>
    public enum Tier { Basic, Premium }

    public sealed record Plan(string Name, Tier Tier, TimeSpan Trial, ImmutableArray<string> Features, int Seats = 1, Uri? Terms = null);
    // </snippet>

    // <snippet>
    public static T Section<[ConfigurationBound] T>(OverrideManager manager, string name) => manager.Get<T>($"sections.{name}");
    // </snippet>
}
