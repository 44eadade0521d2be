using Strata.Diagnostics;
using Strata.Secrets;
using Strata.Values;

namespace Strata.Interpolation;

/// <summary>What a <c>${config:...}</c> refers to, in its final form.</summary>
/// <param name="Node">The value; null when it could not be resolved.</param>
/// <param name="IsSensitive">Whether it is secret where it stands, and so wherever it goes.</param>
internal readonly record struct Reference(ConfigNode? Node, bool IsSensitive);

/// <summary>
/// Resolves references, and finds those that lead back to themselves. What a place needs is made before it, whatever the order
/// of the keys: the places that wait stand in a row of their own, not on the stack, so that a chain may be as long as a file.
/// </summary>
internal sealed class ReferenceTable
{
    private readonly Interpolator _interpolator;
    private readonly VariableSet _variables;
    private readonly ReferenceCycles _cycles;
    private readonly ReferencePaths _paths;
    private readonly List<Row> _rows = [];
    private readonly List<(ScalarNode Referrer, string Path)> _needs = [];
    private readonly List<string> _found = [];
    private int _hints;

    public ReferenceTable(Interpolator interpolator, MappingNode root, Sensitivity.Cursor rootCursor, VariableSet variables, DiagnosticBag diagnostics)
    {
        _interpolator = interpolator;
        _variables = variables;
        _cycles = new ReferenceCycles(diagnostics);
        _paths = new ReferencePaths(root, rootCursor, _cycles);
    }

    /// <summary>The final form of what a reference refers to. No node after an error, which is then reported.</summary>
    /// <param name="referrer">The value that refers.</param>
    /// <param name="expression">The reference in its text.</param>
    /// <param name="path">The path that it names.</param>
    public Reference Resolve(ScalarNode referrer, Range expression, string path)
    {
        var target = _paths.Find(path);
        if (target.Value is { } known)
        {
            return known;
        }

        if (target.Place is not { } place)
        {
            ReportNoPlace(referrer, expression, target);
            return default;
        }

        if (place.Making == Progress.New)
        {
            Make(target, referrer);
        }

        // What still is a template could not be made: that is reported, and to put its text elsewhere would only spread it.
        if (place.Making != Progress.Done || place.Final is ScalarNode { HasTemplates: true })
        {
            return default;
        }

        var sensitive = place.Final is ScalarNode value ? target.Cursor.IsSecret(value) : target.Cursor.IsSensitive;
        var reference = new Reference(target.Cursor.Mark(place.Final!), sensitive);
        target.Value = reference;
        return reference;
    }

    private void Make(ReferenceTarget first, ScalarNode referrer)
    {
        var floor = _rows.Count;
        Open(first, referrer);
        while (_rows.Count > floor && !_interpolator.IsAborted)
        {
            var row = _rows[^1];
            if (_needs.Count == row.NeedsFrom)
            {
                row.Place.Final = _interpolator.WalkAt(row.Place.Path, row.Place.Node, row.Place.Cursor);
                row.Place.Making = Progress.Done;
                _rows.RemoveAt(_rows.Count - 1);
                continue;
            }

            var (needing, path) = _needs[^1];
            _needs.RemoveAt(_needs.Count - 1);
            var target = _paths.Find(path);
            if (target.Place is { Making: Progress.Open } open)
            {
                ReportCycle(open, target, needing);
            }
            else if (target.Place is { Making: Progress.New })
            {
                Open(target, needing);
            }
        }
    }

    private void Open(ReferenceTarget target, ScalarNode referrer)
    {
        var place = target.Place!;
        place.Making = Progress.Open;
        place.Row = _rows.Count;
        _rows.Add(new Row(place, target.Path!, referrer, _needs.Count));
        Gather(place.Node);

        // Taken from the end, and so in the order of the file.
        _needs.Reverse(_rows[^1].NeedsFrom, _needs.Count - _rows[^1].NeedsFrom);
    }

    private void Gather(ConfigNode node)
    {
        if (!node.HasTemplates)
        {
            return;
        }

        switch (node)
        {
            case MappingNode mapping:
                foreach (ref readonly var entry in mapping.Entries)
                {
                    Gather(entry.Value);
                }

                break;
            case SequenceNode sequence:
                foreach (var item in sequence.Items)
                {
                    Gather(item);
                }

                break;
            case ScalarNode scalar:
                _found.Clear();
                TakenReferences.Find(scalar.Text, _variables, _found);
                foreach (var path in _found)
                {
                    _needs.Add((scalar, path));
                }

                break;
        }
    }

    private void ReportCycle(Place place, ReferenceTarget target, ScalarNode needing)
    {
        if (_cycles.IsFull)
        {
            return;
        }

        // Who refers to the first member from within the circle is the last one to be looked at.
        var members = _rows[place.Row..].Select(static row => new CycleMember(row.Asked, null, row.Referrer)).ToArray();
        var last = _rows[^1].Place;
        members[0] = new CycleMember(members.Length == 1 ? target.Path! : members[0].Target, PathOf(needing, last.Node, last.Path), needing);
        _cycles.Report(members);
    }

    private static ConfigPath? PathOf(ScalarNode sought, ConfigNode node, ConfigPath path)
    {
        if (ReferenceEquals(node, sought))
        {
            return path;
        }

        return node switch
        {
            MappingNode { HasTemplates: true } mapping => mapping.Select(entry => PathOf(sought, entry.Value, path.Append(entry.Key))).FirstOrDefault(static found => found is not null),
            SequenceNode { HasTemplates: true } sequence => sequence.Select((item, index) => PathOf(sought, item, path.Append(index))).FirstOrDefault(static found => found is not null),
            _ => null,
        };
    }

    private void ReportNoPlace(ScalarNode referrer, Range expression, ReferenceTarget target)
    {
        if (target.Path is null)
        {
            _interpolator.Fail(referrer, expression, DiagnosticCode.BadTemplate, $"\"{target.Text}\" is no path: {target.Problem}", NameHint.Of(target.Text) ?? "write a.b.c, a[0].b or \"key.with.dots\".b");
        }
        else if (target.LastPlace is { } place)
        {
            _interpolator.Fail(referrer, expression, DiagnosticCode.MissingReference, $"there is no value at \"{target.MissingPath}\"", NameHint.Of(target.Text) ?? MissingHint(place, target.MissingKey));
        }
    }

    private string MissingHint(Place place, string key)
    {
        switch (place.Node)
        {
            case MappingNode mapping:
                var near = _hints++ < Interpolator.MaxHints ? EditDistance.Nearest(key, mapping.Keys) : null;
                return near is not null ? $"did you mean \"{place.Path.Append(near)}\"?"
                    : place.Path.IsRoot ? "refer to a value of the resolved configuration"
                    : $"\"{place.Path}\" has no key \"{key}\"";
            case SequenceNode sequence:
                return $"\"{place.Path}\" is a list of {sequence.Count}";
            default:
                return $"\"{place.Path}\" is a single value";
        }
    }

    /// <summary>A place that waits for others.</summary>
    /// <param name="Place">The place.</param>
    /// <param name="Asked">The path by which it was asked for.</param>
    /// <param name="Referrer">Who asked.</param>
    /// <param name="NeedsFrom">Where its own needs begin among those of all rows.</param>
    private readonly record struct Row(Place Place, ConfigPath Asked, ScalarNode Referrer, int NeedsFrom);
}
