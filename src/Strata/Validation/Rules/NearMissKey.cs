using System.Collections;
using System.Runtime.InteropServices;
using Strata.Diagnostics;
using Strata.Layers;
using Strata.Secrets;
using Strata.Values;

namespace Strata.Validation.Rules;

/// <summary>A key that one override alone sets, beside one that others set and that is spelled nearly so: it changes nothing, and nobody is told.</summary>
internal sealed class NearMissKey : IMatrixRule
{
    private const int ShortestKey = 4;

    // Beyond so many pairs at one path, only spellings of case and signs are compared, which takes a lookup for each key.
    private const long MostPairs = 1_000_000;

    public RuleDescriptor Descriptor { get; } = new(DiagnosticCode.NearMissKey, "key nearly like another", DiagnosticSeverity.Suggestion);

    public void Check(ResolvedMatrix matrix, RuleReport report) =>
        Visit([.. matrix.Layers.Select(static layer => new Part(layer, layer.Body))], ConfigPath.Root, new Meetings(matrix), report);

    // As deep as the limit on nesting. Where only one override says something, there is nothing to compare.
    private void Visit(List<Part> parts, ConfigPath path, Meetings meetings, RuleReport report)
    {
        // Most often every key is one that several write.
        if (HasSingle(parts))
        {
            Compare(UsesOf(parts), path, meetings, report);
        }

        if (parts.TrueForAll(static part => part.Mapping.Height == 1))
        {
            return;
        }

        var beneath = new Dictionary<string, List<Part>>(StringComparer.Ordinal);
        foreach (var part in parts)
        {
            foreach (ref readonly var entry in part.Mapping.Entries)
            {
                if (entry.Value is MappingNode mapping)
                {
                    ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(beneath, entry.Key, out _);
                    (known ??= []).Add(new Part(part.Layer, mapping));
                }
            }
        }

        foreach (var (key, known) in beneath)
        {
            if (known.Count > 1)
            {
                Visit(known, path.Append(key), meetings, report);
            }
        }
    }

    private static Dictionary<string, List<Use>> UsesOf(List<Part> parts)
    {
        var uses = new Dictionary<string, List<Use>>(StringComparer.Ordinal);
        foreach (var part in parts)
        {
            foreach (ref readonly var entry in part.Mapping.Entries)
            {
                if (!uses.TryGetValue(entry.Key, out var known))
                {
                    uses.Add(entry.Key, known = new List<Use>(1));
                }

                known.Add(new Use(part, entry.Key, entry.Value, entry.KeyPosition));
            }
        }

        return uses;
    }

