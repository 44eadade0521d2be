using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Strata.Consumers.Tests.Command;

namespace Strata.Consumers.Tests.Docs;

/// <summary>docs/logging.md: its C# is what runs here, and its section is one that the schema and the log take.</summary>
public sealed class LoggingPageTests
{
    private const string Page = "docs/logging.md";

    [Fact]
    public async Task Snippet_OfThePage_LogsAsTheOverridesSayAndFollowsThem()
    {
        using var overrides = new TemporaryOverrides(("app.yml", Section("level: WARNING")));
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = overrides.Root, EnvironmentName = "Staging" });
        Add(builder);
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        var log = ((ILoggerFactory)host.Services.GetService(typeof(ILoggerFactory))!).CreateLogger("Shop.Orders");

        Say(log, LogLevel.Information, "too quiet");
        Say(log, LogLevel.Warning, "first password=CANARY");
        overrides.Add("app.yml", Section("level: WARNING, levels: { Shop: DEBUG }"));
        await Until(() => log.IsEnabled(LogLevel.Debug));
        Say(log, LogLevel.Debug, "second");
        overrides.Add("app.yml", Section("level: NOISY"));
        await Until(() => Lines(overrides).Contains("[9175]: the log stays as it was", StringComparison.Ordinal));
        Say(log, LogLevel.Debug, "third");
        await host.StopAsync(TestContext.Current.CancellationToken);

        var lines = Lines(overrides);
        Assert.DoesNotContain("too quiet", lines, StringComparison.Ordinal);
        Assert.Contains("warn Shop.Orders: first password=********\n", lines, StringComparison.Ordinal);
        Assert.Contains("dbug Shop.Orders: second\n", lines, StringComparison.Ordinal);
        Assert.Contains("dbug Shop.Orders: third\n", lines, StringComparison.Ordinal);
    }

    [Fact]
    public void Snippet_OfThePage_IsTheOneThatRuns() => Assert.Equal([CompiledSnippets.Of<LoggingPageTests>("add")], MarkdownPage.Read(Page).CSharp);

    private static void Add(HostApplicationBuilder builder)
    {
        // <add>
        builder.AddStrata("overrides", "app");
        builder.Logging.AddStrata();
        // </add>
    }

    private static string Section(string level) => $$"""logging: { {{level}}, formatters: [{ type: text, fields: [level, category, event, message] }], handlers: [{ type: file, filename: app.log, rotation: daily }] }""";

    private static void Say(ILogger log, LogLevel level, string text) => log.Log(level, default, text, null, static (said, _) => said);

    private static string Lines(TemporaryOverrides overrides) => string.Concat(Directory.EnumerateFiles(overrides.Root, "app*.log").Select(static file =>
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }));

    private static async Task Until(Func<bool> holds)
    {
        for (var tries = 0; !holds(); tries++)
        {
            Assert.True(tries < 1500, "it never happens");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
