using System.CommandLine;
using System.Globalization;
using Strata.Caching;
using Strata.Selection;

namespace Strata.Cli.Caching;

/// <summary>The cache of one run.</summary>
internal sealed class CacheInUse
{
    /// <summary>The variable that turns it off.</summary>
    public const string OffVariable = "STRATA_NO_CACHE";
    private const string SizeVariable = "STRATA_CACHE_MAX_BYTES";

    private readonly FileLevel? _level;
    private readonly string? _problem;
    private ObservedInputs? _inputs;

    private CacheInUse(FileLevel? level, string? problem)
    {
        _level = level;
        _problem = problem;
    }

    /// <summary>The option of commands that use it.</summary>
    public static Option<bool> Option() => new("--no-cache") { Description = "Resolve anew, and keep nothing (also $STRATA_NO_CACHE)" };

    /// <summary>The cache; null where it is not wanted, or has no place.</summary>
    public static CacheInUse? Of(CommandHost host, bool isOff)
    {
        if (isOff || host.Variable(OffVariable) is not null || CacheLocation.Of(host.Variable) is not { } path)
        {
            return null;
        }

        // The clock of the file system, not the one that conditions are judged by.
        return CacheDirectory.Open(path, MostBytes(host), out var problem) is { } directory
            ? new CacheInUse(new FileLevel(directory, TimeProvider.System), null)
            : new CacheInUse(null, problem);
    }

    /// <summary>The most bytes that it may hold.</summary>
    /// <exception cref="UsageException">The variable that says so is no number.</exception>
    public static long MostBytes(CommandHost host) => host.Variable(SizeVariable) switch
    {
        null => CacheDirectory.DefaultMostBytes,
        var text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) => bytes,
        var text => throw new UsageException($"{SizeVariable} is \"{text}\", which is no number of bytes", "write 536870912 for 512 MiB"),
    };

    /// <summary>The configuration for a context as it is kept; null where it is to be resolved.</summary>
    public KeptConfiguration? Recall(Invocation invocation, ResolutionContext context)
    {
        if (_problem is not null)
        {
            invocation.Detail($"no cache: {_problem}");
        }

        return invocation.TellsHow ? null : _level?.Find(invocation.Directory, context, invocation.Manager.Options);
    }

    /// <summary>Counts that what is kept was all that was needed.</summary>
    public void Hit() => _level?.Files.Count(CacheEvent.Hit);

    /// <summary>What is to be noted while a directory is resolved, so that the result can be kept.</summary>
    public ObservedInputs? Observe(string directory) => _inputs = _level?.Observe(directory);

    /// <summary>Keeps what was resolved, for the next time: after it was written, so that nobody waits for it.</summary>
    public void Keep(Invocation invocation, ResolutionOutcome outcome, ResolutionContext context)
    {
        if (_level is null || _inputs is null)
        {
            return;
        }

        _level.Files.Count(CacheEvent.Miss);
        if (_level.Keep(invocation.Overrides, outcome, context, invocation.Manager.Options, _inputs) is { } reason)
        {
            invocation.Detail($"nothing is kept in the cache: {reason}");
        }
    }
}
