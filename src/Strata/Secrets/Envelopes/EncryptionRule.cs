using System.Collections.Immutable;
using Strata.Values;

namespace Strata.Secrets.Envelopes;

/// <summary>Which values of an override are encrypted, beside those whose names are secrets' and those tagged <c>!secret</c>. Immutable.</summary>
/// <param name="Paths">Paths whose values are encrypted whatever their names.</param>
/// <param name="Except">Paths whose values stay in clear whatever their names.</param>
internal sealed record EncryptionRule(ImmutableArray<PathPattern> Paths, ImmutableArray<PathPattern> Except)
{
    public static EncryptionRule Default { get; } = new([], []);
}
