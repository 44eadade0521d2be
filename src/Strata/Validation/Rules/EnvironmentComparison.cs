using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Validation.Rules;

/// <summary>Compares configurations of several environments, what stands at the same path of all of them at once: mostly it is the same node, and passed by unread.</summary>
internal sealed class EnvironmentComparison(
    DiffersBetweenEnvironments.Side[] sides,
    HashSet<(SourceText, SourcePosition, SourceText, SourcePosition)> told,
    HashSet<MappingNode[]> met,
    RuleDescriptor rule,
    RuleReport report)
{
    private const int MostCompared = 5;

    // The way to what is compared: a path is made of it for a finding alone. A null key stands for an index.
    private readonly List<(string? Key, int Index)> _way = [];

    // What stands there, the same node once, of the first side that has it; beneath it what stands on the way.
    private readonly List<(ConfigNode Node, int Side)> _nodes = [];

    // For each number of mappings an array to ask with.
    private readonly MappingNode[]?[] _asked = new MappingNode[]?[sides.Length + 1];

    public void Compare()
    {
        for (var side = 0; side < sides.Length; side++)
        {
            _nodes.Add((sides[side].Configuration.Root, side));
        }

        Visit(0);
    }

    // As deep as the limit on nesting.
    private void Visit(int start)
    {
        var end = _nodes.Count;
        VisitMappings(start, end);
        for (var right = start + 1; right < end; right++)
        {
            // Each with a few before it, so that the work grows with their number and not with its square.
            for (var left = Math.Max(start, right - MostCompared); left < right; left++)
            {
                switch (_nodes[left].Node, _nodes[right].Node)
                {
                    case (SequenceNode one, SequenceNode other) when one.Count == other.Count:
                        VisitItems(one, other, _nodes[left].Side, _nodes[right].Side);
                        break;
                    case (ScalarNode one, ScalarNode other) when Difference(one, other) is { } difference:
                        Report(one, other, sides[_nodes[left].Side], sides[_nodes[right].Side], difference);
                        break;
                }
            }
        }
    }

    private void VisitMappings(int start, int end)
    {
        // Most often scalars meet.
        var count = CountMappings(start, end);
        if (count < 2 || NewMappings(start, end, count) is not { } mappings)
        {
            return;
        }

        for (var i = 0; i < mappings.Length - 1; i++)
        {
            var entries = mappings[i].Entries;
            for (var at = 0; at < entries.Length; at++)
            {
                var key = entries[at].Key;
                if (IsBefore(mappings.AsSpan(0, i), key, at))
                {
                    continue;
                }

                Put(entries[at].Value, SideOf(i, start, end, count), end);
                for (var further = i + 1; further < mappings.Length; further++)
                {
                    if (Find(mappings[further], key, at) is { } child)
                    {
                        Put(child, SideOf(further, start, end, count), end);
                    }
                }

                VisitPut(end, (key, -1));
            }
        }
    }

    private int CountMappings(int start, int end)
    {
        var count = 0;
        for (var i = start; i < end; i++)
        {
            count += _nodes[i].Node is MappingNode ? 1 : 0;
        }

        return count;
    }

    // Null for those that have met before. To ask takes an array, which is kept for the next question unless it is new.
    private MappingNode[]? NewMappings(int start, int end, int count)
    {
        var mappings = _asked[count] ??= new MappingNode[count];
        for (int i = start, at = 0; i < end; i++)
        {
            if (_nodes[i].Node is MappingNode mapping)
            {
                mappings[at++] = mapping;
            }
        }

        if (!met.Add(mappings))
        {
            return null;
        }

        _asked[count] = null;
        return mappings;
    }

    private int SideOf(int mapping, int start, int end, int count)
    {
        var at = start + mapping;
        if (count < end - start)
        {
            // Others stand among them.
            for (at = start; mapping > 0 || _nodes[at].Node is not MappingNode; at++)
            {
                mapping -= _nodes[at].Node is MappingNode ? 1 : 0;
            }
        }

        return _nodes[at].Side;
    }

    private void VisitItems(SequenceNode one, SequenceNode other, int ofOne, int ofOther)
    {
        var end = _nodes.Count;
        for (var i = 0; i < one.Count; i++)
        {
            Put(one[i], ofOne, end);
            Put(other[i], ofOther, end);
            VisitPut(end, (null, i));
        }
    }

    private void Put(ConfigNode node, int side, int start)
    {
        for (var i = start; i < _nodes.Count; i++)
        {
            if (ReferenceEquals(_nodes[i].Node, node))
            {
                return;
            }
        }

        _nodes.Add((node, side));
    }

    private void VisitPut(int start, (string? Key, int Index) step)
    {
        if (_nodes.Count > start + 1)
        {
            _way.Add(step);
            Visit(start);
            _way.RemoveAt(_way.Count - 1);
        }

        _nodes.RemoveRange(start, _nodes.Count - start);
    }

    private static bool IsBefore(ReadOnlySpan<MappingNode> mappings, string key, int near)
    {
        foreach (var mapping in mappings)
        {
            if (Find(mapping, key, near) is not null)
            {
                return true;
            }
        }

        return false;
    }

    // Merged from the same files, mappings mostly have the same keys at the same places.
    private static ConfigNode? Find(MappingNode mapping, string key, int near)
    {
        var entries = mapping.Entries;
        return near < entries.Length && entries[near].Key == key ? entries[near].Value : mapping.TryGetValue(key, out var value) ? value : null;
    }

    private void Report(ScalarNode one, ScalarNode other, DiffersBetweenEnvironments.Side left, DiffersBetweenEnvironments.Side right, string difference)
    {
        var path = ConfigPath.Root;
        foreach (var (key, index) in _way)
        {
            path = key is null ? path.Append(index) : path.Append(key);
        }

        if (left.Configuration.CursorAt(path).Masks(one) || right.Configuration.CursorAt(path).Masks(other) || !IsNew(one, other))
        {
            return;
        }

        report.Add(
            rule,
            other,
            path,
            $"{path} is {Shown(other)} in {right.Environment} and {Shown(one)} in {left.Environment}: {difference}",
            "write both alike",
            RelatedPosition.To(one, $"{left.Environment} has it from here"));
    }

    // Other tenants and types have the same two places; told once, whichever of them came first.
    private bool IsNew(ScalarNode one, ScalarNode other) =>
        !told.Contains((other.Document.Text, other.Position, one.Document.Text, one.Position))
        && told.Add((one.Document.Text, one.Position, other.Document.Text, other.Position));

    private static string? Difference(ScalarNode one, ScalarNode other)
    {
        if (one.IsNull || other.IsNull || (IsNumber(one) && IsNumber(other)) || (one.Type == ScalarType.Boolean && other.Type == ScalarType.Boolean))
        {
            return null;
        }

        var (text, otherText) = (one.ToInvariantText(), other.ToInvariantText());
        if (!text.Equals(otherText, StringComparison.OrdinalIgnoreCase) || text.Length == 0)
        {
            return null;
        }

        return one.Type != other.Type ? "only the type differs"
            : one.Type == ScalarType.String && text != otherText ? "only the case of letters differs"
            : null;
    }

    private static bool IsNumber(ScalarNode node) => node.Type is ScalarType.Integer or ScalarType.Float;

    private static string Shown(ScalarNode node) => node.Type switch
    {
        ScalarType.String => $"the text {Quotation.Of(node.Text)}",
        ScalarType.Boolean => $"the boolean {node.ToInvariantText()}",
        _ => $"the number {node.Text}",
    };
}
