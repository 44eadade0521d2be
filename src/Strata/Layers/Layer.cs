using System.Collections.Immutable;
using Strata.Documents;
using Strata.Secrets.Envelopes;
using Strata.Secrets.Sops;
using Strata.Sources;
using Strata.Values;

namespace Strata.Layers;

/// <summary>One override: its name, what it says of itself, and its configuration. Immutable.</summary>
/// <param name="Document">The document that it is.</param>
/// <param name="Source">The file that holds the document.</param>
/// <param name="Metadata">What <c>_metadata</c> says, defaults filled in.</param>
/// <param name="Body">The configuration: the top level without <c>_metadata</c>, or the <c>config</c> of <c>x-strata</c>.</param>
internal sealed record Layer(SourceDocument Document, OverrideSource Source, OverrideMetadata Metadata, MappingNode Body)
{
    /// <summary>The unique name: <c>docker</c>, <c>docker#2</c>, <c>tenants/acme</c>.</summary>
    public string Name => Document.Name;

    public string File => Document.File;

    /// <summary>Its encryption; null for an override in clear.</summary>
    public OverrideSeal? Seal { get; init; }

    /// <summary>What the SOPS file that it stands in says of itself; null for any other file.</summary>
    public SopsMetadata? Sops { get; init; }

    /// <summary>Its metadata as they are written; null where it has none.</summary>
    public MappingNode? WrittenMetadata { get; init; }

    /// <summary>The comments of the document that are addressed to Strata, in order.</summary>
    public ImmutableArray<StrataComment> Comments { get; init; } = [];

    /// <summary>The whole file of the other tool that the override stands in, beneath <c>x-strata</c>, its templates as they are written; null for a file of our own.</summary>
    public MappingNode? EmbeddedIn { get; init; }
}
