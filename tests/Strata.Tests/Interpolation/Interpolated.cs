using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Interpolation;
using Strata.Layers;
using Strata.Merging;
using Strata.Secrets;
using Strata.Tests.Merging;
using Strata.Values;

namespace Strata.Tests.Interpolation;

/// <summary>Merges and interpolates overrides given as texts, and keeps what came of it.</summary>
internal sealed class Interpolated
{
    private Interpolated(MappingNode merged, MappingNode root, Sensitivity sensitivity, ImmutableArray<Diagnostic> diagnostics)
    {
        MergedRoot = merged;
        Root = root;
        Sensitivity = sensitivity;
        Diagnostics = diagnostics;
    }

    public MappingNode MergedRoot { get; }

    public MappingNode Root { get; }

    public Sensitivity Sensitivity { get; }

    public ImmutableArray<Diagnostic> Diagnostics { get; }

    public Diagnostic Problem => Assert.Single(Diagnostics);

    /// <summary>The whole result in one line, when nothing was said on the way.</summary>
    public string Flow
    {
        get
        {
            Assert.Empty(Diagnostics);
            return Values.Flow.Of(Root);
        }
    }

    public ConfigNode At(string path) => ConfigPath.Parse(path).Find(Root)!;

    /// <summary>A value in one line: <c>"5"</c> is text, <c>5</c> a number.</summary>
    public string this[string path]
    {
        get
        {
            Assert.Empty(Diagnostics);
            return Values.Flow.Of(At(path));
        }
    }

    /// <summary>Whether a scalar is shown masked where it stands.</summary>
    public bool IsSecret(string path)
    {
        var cursor = Sensitivity.Root;
        ConfigNode node = Root;
        foreach (var step in ConfigPath.Parse(path).Steps())
        {
            var child = step.ChildOf(node)!;
            cursor = node is SequenceNode ? cursor.Enter(step.Index, child) : cursor.Enter(step.Key, child);
            node = child;
        }

        return cursor.IsSecret((ScalarNode)node);
    }

    public static Dictionary<string, string> Env(params (string Name, string Value)[] variables) =>
        variables.ToDictionary(static variable => variable.Name, static variable => variable.Value, StringComparer.Ordinal);

    public static Interpolated From(string yaml, params (string Name, string Value)[] variables) => From(Merged.Layers(yaml), Env(variables));

    public static Interpolated From(
        ImmutableArray<Layer> stack,
        Dictionary<string, string>? variables = null,
        IncludeReader? include = null,
        Func<InterpolationOptions, InterpolationOptions>? change = null)
    {
        var bag = new DiagnosticBag();
        var merged = Merger.Merge(stack, int.MaxValue, bag);
        Assert.False(bag.HasErrors);
        var sensitivity = new Sensitivity([.. stack.SelectMany(static layer => layer.Metadata.Sensitive)]);
        var options = new InterpolationOptions
        {
            Variables = new VariableSet(given: variables),
            Include = include ?? (static _ => new IncludedText(IncludeOutcome.Missing, "")),
            MaxNodes = 1_000_000,
            MaxDepth = 128,
        };
        var root = Interpolator.Interpolate(merged, sensitivity, change?.Invoke(options) ?? options, bag);
        return new Interpolated(merged, root, sensitivity, bag.ToSorted());
    }
}
