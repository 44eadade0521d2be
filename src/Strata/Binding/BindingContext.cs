using System.Collections.Immutable;
using System.ComponentModel;
using Strata.Diagnostics;
using Strata.Snapshots;
using Strata.Values;

namespace Strata.Binding;

/// <summary>
/// One binding while it goes on: where it is, and what it found wrong. For generated code. Not for use from several threads.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class BindingContext
{
    private readonly ResolvedConfiguration _configuration;
    private readonly ConfigPath _start;
    private readonly UnknownKeys _unknownKeys;
    private DiagnosticBag? _problems;
    private (string? Key, int Index)[] _steps = new (string?, int)[8];
    private int _depth;

    internal BindingContext(ResolvedConfiguration configuration, ConfigPath start, UnknownKeys unknownKeys)
    {
        _configuration = configuration;
        _start = start;
        _unknownKeys = unknownKeys;
    }

    /// <summary>The number of problems so far: an object is made only where its values brought none.</summary>
    public int ProblemCount { get; private set; }

    /// <summary>The key that the present value stands under, list indexes passed over; empty for none.</summary>
    internal string Key
    {
        get
        {
            for (var i = _depth - 1; i >= 0; i--)
            {
                if (_steps[i].Key is { } key)
                {
                    return key;
                }
            }

            var at = _start;
            while (at is { IsIndex: true, Parent: { } parent })
            {
                at = parent;
            }

            return at.Key;
        }
    }

    /// <summary>The present place.</summary>
    internal ConfigPath Path
    {
        get
        {
            var path = _start;
            for (var i = 0; i < _depth; i++)
            {
                path = _steps[i].Key is { } key ? path.Append(key) : path.Append(_steps[i].Index);
            }

            return path;
        }
    }

    /// <summary>Finds which entry of a mapping each member is bound from.</summary>
    /// <param name="node">What stands where the object is bound from.</param>
    /// <param name="members">The members.</param>
    /// <param name="places">Takes for each member the index of its entry; -1 where it has none.</param>
    /// <returns>The mapping; null where something else stands there.</returns>
    public MappingNode? Open(ConfigNode node, BoundMembers members, Span<int> places)
    {
        ArgumentNullException.ThrowIfNull(members);
        if (node is not MappingNode mapping)
        {
            Mismatch(node, "a mapping");
            return null;
        }

        places.Fill(-1);
        var entries = mapping.Entries;
        for (var i = 0; i < entries.Length; i++)
        {
            var member = members.IndexOf(entries[i].Key);
            if (member < 0)
            {
                if (_unknownKeys == UnknownKeys.Reject)
                {
                    Unknown(mapping, entries[i], members);
                }
            }
            else if (places[member] >= 0)
            {
                Ambiguous(mapping, entries[places[member]], entries[i], members.KeyOf(member));
            }
            else
            {
                places[member] = i;
            }
        }

        return mapping;
    }

    /// <summary>Steps to an entry of a mapping.</summary>
    /// <returns>Its value.</returns>
    public ConfigNode Enter(MappingNode mapping, int place)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        ref readonly var entry = ref mapping.Entries[place];
        Push((entry.Key, -1));
        return entry.Value;
    }

    /// <summary>Steps back to where it was before.</summary>
    public void Leave() => _depth--;

    /// <summary>Reports that a member has no key.</summary>
    public void Missing(MappingNode mapping, BoundMembers members, int index)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        ArgumentNullException.ThrowIfNull(members);
        var key = members.KeyOf(index);
        var near = EditDistance.Nearest(key, mapping.Keys.Where(other => members.IndexOf(other) < 0));
        Add(Diagnostic.At(mapping, DiagnosticCode.MissingKey, DiagnosticSeverity.Error, $"the key {Quotation.Of(key)} is missing") with
        {
            Path = Path.Append(key),
            Hint = near is null ? "write it, or give the member a default" : $"did you mean it by {Quotation.Of(near)}?",
        });
    }

    /// <summary>The present place as a section.</summary>
    public ConfigSection Section(ConfigNode node) => new(_configuration, Path, node);

    internal ConfigNode Enter(SequenceNode sequence, int index)
    {
        Push((null, index));
        return sequence[index];
    }

    internal void Enter(string key) => Push((key, -1));

    /// <summary>Reports that a value is of another kind than is expected.</summary>
    internal void Mismatch(ConfigNode node, string expected, string? hint = null) => Report(node, DiagnosticCode.WrongType, expected, hint);

    /// <summary>Reports that a value is not what is expected.</summary>
    internal void Report(ConfigNode node, DiagnosticCode code, string expected, string? hint = null)
    {
        var isSecret = IsSecret(node);
        Add(Diagnostic.At(node, code, DiagnosticSeverity.Error, $"expected {expected}, found {Found(node, isSecret)}") with { Path = Path, Hint = hint, IsSensitive = isSecret });
    }

    /// <summary>Whether the value at the present place is not to be shown.</summary>
    internal bool IsSecret(ConfigNode node)
    {
        var cursor = _configuration.CursorAt(Path);
        return node is ScalarNode scalar ? cursor.Masks(scalar) : cursor.IsSensitive || node.IsSensitive;
    }

    /// <summary>Every problem, ordered by file and place.</summary>
    internal ImmutableArray<Diagnostic> ToSorted() => _problems?.ToSorted() ?? [];

    internal void Add(Diagnostic problem)
    {
        ProblemCount++;
        _problems ??= new DiagnosticBag();
        _problems.Add(problem);
    }

    private void Unknown(MappingNode mapping, MappingEntry entry, BoundMembers members)
    {
        var near = EditDistance.Nearest(KeySpelling.Canonical(entry.Key), members.Keys.Where(key => !mapping.ContainsKey(key)));
        Add(Diagnostic.At(entry.Value.Document.Text, entry.KeyPosition, DiagnosticCode.UnknownKey, DiagnosticSeverity.Error, $"unknown key {Quotation.Of(entry.Key)}") with
        {
            Path = Path.Append(entry.Key),
            Hint = near is null ? $"known here: {Quotation.Join([.. members.Keys.Select(Quotation.Of)], "and")}" : $"did you mean {Quotation.Of(near)}?",
        });
    }

    private void Ambiguous(MappingNode mapping, MappingEntry first, MappingEntry second, string key) =>
        Add(Diagnostic.At(second.Value.Document.Text, second.KeyPosition, DiagnosticCode.DuplicateKey, DiagnosticSeverity.Error, $"the keys {Quotation.Of(first.Key)} and {Quotation.Of(second.Key)} are both read as {Quotation.Of(key)}") with
        {
            Path = Path.Append(second.Key),
            Hint = "keep one of them",
            Related = [new RelatedPosition("the other one", first.Value.File, first.KeyPosition)],
        });

    private void Push((string? Key, int Index) step)
    {
        if (_depth == _steps.Length)
        {
            Array.Resize(ref _steps, _depth * 2);
        }

        _steps[_depth++] = step;
    }

    private static string Found(ConfigNode node, bool isSecret) => node switch
    {
        MappingNode => "a mapping",
        SequenceNode => "a list",
        ScalarNode { Type: ScalarType.Null } => "null",
        ScalarNode { Type: ScalarType.String } scalar => isSecret ? "a text" : scalar.Text.Length == 0 ? "an empty text" : $"the text {Quotation.Of(scalar.Text)}",
        ScalarNode { Type: ScalarType.Boolean } scalar => isSecret ? "a boolean" : scalar.ToInvariantText(),
        ScalarNode scalar => isSecret ? "a number" : $"the number {Quotation.Of(scalar.Text)[1..^1]}",
        _ => "nothing",
    };
}
