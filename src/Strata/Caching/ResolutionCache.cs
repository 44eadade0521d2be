using Microsoft.Extensions.Caching.Memory;
using Strata.Selection;
using Strata.Snapshots;
using Strata.Store;
using Strata.Validation;
using ZiggyCreatures.Caching.Fusion;

namespace Strata.Caching;

/// <summary>
/// Resolves contexts of a directory, each once while nothing that it depends on changes: however many ask at the same time, and where
/// there are levels behind the memory, in however many processes. An answer is looked up by everything that it depends on, so that an
/// old one is never found. Safe for use from several threads.
/// </summary>
internal sealed class ResolutionCache : IDisposable
{
    /// <summary>What everything that is remembered is tagged with.</summary>
    /// <remarks>
    /// To clear is to remove by this tag. The library's own clearing looks at its mark in the shared level once and then waits for
    /// messages, so that one that is lost stays lost; that of a tag it looks up again.
    /// </remarks>
    public static readonly string[] Tags = ["all"];

    private const int SmallSize = 1024;

    // Those who wait for a resolution find it here when it is their turn.
    private static readonly TimeSpan FlightDuration = TimeSpan.FromSeconds(5);

    private readonly string _directory;
    private readonly ResolutionOptions _options;
    private readonly RuleSet _rules;

    // The clock that files are stamped by, and never one that conditions are judged by: that one may stand still.
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly CacheSettings _settings;
    private readonly ResolveClock _clock;
    private readonly MemoryCache _memory;
    private readonly FusionCache _cache;
    private readonly FileLevel? _files;
    private readonly ISharedLevel? _shared;
    private readonly Flights _flights = new();
    private readonly CacheCounters _counters = new();
    private volatile DirectoryIndex? _index;
    private int _clearings;

    public ResolutionCache(string directory, ResolutionOptions options, RuleSet rules, CacheSettings settings, ResolveClock clock)
    {
        _directory = directory;
        _options = options;
        _rules = rules;
        _settings = settings;
        _clock = clock;
        _memory = new MemoryCache(new MemoryCacheOptions { SizeLimit = settings.MaxBytes, TrackStatistics = true });
        _shared = settings.OpenShared?.Invoke();
        var own = new FusionCacheOptions
        {
            CacheName = "strata",
            DefaultEntryOptions = new FusionCacheEntryOptions(settings.Ttl)
            {
                Size = SmallSize,
                IsFailSafeEnabled = false,
                SkipBackplaneNotifications = true,
                AllowBackgroundDistributedCacheOperations = true,
            },
            EnableSyncEventHandlersExecution = true,
        };
        own.TagsDefaultEntryOptions.Size = SmallSize;
        foreach (var entry in new[] { own.DefaultEntryOptions, own.TagsDefaultEntryOptions })
        {
            // What cannot be had, or read, is resolved.
            entry.ReThrowSerializationExceptions = false;
            entry.ReThrowDistributedCacheExceptions = false;
            entry.ReThrowBackplaneExceptions = false;
        }

        _shared?.Configure(own);
        _cache = new FusionCache(own, _memory);
        _shared?.AttachTo(_cache);
        _cache.Events.Memory.Eviction += (_, eviction) => _counters.Evictions(eviction.Key, eviction.Reason);
        _cache.Events.Distributed.Hit += (_, hit) => _counters.SharedHits(hit.Key);
        _cache.Events.Distributed.Miss += (_, miss) => _counters.SharedMisses(miss.Key);
        _files = settings.Directory is { } path && CacheDirectory.Open(Path.GetFullPath(path), CacheDirectory.DefaultMostBytes, out _) is { } files ? new FileLevel(files, _time) : null;
    }

    /// <summary>The figures up to now.</summary>
    public CacheStats Stats => _counters.ToStats(_memory, _files?.Files, _shared);

    /// <summary>How often configurations were looked for, and found, at each level that there is.</summary>
    public IEnumerable<(string Level, bool IsHit, long Count)> Requests => _counters.Requests(_files is not null, _shared is not null);

