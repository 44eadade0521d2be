using Strata.Secrets;
using Strata.Values;

namespace Strata.Interpolation;

/// <summary>
/// Finds the places that references lead to. A path may lead through a reference: it then goes on where that leads in the end,
/// without making all that stands there. Each reference on the way is followed once; those that wait for others stand in a list,
/// not on the stack, so that a chain may be as long as a file.
/// </summary>
internal sealed class ReferencePaths(MappingNode root, Sensitivity.Cursor rootCursor, ReferenceCycles cycles)
{
    private readonly Dictionary<string, ReferenceTarget> _targets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Place> _places = new(StringComparer.Ordinal);
    private readonly List<Way> _ways = [];

    /// <summary>What the path of a reference leads to.</summary>
    public ReferenceTarget Find(string text)
    {
        if (_targets.TryGetValue(text, out var known))
        {
            return known;
        }

        var isPath = ConfigPath.TryParse(text, out var path, out var problem);
        var target = new ReferenceTarget(text) { Path = path, Problem = problem };
        _targets.Add(text, target);
        if (isPath)
        {
            Follow(target, path!);
        }

        return target;
    }

    private void Follow(ReferenceTarget target, ConfigPath path)
    {
        var asked = new Way(null, path, root, rootCursor);
        _ways.Add(asked);
        while (_ways.Count > 0)
        {
            var way = _ways[^1];
            if (IsWalked(way))
            {
                _ways.RemoveAt(_ways.Count - 1);
            }
        }

        if (asked.Failed)
        {
            return;
        }

        var place = PlaceAt(asked);
        if (asked.Next == asked.Steps.Length)
        {
            target.Place = place;
            target.Cursor = asked.Passed is { } passed ? passed.Or(asked.Cursor) : asked.Cursor;
            return;
        }

        target.LastPlace = place;
        target.MissingKey = asked.Steps[asked.Next].Key;
        target.MissingPath = asked.Passed is null ? path : asked.Steps[asked.Next..].Aggregate(place.Path, static (at, step) => step.IsIndex ? at.Append(step.Index) : at.Append(step.Key));
    }

    // False where another reference must be followed first; it then stands behind this way.
    private bool IsWalked(Way way)
    {
        while (true)
        {
            // A reference in the midst is gone through; one at the end is only where its own end is looked for.
            if ((way.Next < way.Steps.Length || way.From is not null) && way.Node is ScalarNode { HasTemplates: true } scalar && Interpolator.WholeReference(scalar) is { } text)
            {
                var through = PlaceAt(way);
                if (through.Following == Progress.New)
                {
                    through.Following = ConfigPath.TryParse(text, out var path) ? Progress.Open : Progress.Failed;
                    if (path is not null)
                    {
                        _ways.Add(new Way(through, path, root, rootCursor));
                        return false;
                    }
                }

                if (through.Following == Progress.Open)
                {
                    var first = _ways.FindIndex(open => open.From == through);
                    cycles.Report([.. _ways[first..].Select(static open => new CycleMember(open.Path, open.From!.Path, (ScalarNode)open.From.Node))]);
                }

                if (through.Following != Progress.Done)
                {
                    way.Fail();
                    return true;
                }

                way.GoThrough(through);
                continue;
            }

            if (way.Next == way.Steps.Length)
            {
                way.Arrive(PlaceAt(way));
                return true;
            }

            if (!way.Advance())
            {
                // Said where the reference stands; who goes through it hears of it there.
                way.From?.Following = Progress.Failed;
                return true;
            }
        }
    }

    private Place PlaceAt(Way way)
    {
        var name = way.At.ToString();
        if (!_places.TryGetValue(name, out var place))
        {
            place = new Place(way.At, way.Node, way.Cursor);
            _places.Add(name, place);
        }

        return place;
    }

    /// <summary>The way along one path, as far as it has come.</summary>
    private sealed class Way(Place? from, ConfigPath path, ConfigNode root, Sensitivity.Cursor rootCursor)
    {
        /// <summary>The reference whose end this way looks for; null where only the place itself is.</summary>
        public Place? From { get; } = from;

        public ConfigPath Path { get; } = path;

        public ConfigPath[] Steps { get; } = path.Steps();

        public int Next { get; private set; }

        public ConfigPath At { get; private set; } = ConfigPath.Root;

        public ConfigNode Node { get; private set; } = root;

        public Sensitivity.Cursor Cursor { get; private set; } = rootCursor;

        /// <summary>What is secret by the path as it was asked for, wherever it leads; null where it led through no reference.</summary>
        public Sensitivity.Cursor? Passed { get; private set; }

        public bool Failed { get; private set; }

        public bool Advance()
        {
            var step = Steps[Next];
            if (step.ChildOf(Node) is not { } child)
            {
                return false;
            }

            var isItem = Node is SequenceNode;
            Cursor = isItem ? Cursor.Enter(step.Index, child) : Cursor.Enter(step.Key, child);
            Passed = isItem ? Passed?.Enter(step.Index, child) : Passed?.Enter(step.Key, child);
            At = isItem ? At.Append(step.Index) : At.Append(step.Key);
            Node = child;
            Next++;
            return true;
        }

        public void GoThrough(Place reference)
        {
            var passed = reference.Passed is { } further ? reference.Cursor.Or(further) : reference.Cursor;
            Passed = Passed is { } before ? before.Or(passed) : passed;
            At = reference.End!.Path;
            Node = reference.End.Node;
            Cursor = reference.End.Cursor;
        }

        public void Arrive(Place end)
        {
            if (From is not null)
            {
                From.End = end;
                From.Passed = Passed;
                From.Following = Progress.Done;
            }
        }

        public void Fail()
        {
            Failed = true;
            From?.Following = Progress.Failed;
        }
    }
}
