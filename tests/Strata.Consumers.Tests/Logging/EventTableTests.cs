using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Strata.Extensions.Configuration;
using Strata.Extensions.Logging;
using Strata.Server.Hosting;

namespace Strata.Consumers.Tests.Logging;

/// <summary>The numbers of log messages never change their meaning: docs/logging.md has each.</summary>
public sealed partial class EventTableTests
{
    [Fact]
    public void Table_OfThePage_HasEachMessageWithItsLevel()
    {
        var written = new[] { typeof(OverrideManager), typeof(IConfigurationExplainer), typeof(LiveLog), typeof(ServerHost) }
            .SelectMany(static type => type.Assembly.GetTypes())
            .SelectMany(static type => type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(static method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>()
            .ToList();
        var documented = Row().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "logging.md")))
            .Select(static row => (Id: int.Parse(row.Groups[1].Value, CultureInfo.InvariantCulture), Level: row.Groups[2].Value))
            .ToList();

        Assert.True(written.Count > 30);
        Assert.Equal(written.Count, written.Select(static message => message.EventId).Distinct().Count());
        Assert.Equal(documented.Order(), documented);
        Assert.Equal(written.Select(static message => (message.EventId, message.Level == LogLevel.None ? "its own" : NameOf(message.Level))).Order(), documented);
    }

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "TRACE",
        LogLevel.Debug => "DEBUG",
        LogLevel.Information => "INFO",
        LogLevel.Warning => "WARNING",
        LogLevel.Error => "ERROR",
        _ => "CRITICAL",
    };

    [GeneratedRegex(@"^\| (\d+) \| ([A-Z]+|its own) \| ", RegexOptions.Multiline)]
    private static partial Regex Row();
}
