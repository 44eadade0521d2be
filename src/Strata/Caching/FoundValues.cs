using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Strata.Secrets.Envelopes;
using Strata.Sources;
using Strata.Values;

namespace Strata.Caching;

/// <summary>The files and keys that a resolution looked at, as it found them.</summary>
/// <param name="directory">The full path of the overrides directory.</param>
/// <param name="inputs">What it looked at.</param>
/// <param name="keys">The keys that it had.</param>
internal sealed class FoundValues(string directory, ObservedInputs inputs, IKeySource keys) : IInputValues
{
    public ImmutableArray<string> Keys => keys.PublicNames;

    public static Fingerprint OfInclude(IncludedText text) =>
        text.Outcome == IncludeOutcome.Read ? Fingerprint.Of(MemoryMarshal.AsBytes(text.Text.AsSpan())) : default;

    public Fingerprint Include(string name) => OfInclude(inputs.Includes[name]);

    public (SchemaFileOutcome Outcome, Fingerprint Content) Schema(string path)
    {
        var (outcome, text) = inputs.Schemas[Path.GetFullPath(path, directory)];
        return (outcome, text is null ? default : Fingerprint.Of(text.Content.Span));
    }
}
