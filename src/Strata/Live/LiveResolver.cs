using System.Collections.Immutable;
using System.Diagnostics;
using Strata.Diagnostics;
using Strata.Interpolation;
using Strata.Layers;
using Strata.Logging;
using Strata.Profiling;
using Strata.Selection;
using Strata.Sources;
using Strata.Store;
using Strata.Validation;

namespace Strata.Live;

/// <summary>
/// Resolves a configuration again and again. From one time to the next it keeps what the same overrides came to, so that a change costs
/// what it changes; what comes out is what a resolution from nothing gives. For one thread at a time.
/// </summary>
internal sealed class LiveResolver
{
    private readonly string _directory;
    private readonly ParsedFiles _files;
    private readonly ResolutionOptions _options;
    private readonly RuleSet _rules;
    private readonly TemporaryOverrides _temporary;
    private readonly Func<ResolutionContext> _contextNow;
    private readonly ResolutionLog? _log;
    private readonly SharedWork _shared;
    private ImmutableArray<string> _told = [];
    private SchemaSet _schemas;
    private IncludedFiles _includes;
    private DirectoryReading? _reading;
    private OverrideSet? _overrides;
    private ResolutionOutcome? _last;

    /// <param name="directory">The overrides directory.</param>
    /// <param name="files">Its files.</param>
    /// <param name="finals">What templates came to, for all configurations with the same variables.</param>
    /// <param name="options">How it is resolved.</param>
    /// <param name="rules">The rules that it must keep to.</param>
    /// <param name="temporary">The overrides that no file holds.</param>
    /// <param name="contextNow">The context at this moment. Nothing of it changes but the time.</param>
    /// <param name="log">Told of each resolution; null for nobody.</param>
    public LiveResolver(string directory, ParsedFiles files, InterpolationMemo finals, ResolutionOptions options, RuleSet rules, TemporaryOverrides temporary, Func<ResolutionContext> contextNow, ResolutionLog? log = null)
    {
        _directory = directory;
        _files = files;
        _options = options;
        _rules = rules;
        _temporary = temporary;
        _contextNow = contextNow;
        _log = log;
        _shared = new SharedWork(options, finals);
        _schemas = new SchemaSet(directory, options);
        _includes = new IncludedFiles(directory, options.IncludeDirectories, options.Limits.MaxFileBytes);
    }

    /// <summary>Where the files stand that the last resolution was made of.</summary>
    public IReadOnlyCollection<WatchedPlace> Places
    {
        get
        {
            var places = new WatchedPlaces();
            places.AddDirectory(FullPath.Of(_directory));
            if (_reading is { } reading)
            {
                places.AddRange(reading.Places);
            }

            _schemas.AddTo(places);
            _includes.AddTo(places);
            return places.All;
        }
    }

    /// <summary>Resolves from the files and the temporary overrides as they are.</summary>
    /// <returns>What came of it; the same object as before where nothing has changed.</returns>
    public ResolutionOutcome Resolve()
    {
        var context = _contextNow();
        using var stage = StageActivity.Begin(StageActivity.Reload, context.Type);
        for (var attempt = 1; ; attempt++)
        {
            var reading = _files.Read();
            var includes = _includes.Again(out var areSame);
            var temporary = _temporary.Layers;
            var isSame = areSame && ReferenceEquals(reading, _reading) && temporary == _overrides?.Temporary && _last?.Configuration is not null;
            if (isSame && (attempt > 1 ? _schemas.IsUntouched() : _schemas.IsCurrent() && AppliesAt(context)))
            {
                return _last!;
            }

            // If that throws, nothing is known any more.
            _last = null;
            _last = Resolve(context, reading, includes, temporary);

            // As with the overrides themselves: not half of what was there before and half of what took its place.
            if (_last.Configuration is null || (_includes.IsEmpty && _schemas.IsEmpty) || attempt == ParsedFiles.MostAttempts)
            {
                return _last;
            }
        }
    }

    private ResolutionOutcome Resolve(ResolutionContext context, DirectoryReading reading, IncludedFiles includes, ImmutableArray<Layer> temporary)
    {
        _includes = includes;
        if (!_schemas.IsCurrent())
        {
            _schemas = new SchemaSet(_directory, _options);
        }

        _reading = reading;
        var begun = Stopwatch.GetTimestamp();
        _overrides = new OverrideSet(_directory, reading.Layers, reading.Found, reading.Unreadable, _options, _schemas, _includes, inputs: null, temporary);
        _shared.Forget(_overrides.Layers);
        var outcome = _overrides.Resolve(context, _shared).CheckedBy(_rules, _options.IsStrict);
        if (_log is not null && !IsToldAlready(outcome))
        {
            _log.Tell(outcome, context.Type, Stopwatch.GetElapsedTime(begun));
        }

        return outcome;
    }

    // What is bad is resolved again each time that somebody looks whether it still is.
    private bool IsToldAlready(ResolutionOutcome outcome)
    {
        ImmutableArray<string> problems = outcome.Configuration is null ? [.. outcome.Validation.Diagnostics.Select(static diagnostic => diagnostic.ToString())] : [];
        var isTold = outcome.Configuration is null && problems.AsSpan().SequenceEqual(_told.AsSpan());
        _told = problems;
        return isTold;
    }

    // Whether the same overrides apply at another moment.
    private bool AppliesAt(ResolutionContext context)
    {
        var known = _last!.Configuration!.Selection;
        var now = Selector.Select(_overrides!.Layers, context, new DiagnosticBag());
        return now is not null
            && now.Stack.Length + _shared.Assigned.Length == known.Stack.Length
            && now.Stack.AsSpan().SequenceEqual(known.Stack.AsSpan()[..now.Stack.Length], ReferenceEqualityComparer.Instance);
    }
}
