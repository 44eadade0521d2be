using System.Collections.Immutable;
using Strata.Values;

namespace Strata.Snapshots;

/// <summary>
/// Follows a path down a resolved tree and gathers, from the lowest to the highest, what each override had there: what the
/// overrides say, and within joined lists and behind references what the trails link to.
/// </summary>
internal static class Explainer
{
    public static Explanation? Explain(ResolvedConfiguration configuration, ConfigPath asked)
    {
        var contributions = new List<Contribution>();
        var node = Follow(configuration, asked, contributions, out var path, out var cursor, out var teller);
        if (teller == Teller.Overrides)
        {
            contributions = PathStory.Of(configuration.Selection.Stack, asked);
            if (contributions.Count == 0)
            {
                return null;
            }
        }

        return new Explanation
        {
            Path = path,
            Value = node,
            IsSensitive = node is not null && MasksAny(node, cursor),
            Origin = node is null ? null : contributions[^1],
            Trail = [.. contributions],
            Interpolations = Interpolations(node, cursor),
            Excluded = configuration.Selection.Excluded.IsEmpty
                ? []
                : [.. configuration.Selection.Excluded.Select(excluded =>
                    new ExcludedOverride(excluded.Layer.Name, excluded.Reason, asked.Find(excluded.Layer.Body) is not null))],
            Cursor = cursor,
        };
    }

    private static bool MasksAny(ConfigNode node, Secrets.Sensitivity.Cursor cursor)
    {
        switch (node)
        {
            case ScalarNode scalar:
                return cursor.Masks(scalar);
            case MappingNode mapping:
                foreach (var entry in mapping.Entries)
                {
                    if (MasksAny(entry.Value, cursor.Enter(entry.Key, entry.Value)))
                    {
                        return true;
                    }
                }

                return false;
            case SequenceNode sequence:
                for (var i = 0; i < sequence.Count; i++)
                {
                    if (MasksAny(sequence[i], cursor.Enter(i, sequence[i])))
                    {
                        return true;
                    }
                }

                return false;
            default:
                return false;
        }
    }

    private enum Teller : byte
    {
        /// <summary>The trails on the way. Items move when lists are joined, and a reference stands for what is elsewhere: only they know.</summary>
        Trails,

        /// <summary>The overrides one by one. The way leads through mappings that are written out, and something was replaced or removed on it.</summary>
        Overrides,
    }

    private static ConfigNode? Follow(
        ResolvedConfiguration configuration,
        ConfigPath asked,
        List<Contribution> contributions,
        out ConfigPath path,
        out Secrets.Sensitivity.Cursor cursor,
        out Teller teller)
    {
        ConfigNode node = configuration.Root;
        Trail? trail = null;
        path = ConfigPath.Root;
        cursor = configuration.Sensitivity.Root;
        var isPlain = true;
        var isMerged = !asked.IsRoot && configuration.Selection.Stack.All(static layer => layer.Body.Tag == MergeTag.None);
        var steps = asked.Steps();
        for (var i = 0; i < steps.Length; i++)
        {
            var step = steps[i];
            var (child, childTrail) = Descend(node, step);
            if (child is null)
            {
                path = asked;
                cursor = configuration.CursorAt(asked);
                teller = Teller.Overrides;
                return null;
            }

            isPlain &= node is MappingNode { Template: null };
            if (!MergesOnly(trail))
            {
                isMerged = false;
                AddBeaten(trail, steps.AsSpan(i), contributions);
            }

            var isItem = node is SequenceNode;
            cursor = isItem ? cursor.Enter(step.Index, child) : cursor.Enter(step.Key, child);
            path = ReferenceEquals(path, step.Parent) && isItem == step.IsIndex ? step : isItem ? path.Append(step.Index) : path.Append(step.Key);
            node = child;
            trail = childTrail;
        }

        // Where all that met on the way was merged, each override that has a part here is in this trail; the longer story says the same.
        teller = isPlain && !isMerged ? Teller.Overrides : Teller.Trails;
        AddTrail(trail, node, contributions);
        return node;
    }

    private static bool MergesOnly(Trail? trail)
    {
        for (var link = trail; link is not null; link = link.Below)
        {
            if (link.Node.Tag != MergeTag.None || link.Effect is not (MergeEffect.Merge or MergeEffect.Set))
            {
                return false;
            }
        }

        return true;
    }

    private static (ConfigNode? Child, Trail? Trail) Descend(ConfigNode node, ConfigPath step)
    {
        switch (node)
        {
            case MappingNode mapping when !step.IsIndex && mapping.IndexOf(step.Key) is >= 0 and var at:
                return (mapping.Entries[at].Value, mapping.TrailAt(at));
            case SequenceNode sequence when (uint)step.Index < (uint)sequence.Count:
                return (sequence[step.Index], sequence.TrailAt(step.Index));
            default:
                return default;
        }
    }

    // What stood beneath an ancestor before that was replaced or removed has lost with it.
    private static void AddBeaten(Trail? trail, ReadOnlySpan<ConfigPath> rest, List<Contribution> contributions)
    {
        var links = InOrder(trail);
        var reset = links.FindLastIndex(static link => link.Effect is MergeEffect.Replace or MergeEffect.Unset);
        for (var i = 0; i <= reset; i++)
        {
            if (links[i].Effect == MergeEffect.Unset)
            {
                Add(contributions, links[i].Node, MergeEffect.Unset);
            }
            else if (i < reset && Find(links[i].Node, rest) is { } beaten)
            {
                Add(contributions, beaten, beaten.Tag == MergeTag.Unset ? MergeEffect.Unset : MergeEffect.Replace);
            }
        }
    }

