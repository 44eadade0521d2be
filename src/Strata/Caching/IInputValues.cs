using System.Collections.Immutable;
using Strata.Sources;

namespace Strata.Caching;

/// <summary>Files beside the overrides, and keys, that a resolution depends on: as it found them, or as they are now.</summary>
internal interface IInputValues
{
    /// <summary>An included file; nothing that any text has where it cannot be read.</summary>
    Fingerprint Include(string name);

    /// <summary>A schema file.</summary>
    /// <param name="path">Its path, relative to the overrides directory.</param>
    (SchemaFileOutcome Outcome, Fingerprint Content) Schema(string path);

    /// <summary>The keys at hand, by what anybody may know of them.</summary>
    ImmutableArray<string> Keys { get; }
}
