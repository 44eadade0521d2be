using System.Collections.Immutable;
using Strata.Extensions.Logging;

namespace Strata.Server.Logging;

/// <summary>The log of a server, as it begins and as it goes on.</summary>
internal static class ServerLog
{
    /// <summary>The directory of the files that a report of a fault holds, in the data directory.</summary>
    public const string Directory = "logs";

    /// <summary>The files among them with the last lines of the log.</summary>
    public const string RecentPattern = "recent*.ndjson";

    private const string Ours = "Strata";

    // Why it does not start is said by the command, without a stack.
    private const string Host = "Microsoft.Extensions.Hosting.Internal.Host";

    /// <summary>What logs each exception with its stack, which is answered, or logged as a fault, beside that.</summary>
    public const string EntityFramework = "Microsoft.EntityFrameworkCore";

    private const long RecentBytes = 4L * 1024 * 1024;
    private const int RecentFiles = 3;

    /// <summary>Opens it: lines on the console, and the last of them in the data directory, for <c>debug-bundle</c>.</summary>
    /// <param name="data">The data directory.</param>
    /// <exception cref="IOException">The data directory cannot be written to.</exception>
    public static LiveLog Open(string data)
    {
        var recent = new FileOutput(Path.Combine(data, Directory, "recent.ndjson"), new LogFormat(IsJson: true, LogFormat.AllFields, HasColours: false), Rotation.Size) { MostBytes = RecentBytes, MostFiles = RecentFiles };

        // Who has configured nothing reads lines, wherever they go.
        var lines = new LogFormat(IsJson: false, LogFormat.AllFields, HasColours: true);
        var first = new LogPlan(LogLevel.Information, ImmutableSortedDictionary<string, LogLevel>.Empty, [new ConsoleOutput(OutputStream.Stdout, new LogFormats(lines, null))]);
        try
        {
            return new LiveLog(first, Terminal.IsOne, [recent], Adjust);
        }
        catch (LoggingSectionException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    /// <summary>Where a section may write.</summary>
    /// <param name="data">The data directory.</param>
    /// <param name="isConfined">Whether it was published by whom this machine does not know.</param>
    public static LogPlaces PlacesOf(string data, bool isConfined) => new(Path.Combine(data, Directory), Path.Combine(data, "log-buffer"), "strata-server", isConfined);

    // What libraries say of each request would drown what the server says: they are quiet, unless they are asked by name.
    private static LogPlan Adjust(LogPlan plan)
    {
        var levels = ImmutableSortedDictionary.CreateBuilder<string, LogLevel>(StringComparer.Ordinal);
        levels[Ours] = plan.Level;
        levels[Host] = LogLevel.Critical;
        levels[EntityFramework] = LogLevel.Critical;
        foreach (var (category, level) in plan.Levels)
        {
            levels[category] = level;
        }

        return plan with { Level = plan.Level > LogLevel.Warning ? plan.Level : LogLevel.Warning, Levels = levels.ToImmutable() };
    }
}
