using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Validation;

/// <summary>Brings the problems of many contexts together, each once with the contexts that it hits.</summary>
internal sealed class FindingCollector
{
    private readonly DiagnosticBag _diagnostics = new();
    private readonly Dictionary<(string? File, SourcePosition Position, DiagnosticCode Code, string Message), SortedSet<int>?> _hit = [];

    /// <summary>Adds problems of the files themselves, which are met whatever the context is.</summary>
    public void AddOfFiles(ImmutableArray<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
        {
            _diagnostics.Add(diagnostic);
            _hit[KeyOf(diagnostic)] = null;
        }
    }

    /// <summary>Adds problems that some contexts have in common. Of one that is known the first words stay.</summary>
    public void Add(IEnumerable<Diagnostic> diagnostics, int[] inContexts)
    {
        foreach (var diagnostic in diagnostics)
        {
            _diagnostics.Add(diagnostic);
            if (!_hit.TryGetValue(KeyOf(diagnostic), out var hit))
            {
                _hit[KeyOf(diagnostic)] = hit = [];
            }

            hit?.UnionWith(inContexts);
        }
    }

    /// <summary>The report, ordered by file and place.</summary>
    /// <param name="names">The names of all contexts.</param>
    public MatrixReport ToReport(ImmutableArray<ContextName> names) => new(
        [.. _diagnostics.ToSorted().Select(diagnostic => new MatrixFinding(
            diagnostic,
            _hit.TryGetValue(KeyOf(diagnostic), out var hit) && hit is not null ? [.. hit.Select(index => names[index])] : []))],
        names);

    private static (string? File, SourcePosition Position, DiagnosticCode Code, string Message) KeyOf(Diagnostic diagnostic) =>
        (diagnostic.File, diagnostic.Position, diagnostic.Code, diagnostic.Message);
}
