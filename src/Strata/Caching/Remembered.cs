using System.Collections.Immutable;
using Strata.Secrets;
using Strata.Selection;
using Strata.Snapshots;
using Strata.Values;

namespace Strata.Caching;

/// <summary>What came of a resolution, with what it depends on. Safe for use from several threads.</summary>
internal sealed class Remembered
{
    private readonly KeptParts? _parts;
    private ResolutionOutcome? _outcome;

    /// <summary>What was resolved.</summary>
    /// <param name="outcome">What came of it.</param>
    /// <param name="names">The names of what it depends on; null where they cannot be told.</param>
    /// <param name="key">Its key; null where it has none.</param>
    public Remembered(ResolutionOutcome outcome, InputNames? names, Fingerprint? key)
    {
        _outcome = outcome;
        Names = names;
        Key = key;
    }

    /// <summary>What was kept outside the process.</summary>
    /// <param name="parts">What was kept.</param>
    /// <param name="names">The names of what it depends on.</param>
    /// <param name="key">Its key.</param>
    public Remembered(KeptParts parts, InputNames names, in Fingerprint key)
    {
        _parts = parts;
        Names = names;
        Key = key;
    }

    /// <summary>What came of a resolution in this process; null for what was kept outside of it and nobody has asked for yet.</summary>
    public ResolutionOutcome? Resolved => Volatile.Read(ref _outcome);

    /// <summary>What was kept outside the process; null for what was resolved in it.</summary>
    public KeptParts? Parts => _parts;

    public InputNames? Names { get; }

    public Fingerprint? Key { get; }

    /// <summary>When it was begun, on the clock that its cache goes by. Whoever asked before that is answered by it.</summary>
    public long Begun { get; init; }

    /// <summary>Whether it may be remembered: only a configuration may, and only where it is known what it depends on.</summary>
    public bool IsLasting => Key is not null && (_parts is not null || _outcome!.Configuration is not null);

    /// <summary>About how many bytes of memory it takes.</summary>
    public long Size
    {
        get
        {
            // A node, its entry in the mapping above it, its text: what was measured of large configurations.
            const int BytesOfNode = 200;
            return BytesOfNode * (long)(_parts?.Root ?? _outcome!.Configuration?.Root)!.Size;
        }
    }

    /// <summary>The outcome.</summary>
    /// <param name="context">The context that is asked for.</param>
    /// <param name="resolveAnew">Resolves from the overrides, for whoever wants to know how the configuration came to be.</param>
    public ResolutionOutcome OutcomeFor(ResolutionContext context, Func<ResolvedConfiguration> resolveAnew) =>
        Volatile.Read(ref _outcome) ?? Interlocked.CompareExchange(ref _outcome, Make(context, resolveAnew), null) ?? _outcome;

    private ResolutionOutcome Make(ResolutionContext context, Func<ResolvedConfiguration> resolveAnew) =>
        ResolutionOutcome.Of(new ResolvedConfiguration(_parts!.Root, _parts.Overrides, context, _parts.Sensitivity, resolveAnew));
}

/// <summary>What is kept of a configuration.</summary>
/// <param name="Root">Its values.</param>
/// <param name="Overrides">The names of its overrides, the lowest first.</param>
/// <param name="Sensitivity">Which values are secret.</param>
internal sealed record KeptParts(MappingNode Root, ImmutableArray<string> Overrides, Sensitivity Sensitivity);
