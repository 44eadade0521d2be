using System.CommandLine;
using System.Globalization;
using Strata.Caching;
using Strata.Cli.Caching;
using Strata.Cli.Serving;
using Strata.Explanations;
using Strata.Output;

namespace Strata.Cli.Commands;

/// <summary><c>strata cache stats|clear</c>: says what is kept of earlier runs, or removes it.</summary>
internal static class CacheCommand
{
    public static Command Create(CommandHost host) => new(CommandTree.CacheName, "Say what is kept of earlier runs, or remove it")
    {
        Command(host, "stats", "Say where the cache is, what it holds, and how often it was of use", Stats),
        Command(host, "clear", "Remove everything that is kept", Clear),
    };

    private static Command Command(CommandHost host, string name, string description, Func<Invocation, string, string, int> run)
    {
        var command = new Command(name, description);
        var options = new SharedOptions();
        options.AddTo(command, SharedOptions.ReportFormats);
        command.SetAction(parsed =>
        {
            var invocation = new Invocation(host, options, parsed);
            var format = invocation.FormatName(SharedOptions.ReportFormats);
            return CacheLocation.Of(host.Variable) is { } path
                ? run(invocation, format, path)
                : throw new UsageException("the cache has no place: neither STRATA_CACHE_DIRECTORY nor a home directory is set", $"set {CacheLocation.Variable}");
        });
        return command;
    }

    private static int Stats(Invocation invocation, string format, string path)
    {
        var files = CacheDirectory.OpenExisting(path, CacheInUse.MostBytes(invocation.Host), out var problem);
        var (entries, bytes) = files?.Usage() ?? default;
        var counts = files?.Counts() ?? EventCounts.Read([]);
        var spaces = SpaceDirectory.Usage(path);
        var rows = new (string Key, string Name, long Value)[]
        {
            ("entries", "entries", entries),
            ("bytes", "bytes", bytes),
            ("maxBytes", "most bytes", CacheInUse.MostBytes(invocation.Host)),
            ("hits", "hits", counts[(int)CacheEvent.Hit]),
            ("misses", "misses", counts[(int)CacheEvent.Miss]),
            ("stored", "stored", counts[(int)CacheEvent.Stored]),
            ("evictions", "evictions", counts[(int)CacheEvent.Evicted]),
            ("corrupt", "corrupt", counts[(int)CacheEvent.Corrupt]),
            ("withheld", "withheld secrets", counts[(int)CacheEvent.Withheld]),
            ("spaces", "contents of spaces", spaces.Contents),
            ("spaceBytes", "their bytes", spaces.Bytes),
        };
        if (format != "text")
        {
            var shape = new ObjectShape().Add("directory", path).Add("usable", problem is null);
            foreach (var (key, _, value) in rows)
            {
                shape.Add(key, value);
            }

            return invocation.Write(format, shape.Build(), default);
        }

        var table = new TextTable();
        table.Add("directory", path);
        foreach (var (_, name, value) in rows)
        {
            table.Add(name, value.ToString(CultureInfo.InvariantCulture));
        }

        invocation.WriteText(table.ToString());
        if (problem is not null)
        {
            invocation.Note($"warning: the cache is not used: {problem}");
        }

        return ExitCode.Done;
    }

    private static int Clear(Invocation invocation, string format, string path)
    {
        var files = CacheDirectory.OpenExisting(path, CacheInUse.MostBytes(invocation.Host), out var problem);
        if (problem is not null)
        {
            throw new UsageException($"the cache is not ours to clear: {problem}", $"name another one: {CacheLocation.Variable}");
        }

        var (entries, bytes) = files?.Clear() ?? default;
        if (files is not null)
        {
            bytes += SpaceDirectory.Clear(path).Bytes;
        }

        if (format != "text")
        {
            return invocation.Write(format, new ObjectShape().Add("directory", path).Add("entries", entries).Add("bytes", bytes).Build(), default);
        }

        invocation.WriteText(string.Create(CultureInfo.InvariantCulture, $"{(entries == 1 ? "1 entry" : $"{entries} entries")} removed, {bytes} bytes\n"));
        return ExitCode.Done;
    }
}