    private static bool HasSingle(List<Part> parts)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var part in parts)
        {
            foreach (ref readonly var entry in part.Mapping.Entries)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(counts, entry.Key, out _)++;
            }
        }

        return counts.ContainsValue(1);
    }

    private void Compare(Dictionary<string, List<Use>> uses, ConfigPath path, Meetings meetings, RuleReport report)
    {
        List<Use> single = [.. uses.Values.Where(static known => known.Count == 1 && known[0].Key.Length >= ShortestKey).Select(static known => known[0])];
        if (single.Count == 0)
        {
            return;
        }

        var canonical = uses.Keys.ToLookup(KeySlip.Letters, StringComparer.Ordinal);
        var mayCompareAll = (long)single.Count * uses.Count <= MostPairs;
        foreach (var use in single)
        {
            foreach (var near in canonical[KeySlip.Letters(use.Key)].Concat(mayCompareAll ? uses.Keys.Where(key => KeySlip.IsBetween(use.Key, key)) : []))
            {
                if (near != use.Key && uses[near] is var others && IsMeant(use, others, meetings))
                {
                    Tell(use, near, others, path, report);
                    break;
                }
            }
        }
    }

    // The other key must be what others write: in the same file both are meant, and of two that each stand once, the upper one is the slip.
    private static bool IsMeant(Use use, List<Use> others, Meetings meetings) =>
        others.TrueForAll(other => !ReferenceEquals(other.Part.Layer.Document.Text, use.Part.Layer.Document.Text))
        && others.Exists(other => IsAlike(use.Value, other.Value) && meetings.Has(use.Part.Layer, other.Part.Layer))
        && (others.Count > 1 || IsAbove(use.Part.Layer, others[0].Part.Layer));

    private static bool IsAbove(Layer layer, Layer other)
    {
        var byRank = layer.Metadata.Priority.CompareTo(other.Metadata.Priority);
        byRank = layer.Metadata.Dependencies.Contains(other.Name) ? 1 : other.Metadata.Dependencies.Contains(layer.Name) ? -1 : byRank;
        return byRank > 0 || (byRank == 0 && string.CompareOrdinal(layer.Name, other.Name) > 0);
    }

    // A template may become anything.
    private static bool IsAlike(ConfigNode one, ConfigNode other) => one.Kind == other.Kind
        && (one is not ScalarNode scalar || other is not ScalarNode otherScalar || scalar.HasTemplates || otherScalar.HasTemplates || scalar.IsNull || otherScalar.IsNull || TypeOf(scalar) == TypeOf(otherScalar));

    private static ScalarType TypeOf(ScalarNode scalar) => scalar.Type == ScalarType.Integer ? ScalarType.Float : scalar.Type;

    private void Tell(Use use, string near, List<Use> others, ConfigPath path, RuleReport report)
    {
        var other = others[0];

        // The line that is shown may hold a value that is declared secret, under the name that was meant.
        var sensitivity = new Sensitivity([.. use.Part.Layer.Metadata.Sensitive, .. others.SelectMany(static known => known.Part.Layer.Metadata.Sensitive)]);
        var isCertain = others.Count > 1 || KeySlip.Letters(use.Key) == KeySlip.Letters(near);
        var who = others.Count == 1 ? LayerNames.Quoted(other.Part.Layer) : $"{others.Count} other overrides";
        report.Add(Descriptor, Diagnostic.At(
            use.Part.Layer.Document.Text,
            use.Position,
            Descriptor.Code,
            isCertain ? DiagnosticSeverity.Warning : DiagnosticSeverity.Suggestion,
            $"only {LayerNames.Quoted(use.Part.Layer)} sets {Quotation.Of(use.Key)}; {who} set{(others.Count == 1 ? "s" : "")} {Quotation.Of(near)} there") with
        {
            Path = path.Append(use.Key),
            Hint = $"did you mean {near}?",
            IsSensitive = use.Value.IsSensitive || sensitivity.Covers(path.Append(use.Key)) || sensitivity.Covers(path.Append(near)),
            Related = [new RelatedPosition($"{near} is set here", other.Part.Layer.File, other.Position)],
        });
    }

    private readonly record struct Part(Layer Layer, MappingNode Mapping);

    private readonly record struct Use(Part Part, string Key, ConfigNode Value, SourcePosition Position);

    /// <summary>Which overrides are ever merged with each other: two that never meet may call the same thing otherwise.</summary>
    private sealed class Meetings
    {
        // For each override a bit for each context that selects it.
        private readonly Dictionary<string, BitArray> _contexts = new(StringComparer.Ordinal);

        public Meetings(ResolvedMatrix matrix)
        {
            for (var i = 0; i < matrix.Contexts.Length; i++)
            {
                foreach (var layer in matrix.Contexts[i].Selection?.Stack ?? [])
                {
                    if (!_contexts.TryGetValue(layer.Name, out var contexts))
                    {
                        _contexts.Add(layer.Name, contexts = new BitArray(matrix.Contexts.Length));
                    }

                    contexts[i] = true;
                }
            }
        }

        public bool Has(Layer one, Layer other)
        {
            if (_contexts.TryGetValue(one.Name, out var ofOne) && _contexts.TryGetValue(other.Name, out var ofOther))
            {
                return new BitArray(ofOne).And(ofOther).HasAnySet();
            }

            // What no context selects may still be meant for one that the matrix does not name.
            return one.Metadata.Types.Concat(other.Metadata.Types).Contains(OverrideMetadata.AnyType)
                || one.Metadata.Types.Intersect(other.Metadata.Types, StringComparer.Ordinal).Any()
                || one.Metadata.Dependencies.Contains(other.Name)
                || other.Metadata.Dependencies.Contains(one.Name);
        }
    }
}
