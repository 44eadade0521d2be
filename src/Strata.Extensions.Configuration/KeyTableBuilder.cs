using System.Globalization;
using Strata.Diagnostics;
using Strata.Snapshots;
using Strata.Values;

namespace Strata.Extensions.Configuration;

/// <summary>
/// Lays a resolved configuration out under the keys of Microsoft.Extensions.Configuration, as its own JSON provider would: a null is a
/// null, an empty list an empty text, an empty mapping a null, and a key with a colon in it stands for keys within keys.
/// </summary>
internal sealed class KeyTableBuilder
{
    private static readonly DiagnosticCode NameCollision = new(8006);

    private readonly Dictionary<string, KeyNode> _nodes;
    private readonly IEnumerator<LeafOrigin> _leaves;
    private readonly KeyBranch _top = new(isList: false, isInList: false);
    private readonly List<Diagnostic> _collisions = [];

    private KeyTableBuilder(ResolvedConfiguration configuration)
    {
        _leaves = configuration.Leaves().GetEnumerator();
        _nodes = new Dictionary<string, KeyNode>(StringComparer.OrdinalIgnoreCase);
    }

    /// <param name="configuration">The configuration.</param>
    /// <param name="foldNames">Whether values are found by their names without underscores and hyphens as well.</param>
    /// <exception cref="OverrideValidationException">Two values come to the same key.</exception>
    public static KeyTable Build(ResolvedConfiguration configuration, bool foldNames)
    {
        var builder = new KeyTableBuilder(configuration);
        foreach (var (key, value) in configuration.Root)
        {
            builder.Add(null, builder._top, key, value);
        }

        if (builder._collisions.Count > 0)
        {
            throw new OverrideValidationException(new ValidationResult([.. builder._collisions]));
        }

        return new KeyTable(builder._nodes, foldNames ? builder.Folded() : null, builder._top);
    }

    private void Add(string? parent, KeyBranch branch, string key, ConfigNode value)
    {
        // A colon separates keys wherever it comes from.
        for (int colon; (colon = key.IndexOf(':', StringComparison.Ordinal)) >= 0; key = key[(colon + 1)..])
        {
            var first = key[..colon];
            var path = Joined(parent, first);
            branch = BranchAt(parent, branch, first, value, isList: false);
            parent = path;
        }

        switch (value)
        {
            case MappingNode { Count: > 0 } mapping:
                AddEntries(Joined(parent, key), BranchAt(parent, branch, key, mapping, isList: false), mapping);
                break;
            case SequenceNode { Count: > 0 } sequence:
                AddItems(Joined(parent, key), BranchAt(parent, branch, key, sequence, isList: true), sequence);
                break;
            default:
                AddLeaf(Joined(parent, key), branch, key, value);
                break;
        }
    }

    private void AddEntries(string path, KeyBranch branch, MappingNode mapping)
    {
        foreach (var (key, child) in mapping)
        {
            Add(path, branch, key, child);
        }
    }

    private void AddItems(string path, KeyBranch branch, SequenceNode sequence)
    {
        for (var i = 0; i < sequence.Count; i++)
        {
            Add(path, branch, i.ToString(CultureInfo.InvariantCulture), sequence[i]);
        }
    }

    private void AddLeaf(string path, KeyBranch branch, string key, ConfigNode value)
    {
        // The leaves come in the order of this walk.
        _leaves.MoveNext();
        var leaf = _leaves.Current;
        var node = value switch
        {
            ScalarNode { IsNull: true } or MappingNode => new KeyNode(value, null, null),
            ScalarNode scalar => new KeyNode(value, TextOf(scalar), ReferenceEquals(leaf.Text, scalar.Text) ? null : leaf.Text),
            _ => new KeyNode(value, "", null),
        };
        if (_nodes.TryAdd(path, node))
        {
            branch.Add(key);
        }
        else
        {
            Collide(path, value);
        }
    }

    // Mappings whose keys differ by case are one here; anything else cannot share a key.
    private KeyBranch BranchAt(string? parent, KeyBranch above, string key, ConfigNode value, bool isList)
    {
        var path = Joined(parent, key);
        if (_nodes.TryGetValue(path, out var known))
        {
            if (known.Branch is { IsList: false } branch && !isList)
            {
                return branch;
            }

            Collide(path, value);
            return new KeyBranch(isList, above.Replaces);
        }

        var added = new KeyBranch(isList, above.Replaces);
        _nodes.Add(path, new KeyNode(value, added));
        above.Add(key);
        return added;
    }

    private void Collide(string path, ConfigNode value)
    {
        var other = _nodes[path].Written;
        _collisions.Add(Diagnostic.At(value, NameCollision, DiagnosticSeverity.Error, $"two values come to the key {path}, in which letter case does not count") with
        {
            Related = [new RelatedPosition("the other is here", other.File, other.Position)],
            Hint = "rename one of them",
        });
    }

    // Where two keys come to one name without underscores and hyphens, that name is nobody's; each has its own still.
    private Dictionary<string, KeyNode> Folded()
    {
        var folded = new Dictionary<string, KeyNode>(StringComparer.OrdinalIgnoreCase);
        var ambiguous = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (path, node) in _nodes)
        {
            if (!KeyFolding.IsFolded(path) && KeyFolding.Fold(path) is var name && !folded.TryAdd(name, node))
            {
                ambiguous.Add(name);
            }
        }

        foreach (var name in ambiguous)
        {
            folded.Remove(name);
        }

        return folded;
    }

    private static string Joined(string? parent, string key) => parent is null ? key : string.Concat(parent, ":", key);

    private static string TextOf(ScalarNode scalar) => scalar.Type == ScalarType.Float && scalar.TryGetDouble(out var number) && !double.IsFinite(number) && !char.IsAsciiDigit(scalar.Text[^1])
        ? number.ToString(CultureInfo.InvariantCulture)
        : scalar.ToInvariantText();
}
