using Microsoft.Extensions.Logging;
using Strata.Consumers.Tests.Command;
using Strata.Extensions.Logging;

namespace Strata.Consumers.Tests.Logging;

/// <summary>What a section asks for, and what is wrong with it.</summary>
public sealed class LogPlanTests
{
    private static readonly LogPlaces Places = new("/var/lib/app", "/var/lib/app/log-buffer", "app");

    [Fact]
    public void Of_TheBundledBase_IsWhatItSays()
    {
        var plan = Read(File.ReadAllText(Path.Combine(Repository.Root, "overrides", "base.yml")).Split("\nlogging:")[1] is var text ? "logging:" + text[..(text.IndexOf("\n\n", StringComparison.Ordinal) is > 0 and var end ? end : text.Length)] : "");

        Assert.Equal(LogLevel.Information, plan.Level);
        Assert.Equal(LogLevel.Warning, plan.Levels["urllib3"]);
        var file = Assert.IsType<FileOutput>(plan.Outputs[0]);
        Assert.Equal(("/var/lib/app/app.log", Rotation.Daily, TimeSpan.FromDays(14)), (file.Path, file.Rotation, file.Keep));
        Assert.True(file.Format.IsJson);
        var elasticsearch = Assert.IsType<ElasticsearchOutput>(plan.Outputs[1]);
        Assert.Equal((new Uri("http://localhost:9200"), "application-logs", "/var/lib/app/log-buffer/application-logs"), (elasticsearch.Url, elasticsearch.Index, elasticsearch.Directory));
    }

    [Fact]
    public void Of_TheSameSectionTwice_IsEqualPartByPart()
    {
        const string Section = """
            logging:
              level: DEBUG
              levels: { Strata.Server: TRACE }
              formatters: [{ type: json }, { type: text, colors: true }]
              handlers:
                - { type: console, stream: stderr }
                - { type: file, filename: a.log, rotation: size, max_megabytes: 0.5, keep_files: 3 }
                - { type: elasticsearch, url: "http://es:9200", index: logs, username: u, password: p }
                - { type: otlp, url: "http://otel:4318", protocol: http, headers: { x-key: secret } }
            """;

        var plan = Read(Section);

        Assert.Equal(4, plan.Outputs.Length);
        Assert.Equal(plan.Outputs, Read(Section).Outputs);
        Assert.Equal(524288, Assert.IsType<FileOutput>(plan.Outputs[1]).MostBytes);
        Assert.Equal(LogLevel.Trace, plan.Levels["Strata.Server"]);
        var formats = Assert.IsType<ConsoleOutput>(plan.Outputs[0]).Formats;
        Assert.True(formats.OfStream(isTerminal: false).IsJson);
        Assert.True(formats.OfStream(isTerminal: true) is { IsJson: false, HasColours: true });
        Assert.DoesNotContain("secret", plan.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("logging: { level: LOUD }", "logging.level: ")]
    [InlineData("logging: { handlers: [{ type: pigeon }] }", "logging.handlers[0].type: ")]
    [InlineData("logging: { handlers: [{ type: file }] }", "logging.handlers[0].filename: the file is not named")]
    [InlineData("logging: { handlers: [{ type: file, filename: a.log, keep_days: 0 }] }", "logging.handlers[0].keep_days: it is no number above 0 and up to 3650")]
    [InlineData("logging: { handlers: [{ type: elasticsearch, url: \"ftp://x\", index: a }] }", "logging.handlers[0].url: write the address as http://HOST:PORT or https://HOST:PORT")]
    [InlineData("logging: { handlers: [{ type: elasticsearch, url: \"http://x\", index: A }] }", "logging.handlers[0].index: an index has small letters")]
    [InlineData("logging: { handlers: [{ type: elasticsearch, url: \"http://x\", index: a, username: u, api_key: k }] }", "logging.handlers[0].api_key: there is a username as well")]
    [InlineData("logging: { handlers: [{ type: file, filename: a.log }, { type: file, filename: ./a.log }] }", "logging.handlers: two of them write to /var/lib/app/a.log")]
    [InlineData("logging: { formatters: [{ type: json, fields: [colour] }] }", "logging.formatters[0].fields: \"colour\" is no field")]
    [InlineData("other: 1", "the configuration has no section logging")]
    public void Of_ASectionThatMakesNoSense_SaysWhere(string text, string problem) =>
        Assert.Contains(problem, Assert.Throws<LoggingSectionException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("{ type: file, filename: /etc/passwd }")]
    [InlineData("{ type: file, filename: ../app2/a.log }")]
    [InlineData("{ type: elasticsearch, url: \"http://x\", index: a, buffer: /tmp/x }")]
    public void Of_ASectionOfOthers_WritesNowhereElse(string handler) =>
        Assert.Contains("/var/lib/app are written", Assert.Throws<LoggingSectionException>(() => Read($"logging: {{ handlers: [{handler}] }}", Places with { IsConfined = true })).Message, StringComparison.Ordinal);

    private static LogPlan Read(string text, LogPlaces? places = null)
    {
        using var overrides = new TemporaryOverrides(("app.yml", text));
        var manager = new OverrideManager(overrides.Overrides);
        return LogPlan.Of(manager.MergeConfigurations(manager.LoadOverrideFile(Path.Combine(overrides.Overrides, "app.yml"))), places ?? Places);
    }
}
