using Strata.Tests.Snapshots;

namespace Strata.Tests.Validation.Rules;

/// <summary>Levels and files of logs.</summary>
public class LoggingRuleTests
{
    [Theory]
    [InlineData("logging: {level: DEBG}", "6021 error a:1:18 logging.level: level is \"DEBG\", which is no level of logging", "did you mean debug?")]
    [InlineData("api: {logLevel: loud}", "6021 error a:1:17 api.logLevel: logLevel is \"loud\", which is no level of logging", "levels are trace, debug, info, warning, error and critical")]
    [InlineData("Logging: {LogLevel: {Default: Information, Microsoft.AspNetCore: Warnin}}", "6021 error a:1:66 Logging.LogLevel.\"Microsoft.AspNetCore\": Microsoft.AspNetCore is \"Warnin\", which is no level of logging", "did you mean warning?")]
    [InlineData("serilog: {minimumLevel: {default: Debug, override: {System: Wrn}}}", "6021 error a:1:61 serilog.minimumLevel.override.System: System is \"Wrn\", which is no level of logging", "did you mean warn?")]
    [InlineData("logging: {handlers: [{type: console, level: inf}]}", "6021 error a:1:45 logging.handlers[0].level: level is \"inf\", which is no level of logging", "did you mean info?")]
    [InlineData("loggers: {a: WARNING, b: WARNNG}", "6021 error a:1:26 loggers.b: b is \"WARNNG\", which is no level of logging", "did you mean warning?")]
    public void Check_UnknownLevel_IsFoundWithTheNearest(string text, string expected, string hint)
    {
        var found = Assert.Single(Findings.Of(Resolved.From(text), isProduction: false));

        Assert.Equal((expected, hint), (Findings.Show(found), found.Hint));
    }

    [Theory]
    [InlineData("trace")]
    [InlineData("Verbose")]
    [InlineData("INFORMATION")]
    [InlineData("notice")]
    [InlineData("Warn")]
    [InlineData("crit")]
    [InlineData("Fatal")]
    [InlineData("NOTSET")]
    [InlineData("off")]
    [InlineData("30")]
    [InlineData("\"30\"")]
    [InlineData("\"info,hyper=warn\"")]
    [InlineData("null")]
    [InlineData("\"\"")]
    public void Check_LevelsOfAnyLibrary_AreLeftAlone(string level) => Assert.Empty(Findings.In($"logging: {{level: {level}}}\nlog_level: {level}"));

    [Theory]
    [InlineData("game: {level: hard}")]
    [InlineData("logging: {compression: {level: best}}")]
    [InlineData("cache: {levels: [memory, redis]}")]
    [InlineData("loggers: {a: {handlers: [x]}, b: file}")]
    public void Check_LevelsOfSomethingElse_AreLeftAlone(string text) => Assert.Empty(Findings.In(text));

    [Fact]
    public void Check_LevelThatIsSecret_IsNotShown()
    {
        var found = Findings.In("_metadata: {sensitive: [logging.level]}\nlogging: {level: hunter2}");

        Assert.Equal(["6021 error a:2:18 logging.level: level is \"********\", which is no level of logging"], found);
    }

    [Theory]
    [InlineData("logging: {file: app.log}", "6022 warning a:1:17 logging.file: this log file is never rotated: it grows until the disk is full")]
    [InlineData("logging: {handlers: [{type: file, filename: out.txt}]}", "6022 warning a:1:45 logging.handlers[0].filename: this log file is never rotated: it grows until the disk is full")]
    [InlineData("logging: {handlers: [{type: file}]}", "6022 warning a:1:29 logging.handlers[0].type: this log file is never rotated: it grows until the disk is full")]
    [InlineData("logging: {handlers: {f: {class: logging.FileHandler, fileName: var/app.log, rotation: never}}}", "6022 warning a:1:64 logging.handlers.f.fileName: this log file is never rotated: it grows until the disk is full")]
    [InlineData("Serilog: {WriteTo: [{Name: File, Args: {path: app.txt}}]}", "6022 warning a:1:47 Serilog.WriteTo[0].Args.path: this log file is never rotated: it grows until the disk is full")]
    public void Check_LogFileThatGrows_IsFound(string text, string expected) => Assert.Equal([expected], Findings.In(text));

    [Theory]
    [InlineData("logging: {file: app.log, max_size: 10m}")]
    [InlineData("logging: {file: /dev/stdout, level: info}")]
    [InlineData("logging: {handlers: [{type: file, filename: a.log, keep_days: 2}]}")]
    [InlineData("logging: {handlers: [{type: rotating_file, filename: a.log}]}")]
    [InlineData("logging: {handlers: [{class: logging.handlers.RotatingFileHandler, filename: a.log}]}")]
    [InlineData("logging: {rotation: {when: midnight}, handlers: [{type: file, filename: a.log}]}")]
    [InlineData("logging: {handlers: [{type: file, filename: a.log, enabled: false}]}")]
    [InlineData("Serilog: {WriteTo: [{Name: File, Args: {path: app.log, rollingInterval: Day}}]}")]
    [InlineData("logging: {handlers: [{type: console}]}")]
    [InlineData("artifacts: {type: file, path: build.log}")]
    public void Check_LogFileThatIsRotated_IsLeftAlone(string text) => Assert.Empty(Findings.In(text));
}
