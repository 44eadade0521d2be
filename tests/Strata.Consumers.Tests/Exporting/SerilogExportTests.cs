using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Serilog;
using Serilog.Core;

namespace Strata.Consumers.Tests.Exporting;

/// <summary>Serilog is configured by what was exported, and writes what the configuration asks for.</summary>
public class SerilogExportTests
{
    [Fact]
    public void Serilog_JsonInAFile_WritesTheFieldsFromTheLevelOn()
    {
        using var directory = new ExportDirectory();
        var read = Written(directory, $$"""
            logging:
              level: INFO
              formatters: [{type: json, fields: [timestamp, level, message, context]}]
              handlers: [{type: file, filename: "{{directory.PathOf("app.log")}}", rotation: daily, keep_days: 14, max_megabytes: 5}]
              quiet: [Noisy]
            """);

        var lines = read.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(["Information", "Warning", "Error"], lines.Select(static line => line.GetProperty("Level").GetString()));
        Assert.Equal("hello \"Ann\"", lines[0].GetProperty("RenderedMessage").GetString());
        Assert.True(lines[0].TryGetProperty("Timestamp", out _));
        Assert.Equal("Ann", lines[0].GetProperty("Properties").GetProperty("Name").GetString());
        Assert.Single(Directory.GetFiles(directory.Root, "app2*.log"));
    }

    [Fact]
    public void Serilog_TextInAFile_IsALineForEachEvent()
    {
        using var directory = new ExportDirectory();
        var read = Written(directory, $$"""
            logging:
              level: ERROR
              formatters: [{type: text}]
              handlers: [{type: file, filename: "{{directory.PathOf("app.log")}}", rotation: size, max_megabytes: 0.5}]
            """);

        Assert.Matches("^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} [+-]\\d\\d:\\d\\d ERR broken\r?\n$", read);
    }

    [Fact]
    public void Serilog_Console_WritesToTheStreamThatIsAsked()
    {
        using var error = new StringWriter();
        var before = Console.Error;
        Console.SetError(error);
        try
        {
            using var logger = Logger("logging: {level: WARNING, formatters: [{type: json}], handlers: [{type: console, stream: stderr}, {type: console, enabled: false}]}");
            logger.Information("quiet");
            logger.Warning("loud");
        }
        finally
        {
            Console.SetError(before);
        }

        var line = JsonDocument.Parse(Assert.Single(error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries))).RootElement;
        Assert.Equal(("Warning", "loud"), (line.GetProperty("Level").GetString(), line.GetProperty("RenderedMessage").GetString()));
    }

    [Fact]
    public void Serilog_WhatItCannotHold_IsToldWithItsPlace()
    {
        var export = Exported.Configuration("""
            logging:
              formatters: [{type: json, fields: [message, thread]}]
              handlers:
                - {type: file, rotation: weekly}
                - {type: memory, capacity: 5}
              sampling: 0.5
            """).As("serilog");

        Assert.Equal(
            ["STR8020 docker.yml:2:37 logging.formatters[0].fields", "STR8020 docker.yml:4:30 logging.handlers[0].rotation", "STR8020 docker.yml:5:14 logging.handlers[1].type", "STR8020 docker.yml:6:13 logging.sampling"],
            export.Problems());
        Assert.Single(export.Files);
    }

    [Theory]
    [InlineData("level: chatty", "logging.level")]
    [InlineData("handlers: [console]", "logging.handlers[0]")]
    [InlineData("handlers: [{type: file, keep_days: long}]", "logging.handlers[0].keep_days")]
    [InlineData("quiet: {a: b}", "logging.quiet")]
    public void Serilog_WhatIsOfTheWrongKind_IsAnErrorAndNoFile(string section, string path)
    {
        var export = Exported.Configuration($"logging: {{{section}}}").As("serilog");

        Assert.EndsWith($" {path}", Assert.Single(export.Problems(), static problem => problem.StartsWith("STR8021 docker.yml:1:", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Empty(export.Files);
    }

    private static string Written(ExportDirectory directory, string yaml)
    {
        using (var logger = Logger(yaml))
        {
            logger.Debug("nothing");
            logger.ForContext(Constants.SourceContextPropertyName, "Noisy.Part").Information("noise");
            logger.Information("hello {Name}", "Ann");
            logger.Warning("careful");
            logger.Error("broken");
        }

        return File.ReadAllText(Assert.Single(Directory.GetFiles(directory.Root, "app*.log")));
    }

    private static Logger Logger(string yaml)
    {
        var json = Exported.Configuration(yaml).TextAs("serilog");
        return new LoggerConfiguration().ReadFrom.Configuration(new ConfigurationBuilder().AddJsonStream(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json))).Build()).CreateLogger();
    }
}
