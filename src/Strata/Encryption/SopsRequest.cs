using System.Collections.Immutable;
using Strata.Secrets.Envelopes;
using Strata.Secrets.Sops;
using Strata.Values;

namespace Strata.Encryption;

/// <summary>What of a file SOPS's format is to encrypt, and for whom. Immutable.</summary>
internal sealed record SopsRequest
{
    /// <summary>Paths that are encrypted whatever their names.</summary>
    public ImmutableArray<PathPattern> Paths { get; init; } = [];

    /// <summary>Single values that are encrypted, whatever their names, as paths of an override.</summary>
    public IReadOnlySet<ConfigPath> Values { get; init; } = ImmutableHashSet<ConfigPath>.Empty;

    /// <summary>Who may open the file where it does not say.</summary>
    public ImmutableArray<Recipient> Recipients { get; init; } = [];

    /// <summary>The rule that tells what is encrypted; null for one that is made so that it meets the secrets.</summary>
    public SopsRule? Rule { get; init; }
}
