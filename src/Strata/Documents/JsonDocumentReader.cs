using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Sources;

namespace Strata.Documents;

internal static class JsonDocumentReader
{
    public static ImmutableArray<ParsedDocument> Read(OverrideSource source, ParseLimits limits, DiagnosticBag diagnostics) => [];
}