    private static void AddTrail(Trail? trail, ConfigNode node, List<Contribution> contributions)
    {
        if (trail is null)
        {
            Add(contributions, Written(node), MergeEffect.Replace);
            return;
        }

        foreach (var link in InOrder(trail))
        {
            Add(contributions, link.Node, link.Effect == MergeEffect.Set ? MergeEffect.Replace : link.Effect);
        }
    }

    // The first part sets; whatever begins anew behind others replaces them, unless they were removed. Nothing is removed twice.
    private static void Add(List<Contribution> contributions, ConfigNode node, MergeEffect effect)
    {
        var isFirst = contributions.Count == 0 || contributions[^1].Effect == MergeEffect.Unset;
        if (!isFirst || effect != MergeEffect.Unset)
        {
            contributions.Add(new Contribution(node.Override, node.File, node.Position, node, isFirst ? MergeEffect.Set : effect));
        }
    }

    private static ConfigNode? Find(ConfigNode node, ReadOnlySpan<ConfigPath> rest)
    {
        foreach (var step in rest)
        {
            if (step.ChildOf(node) is not { } child)
            {
                return null;
            }

            node = child;
        }

        return node;
    }

    /// <summary>The node as its file has it, before interpolation.</summary>
    internal static ConfigNode Written(ConfigNode node) => node switch
    {
        InterpolatedNode interpolated => interpolated.Template,
        MappingNode { Template: { } template } => template,
        SequenceNode { Template: { } template } => template,
        _ => node,
    };

    private static List<Trail> InOrder(Trail? trail)
    {
        var links = new List<Trail>();
        for (var link = trail; link is not null; link = link.Below)
        {
            links.Add(link);
        }

        links.Reverse();
        return links;
    }

    /// <summary>Every substitution of a configuration, in the order of its leaves.</summary>
    public static IEnumerable<(string Path, ExplainedSubstitution Substitution)> Substitutions(ResolvedConfiguration configuration, bool reveal)
    {
        var found = new List<(string, ExplainedSubstitution)>();
        Gather(configuration.Root, reveal ? Secrets.Sensitivity.None : configuration.Sensitivity.Root, new System.Text.StringBuilder());
        return found;

        void Gather(ConfigNode node, Secrets.Sensitivity.Cursor cursor, System.Text.StringBuilder path)
        {
            foreach (var substitution in reveal ? Revealed(node) : Interpolations(node, cursor))
            {
                found.Add((path.ToString(), substitution));
            }

            var length = path.Length;
            if (node is MappingNode { Template: null } mapping)
            {
                foreach (var entry in mapping.Entries)
                {
                    ConfigPath.AppendStep(path, entry.Key, -1);
                    Gather(entry.Value, cursor.Enter(entry.Key, entry.Value), path);
                    path.Length = length;
                }
            }
            else if (node is SequenceNode { Template: null } sequence)
            {
                for (var i = 0; i < sequence.Count; i++)
                {
                    ConfigPath.AppendStep(path, null, i);
                    Gather(sequence[i], cursor.Enter(i, sequence[i]), path);
                    path.Length = length;
                }
            }
        }
    }

    /// <summary>What interpolation put into a value, for those who may see secrets.</summary>
    public static ImmutableArray<ExplainedSubstitution> Revealed(ConfigNode? node) => node is InterpolatedNode interpolated
        ? [.. interpolated.Substitutions.Select(static substitution =>
            new ExplainedSubstitution(substitution.Expression, substitution.Variable, substitution.Source, substitution.Value))]
        : Interpolations(node, Secrets.Sensitivity.None);

    private static ImmutableArray<ExplainedSubstitution> Interpolations(ConfigNode? node, Secrets.Sensitivity.Cursor cursor)
    {
        switch (node)
        {
            case InterpolatedNode interpolated:

                // Where a part of the text is masked, as a URL's password is, any of its parts may be what is.
                var isSecret = cursor.Masks(interpolated);
                return [.. interpolated.Substitutions.Select(substitution => Shown(substitution, isSecret))];
            case MappingNode { Template: { } template }:
                return [new ExplainedSubstitution(template.Text, template.Text["${config:".Length..^1], VariableSource.Config, "{...}")];
            case SequenceNode { Template: { } template }:
                return [new ExplainedSubstitution(template.Text, template.Text["${config:".Length..^1], VariableSource.Config, "[...]")];
            default:
                return [];
        }

        static ExplainedSubstitution Shown(Substitution substitution, bool isSecret) => isSecret || substitution.IsSensitive
            ? new ExplainedSubstitution(
                SecretText.MaskUrlPasswords(WithoutArgument(substitution)),
                SecretText.MaskUrlPasswords(substitution.Variable),
                substitution.Source,
                SecretText.Mask)
            : new ExplainedSubstitution(
                SecretText.MaskUrlPasswords(substitution.Expression),
                SecretText.MaskUrlPasswords(substitution.Variable),
                substitution.Source,
                SecretText.MaskUrlPasswords(substitution.Value));
    }

    // A default beside a secret variable is a secret as well.
    private static string WithoutArgument(Substitution substitution)
    {
        var name = substitution.Expression.IndexOf(substitution.Variable, StringComparison.Ordinal) + substitution.Variable.Length;
        var rest = substitution.Expression[name..];
        var operation = rest.AsSpan().IndexOfAnyExcept(":-?+");
        return rest.Length == 0 || rest == "}" || operation < 0
            ? substitution.Expression
            : string.Concat(substitution.Expression.AsSpan(0, name + operation), SecretText.Mask, "}");
    }
}
