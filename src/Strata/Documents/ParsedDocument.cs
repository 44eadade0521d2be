using System.Collections.Immutable;
using Strata.Values;

namespace Strata.Documents;

/// <summary>A parsed document: the tree, and what only its own kind of file can say. Immutable.</summary>
/// <param name="Source">The document's name and text.</param>
/// <param name="Root">The top-level mapping.</param>
/// <param name="UnknownTags">The YAML tags that mean nothing here; whether that is an error depends on whose part of the file they stand in.</param>
internal sealed record ParsedDocument(SourceDocument Source, MappingNode Root, ImmutableArray<UnknownTag> UnknownTags)
{
    /// <summary>The comments that are addressed to Strata, in order; for a stream, those up to the document's end.</summary>
    public ImmutableArray<StrataComment> Comments { get; init; } = [];
}

/// <summary>A YAML tag that is neither a merge tag nor one of the core schema.</summary>
/// <param name="Tag">The tag as it is written.</param>
/// <param name="Position">Where it stands.</param>
/// <param name="TopLevelKey">The top-level key that it stands beneath.</param>
internal readonly record struct UnknownTag(string Tag, SourcePosition Position, string TopLevelKey);