    /// <summary>Resolves a context, or finds that it was.</summary>
    /// <param name="context">The context.</param>
    /// <param name="cancellationToken">Ends the wait; others who wait for the same are not disturbed.</param>
    public Task<ResolutionOutcome> ResolveAsync(ResolutionContext context, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? Task.FromCanceled<ResolutionOutcome>(cancellationToken)
            : Task.Run(() => Resolve(context), CancellationToken.None).WaitAsync(cancellationToken);

    /// <summary>Forgets everything, at every level; processes that share one are told. What is being resolved is not kept, and is no answer to who asks from now on.</summary>
    public void Clear()
    {
        Interlocked.Increment(ref _clearings);
        _flights.Pass();
        _index = null;

        // The mark is for the others, and tells them; here nothing is left.
        _memory.Clear();
        _cache.RemoveByTag(Tags[0]);
        _files?.Files.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _cache.Dispose();
        _shared?.Dispose();
        _memory.Dispose();
    }

    private static string NameOfRecipe(in Fingerprint recipe) => $"recipe:{recipe}";

    private static string NameOfEntry(in Fingerprint key) => $"{CacheCounters.EntryPrefix}{key}";

    private FusionCacheEntryOptions Entry(TimeSpan duration, long size, bool isShared = true)
    {
        var options = _cache.DefaultEntryOptions.Duplicate(duration);
        options.Size = Math.Min(size, _settings.MaxBytes);
        options.SkipDistributedCacheRead = !isShared || _shared is null;
        options.SkipDistributedCacheWrite = !isShared || _shared is null;
        return options;
    }

    private async Task<ResolutionOutcome> Resolve(ResolutionContext context)
    {
        var asked = _time.GetTimestamp();
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var index = Present();
            var recipe = ResolutionKey.OfRecipe(_directory, index?.Files ?? default, context, _options);
            if (index is not null && await Recall(recipe, index, context, isShared: false).ConfigureAwait(false) is { } known)
            {
                _counters.MemoryHit();
                return Outcome(known, recipe, context);
            }

            var flight = _flights.NameOf(recipe, context, out var generation);
            var made = await _cache.GetOrSetAsync<Remembered>(flight, (_, _) => Make(recipe, index, context), options: Entry(FlightDuration, SmallSize, isShared: false)).ConfigureAwait(false);
            if (made.Names?.Window.Contains(context.Now) == true && (made.Begun >= asked || IsPresent(made, recipe, context, index)))
            {
                _counters.MemoryMiss();
                return Outcome(made, recipe, context);
            }

            // It was begun before the question, and something has changed since, or it cannot be told.
            _flights.Pass(generation);
        }

        _counters.MemoryMiss();
        return ResolveInFull(context).Outcome;
    }

    private DirectoryIndex? Present()
    {
        // At first nobody is asked but the overrides themselves: they are going to be read in any case.
        if (_index is null && _files is null && _shared is null)
        {
            return null;
        }

        return _index = DirectoryScan.Of(_directory, _options.Limits.MaxFileBytes, _index, _time.GetUtcNow());
    }

    private async ValueTask<Remembered?> Recall(Fingerprint recipe, DirectoryIndex index, ResolutionContext context, bool isShared)
    {
        var options = Entry(_settings.Ttl, SmallSize, isShared);
        if ((await _cache.TryGetAsync<Recipes>(NameOfRecipe(recipe), options).ConfigureAwait(false)).GetValueOrDefault() is not { } recipes)
        {
            return null;
        }

        var values = new PresentValues(_directory, _options, index);
        foreach (var names in recipes.All.Where(names => names.Window.Contains(context.Now)))
        {
            var key = names.KeyOf(recipe, context, values);
            if ((await _cache.TryGetAsync<Remembered>(NameOfEntry(key), options).ConfigureAwait(false)).GetValueOrDefault() is { } known && known.Key?.Equals(key) == true)
            {
                return known;
            }
        }

        return null;
    }

    private bool IsPresent(Remembered made, in Fingerprint recipe, ResolutionContext context, DirectoryIndex? index) =>
        made.IsLasting && index is not null && made.Names!.KeyOf(recipe, context, new PresentValues(_directory, _options, index)).Equals(made.Key!.Value);

    // Rules look at the overrides, of which nothing is kept outside the process.
    private async Task<Remembered> Make(Fingerprint recipe, DirectoryIndex? index, ResolutionContext context)
    {
        if (index is not null && _rules.Descriptors.IsEmpty)
        {
            if (_shared is not null && await Recall(recipe, index, context, isShared: true).ConfigureAwait(false) is { } shared)
            {
                await Remember(shared, recipe, isShareable: false).ConfigureAwait(false);
                return shared;
            }

            if (_files is not null && FromFiles(index, context) is { } kept)
            {
                await Remember(kept, recipe, isShareable: false).ConfigureAwait(false);
                return kept;
            }
        }

        var clearings = Volatile.Read(ref _clearings);
        var (made, actual, isShareable) = ResolveInFullAndKeep(context);
        if (made.IsLasting && clearings == Volatile.Read(ref _clearings))
        {
            await Remember(made, actual, isShareable).ConfigureAwait(false);
        }

        return made;
    }

