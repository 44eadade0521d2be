using System.Collections.Immutable;
using Strata.Layers;
using Strata.Layers.Conditions;
using Strata.Server.Contents;
using Strata.Values;

namespace Strata.Server.Publishing;

/// <summary>A value in an environment and for a tenant, where <c>*</c> stands for all.</summary>
internal readonly record struct ChangedPlace(string Environment, string Tenant, string Path)
{
    public static ChangedPlace Everywhere { get; } = new("*", "*", "*");
}

/// <summary>
/// Finds everything that may come to be otherwise when one content takes the place of another. What the contexts resolve to tells of those that are known; what
/// callers can ask for beside them is told by the files that changed, and by the conditions of the overrides in them.
/// </summary>
internal sealed class ChangeReach
{
    private const string VariableFile = ".env";

    // A value that takes another one in, or a file, is as far-reaching as what it takes in.
    private static readonly string[] References = ["${config:", "${file:"];

    private readonly HashSet<ChangedPlace> _places = [];

    private ChangeReach()
    {
    }

    /// <summary>The places, each once.</summary>
    public static IReadOnlyCollection<ChangedPlace> Of(SemanticDifference difference, ResolvableContent before, ResolvableContent after)
    {
        var reach = new ChangeReach();
        reach.AddDifference(difference);
        foreach (var file in before.FileHashes.Keys.Union(after.FileHashes.Keys).Where(file => before.FileHashes.GetValueOrDefault(file) != after.FileHashes.GetValueOrDefault(file)))
        {
            reach.AddFile(file, before.LayersOf(file), after.LayersOf(file));
        }

        return reach._places;
    }

    private void AddDifference(SemanticDifference difference)
    {
        if (!difference.IsWhole)
        {
            _places.Add(ChangedPlace.Everywhere);
        }

        foreach (var context in difference.Contexts)
        {
            // A context that comes, goes or breaks does so with all its values.
            _places.UnionWith(context.Kind == ContextDifference.Changed
                ? context.Changes.Select(change => new ChangedPlace(context.Environment, context.Tenant ?? "", change.Path.ToString()))
                : [new ChangedPlace(context.Environment, context.Tenant ?? "", "*")]);
        }
    }

    private void AddFile(string file, ImmutableArray<Layer> before, ImmutableArray<Layer> after)
    {
        if (before.IsEmpty && after.IsEmpty)
        {
            _places.Add(file.StartsWith($"{VariableFile}.", StringComparison.Ordinal) ? new ChangedPlace(file[(VariableFile.Length + 1)..], "*", "*") : ChangedPlace.Everywhere);
            return;
        }

        foreach (var name in before.Concat(after).Select(static layer => layer.Name).Distinct())
        {
            AddLayer(before.FirstOrDefault(layer => layer.Name == name), after.FirstOrDefault(layer => layer.Name == name));
        }
    }

    private void AddLayer(Layer? before, Layer? after)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        if (before is not null && after is not null)
        {
            if (Same(before.WrittenMetadata, after.WrittenMetadata))
            {
                AddChanged(before.Body, after.Body, ConfigPath.Root, paths);
            }
            else
            {
                paths.Add("*");
            }
        }
        else if ((before ?? after) is { } only)
        {
            // What it says of other values than its own: which are secret, how lists are merged, what the schema of all is.
            if (only.Metadata is { Sensitive.IsEmpty: true, MergeRules.IsEmpty: true, Schema: null })
            {
                AddAll(only.Body, ConfigPath.Root, paths);
            }
            else
            {
                paths.Add("*");
            }
        }

        foreach (var layer in new[] { before, after }.OfType<Layer>())
        {
            var (environments, tenants) = (NamesOf<EnvironmentCondition>(layer.Metadata.Condition), NamesOf<TenantCondition>(layer.Metadata.Condition));
            _places.UnionWith(from environment in environments from tenant in tenants from path in paths select new ChangedPlace(environment, tenant, path));
        }
    }

    private static void AddChanged(ConfigNode before, ConfigNode after, ConfigPath path, HashSet<string> paths)
    {
        if (Same(before, after))
        {
            return;
        }

        if (before is MappingNode { Tag: MergeTag.None } ours && after is MappingNode { Tag: MergeTag.None } theirs)
        {
            foreach (var key in ours.Keys.Union(theirs.Keys))
            {
                switch (ours.TryGetValue(key, out var mine), theirs.TryGetValue(key, out var other))
                {
                    case (true, true):
                        AddChanged(mine!, other!, path.Append(key), paths);
                        break;
                    case (true, false):
                        AddAll(mine!, path.Append(key), paths);
                        break;
                    default:
                        AddAll(other!, path.Append(key), paths);
                        break;
                }
            }

            return;
        }

        AddAll(before, path, paths);
        AddAll(after, path, paths);
    }

    // A tag speaks of all that stands beneath it, in every override.
    private static void AddAll(ConfigNode node, ConfigPath path, HashSet<string> paths)
    {
        if (node is MappingNode { Tag: MergeTag.None, Count: > 0 } mapping)
        {
            foreach (var entry in mapping.Entries)
            {
                AddAll(entry.Value, path.Append(entry.Key), paths);
            }
        }
        else
        {
            paths.Add(path.IsRoot || Refers(node) ? "*" : path.ToString());
        }
    }

    private static bool Refers(ConfigNode node) => node switch
    {
        ScalarNode scalar => References.Any(reference => scalar.Text.Contains(reference, StringComparison.Ordinal)),
        MappingNode mapping => mapping.Values.Any(Refers),
        SequenceNode sequence => sequence.Any(Refers),
        _ => false,
    };

    // As they are written: a tag, or quotes around a template, make another value of the same text.
    private static bool Same(ConfigNode? before, ConfigNode? after) => (before, after) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        _ when before.Tag != after.Tag => false,
        (ScalarNode ours, ScalarNode theirs) => ours.Text == theirs.Text && ours.Type == theirs.Type && ours.Style == theirs.Style,
        (SequenceNode ours, SequenceNode theirs) => ours.MergeKey == theirs.MergeKey && ours.Count == theirs.Count && ours.Zip(theirs).All(static pair => Same(pair.First, pair.Second)),
        (MappingNode ours, MappingNode theirs) => ours.Count == theirs.Count && ours.Zip(theirs).All(static pair => pair.First.Key == pair.Second.Key && Same(pair.First.Value, pair.Second.Value)),
        _ => false,
    };

    // The names, or patterns, beside which a condition never holds; * where it may hold for any.
    private static ImmutableArray<string> NamesOf<T>(Condition? condition)
        where T : Condition
    {
        switch (condition)
        {
            case EnvironmentCondition environment when environment is T:
                return Literally(environment.Patterns);
            case TenantCondition tenant when tenant is T:
                return Literally(tenant.Patterns);
            case AllCondition all:
                return all.Parts.Select(static part => NamesOf<T>(part)).FirstOrDefault(static names => !names.Contains("*"), ["*"]);
            case AnyCondition any:
                return [.. any.Parts.SelectMany(static part => NamesOf<T>(part)).Distinct()];
            default:
                return ["*"];
        }
    }

    private static ImmutableArray<string> Literally(PatternList patterns) => patterns.Patterns.Any(static pattern => pattern.IsNegated) ? ["*"] : [.. patterns.Patterns.Select(static pattern => pattern.Text)];
}
