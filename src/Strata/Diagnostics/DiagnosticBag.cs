using System.Collections.Immutable;

namespace Strata.Diagnostics;

/// <summary>Collects the problems of one stage after another. Safe for use from several threads.</summary>
internal sealed class DiagnosticBag
{
    // Beyond this nobody reads on, and a broken file of 16 MiB must not fill the memory with complaints.
    private const int Capacity = 10_000;

    private readonly Lock _lock = new();
    private readonly List<Diagnostic> _diagnostics = [];
    private int _errorRoom = Capacity;
    private int _otherRoom = Capacity;
    private volatile bool _hasErrors;

    /// <summary>Whether an error is among them.</summary>
    public bool HasErrors => _hasErrors;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _diagnostics.Count;
            }
        }
    }

    public void Add(Diagnostic diagnostic)
    {
        lock (_lock)
        {
            // Errors have room of their own: however many warnings there are, an error is never lost among them.
            ref var room = ref _errorRoom;
            if (diagnostic.Severity == DiagnosticSeverity.Error)
            {
                _hasErrors = true;
            }
            else
            {
                room = ref _otherRoom;
            }

            if (room > 0)
            {
                room--;
                _diagnostics.Add(diagnostic);
            }
        }
    }

    public void AddRange(IEnumerable<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
        {
            Add(diagnostic);
        }
    }

    /// <summary>All of them, each once, ordered by file, place and code.</summary>
    /// <param name="finish">Is given each of them, and gives what takes its place; null to leave them as they are.</param>
    public ImmutableArray<Diagnostic> ToSorted(Func<Diagnostic, Diagnostic>? finish = null)
    {
        lock (_lock)
        {
            return [.. _diagnostics
                .OrderBy(static d => d.File ?? "", StringComparer.Ordinal)
                .ThenBy(static d => d.Position)
                .ThenBy(static d => d.Code.Number)
                .ThenBy(static d => d.Message, StringComparer.Ordinal)
                .DistinctBy(static d => (d.File, d.Position, d.Code, d.Message))
                .Select(diagnostic => finish is null ? diagnostic : finish(diagnostic))];
        }
    }
}