    private async ValueTask Remember(Remembered made, Fingerprint recipe, bool isShareable)
    {
        var known = (await _cache.TryGetAsync<Recipes>(NameOfRecipe(recipe), Entry(_settings.Ttl, SmallSize, isShareable)).ConfigureAwait(false)).GetValueOrDefault(Recipes.None)!;
        await _cache.SetAsync(NameOfEntry(made.Key!.Value), made, Entry(_settings.Ttl, made.Size, isShareable), Tags).ConfigureAwait(false);
        await _cache.SetAsync(NameOfRecipe(recipe), known.With(made.Names!), Entry(_settings.Ttl, SmallSize, isShareable), Tags).ConfigureAwait(false);
    }

    private Remembered? FromFiles(DirectoryIndex index, ResolutionContext context)
    {
        var begun = _time.GetTimestamp();
        using var kept = _files!.Find(_directory, index, context, _options);
        if (kept is null || kept.Withheld > 0 || !kept.TryRead(out var root, out _))
        {
            _counters.FileMiss();
            return null;
        }

        _counters.FileHit();
        return new Remembered(new KeptParts(root, kept.Entry.Overrides, kept.Entry.Sensitivity), kept.Names, kept.Key) { Begun = begun };
    }

    private (ResolutionOutcome Outcome, OverrideSet Overrides, ObservedInputs Inputs) ResolveInFull(ResolutionContext context)
    {
        _counters.Resolution();
        var inputs = new ObservedInputs { Directory = new DirectoryObservation(_directory, _time.GetUtcNow()) };
        OverrideSet? overrides = null;
        var outcome = _clock.Measure(context.Type, () =>
        {
            overrides = OverrideSet.Read(_directory, _options, context.Type, inputs);
            return overrides.Resolve(context).CheckedBy(_rules, _options.IsStrict);
        });
        return (outcome, overrides!, inputs);
    }

    private (Remembered Made, Fingerprint Recipe, bool IsShareable) ResolveInFullAndKeep(ResolutionContext context)
    {
        var clearings = Volatile.Read(ref _clearings);
        var begun = _time.GetTimestamp();
        var (outcome, overrides, inputs) = ResolveInFull(context);
        var root = inputs.Directory!.Root;
        var names = CacheInputs.NamesOf(overrides, context, inputs, root);
        if (ReadContents.Of(inputs.Directory, overrides) is not { } contents || inputs.Variables.All)
        {
            return (new Remembered(outcome, names, null) { Begun = begun }, default, false);
        }

        var index = DirectoryIndex.Make(inputs.Directory, contents, inputs.SchemaContents(), _index);
        _index = index;
        var recipe = ResolutionKey.OfRecipe(_directory, index.Files, context, _options);

        // Known names keep their salt, and with it the keys of what is remembered by them.
        var known = _cache.TryGet<Recipes>(NameOfRecipe(recipe), Entry(_settings.Ttl, SmallSize)).GetValueOrDefault(Recipes.None)!;
        names = known.All.FirstOrDefault(names.IsSameAs) ?? names;
        var made = new Remembered(outcome, names, names.KeyOf(recipe, context, new FoundValues(root, inputs, _options.Keys))) { Begun = begun };
        if (Cacheability.ProblemOf(overrides, outcome, _options, inputs) is not null || !_rules.Descriptors.IsEmpty)
        {
            return (made, recipe, false);
        }

        if (_files is not null && clearings == Volatile.Read(ref _clearings) && _files.Keep(overrides, outcome, context, _options, inputs) is null)
        {
            _counters.FileWithheld(SecretValues.CountOf(outcome.Configuration!));
        }

        return (made, recipe, IsShareable(overrides, outcome.Configuration!));
    }

    private bool IsShareable(OverrideSet overrides, ResolvedConfiguration configuration)
    {
        if (_shared is null)
        {
            return false;
        }

        // An override says itself who may open it, and the key of what is shared is another's.
        var mayShare = SecretValues.CountOf(configuration) == 0 || (_shared.IsSealed && !CacheInputs.EncryptedIn(overrides).Any());
        _counters.SharedWithheld(mayShare ? 0 : 1);
        return mayShare;
    }

    private ResolutionOutcome Outcome(Remembered known, Fingerprint recipe, ResolutionContext context) => known.OutcomeFor(context, () =>
    {
        // How it came to be is in the overrides, if they still are what it came from.
        var (again, actual, _) = ResolveInFullAndKeep(context);
        return actual.Equals(recipe) && again.Resolved?.Configuration is { } configuration
            ? configuration
            : throw new InvalidOperationException("The overrides have changed since this configuration was resolved, and it came from a cache, which keeps no explanations: load it again.");
    });
}
