using System.Collections.Immutable;
using System.Globalization;
using Strata.Values;

namespace Strata.Diagnostics;

/// <summary>Collects the problems of one stage after another. Safe for use from several threads.</summary>
internal sealed class DiagnosticBag
{
    // Beyond this nobody reads on, and a broken file of 16 MiB must not fill the memory with complaints.
    private const int Capacity = 10_000;

    private readonly Lock _lock = new();
    private readonly List<Diagnostic> _diagnostics = [];
    private readonly HashSet<(string? File, SourcePosition Position, DiagnosticCode Code, string Message)> _kept = [];
    private int _errorRoom = Capacity;
    private int _otherRoom = Capacity;
    private long _errorsLost;
    private long _othersLost;
    private DiagnosticSeverity _gravestLost = DiagnosticSeverity.Suggestion;
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

            var key = (diagnostic.File, diagnostic.Position, diagnostic.Code, diagnostic.Message);
            if (diagnostic.Lost > 0 || (room == 0 && !_kept.Contains(key)))
            {
                Lose(diagnostic);
            }
            else if (_kept.Add(key))
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

    /// <summary>All of them, each once, ordered by file, place and code; where there were too many to keep, the last says how many more.</summary>
    /// <param name="finish">Is given each of them, and gives what takes its place; null to leave them as they are.</param>
    public ImmutableArray<Diagnostic> ToSorted(Func<Diagnostic, Diagnostic>? finish = null)
    {
        lock (_lock)
        {
            // Most often there is nothing, and even sorting that costs where a process has just begun.
            if (_diagnostics.Count == 0 && _errorsLost == 0 && _othersLost == 0)
            {
                return [];
            }

            return [.. _diagnostics
                .Concat(Lost())
                .OrderBy(static d => d.Code == DiagnosticCode.MoreDiagnostics)
                .ThenBy(static d => d.File ?? "", StringComparer.Ordinal)
                .ThenBy(static d => d.Position)
                .ThenBy(static d => d.Code.Number)
                .ThenBy(static d => d.Message, StringComparer.Ordinal)
                .Select(diagnostic => finish is null ? diagnostic : finish(diagnostic))];
        }
    }

    // What another bag lost, and says in one line, may come several times: for each type that the same files were resolved for.
    private void Lose(Diagnostic diagnostic)
    {
        if (diagnostic.Severity == DiagnosticSeverity.Error)
        {
            _errorsLost = diagnostic.Lost > 0 ? Math.Max(_errorsLost, diagnostic.Lost) : _errorsLost + 1;
            return;
        }

        _othersLost = diagnostic.Lost > 0 ? Math.Max(_othersLost, diagnostic.Lost) : _othersLost + 1;
        _gravestLost = diagnostic.Severity == DiagnosticSeverity.Warning ? DiagnosticSeverity.Warning : _gravestLost;
    }

    private IEnumerable<Diagnostic> Lost()
    {
        if (_errorsLost > 0)
        {
            yield return More(DiagnosticSeverity.Error, _errorsLost, "errors");
        }

        if (_othersLost > 0)
        {
            yield return More(_gravestLost, _othersLost, "warnings and suggestions");
        }

        static Diagnostic More(DiagnosticSeverity severity, long count, string kind) =>
            new(DiagnosticCode.MoreDiagnostics, severity, string.Create(CultureInfo.InvariantCulture, $"and {count:N0} more {kind}"))
            {
                Hint = "mend those that are shown, and run again",
                Lost = count,
            };
    }
}
