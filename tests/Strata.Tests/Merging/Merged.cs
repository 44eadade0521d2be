using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Layers;
using Strata.Merging;
using Strata.Tests.Layers;
using Strata.Values;

namespace Strata.Tests.Merging;

/// <summary>Merges overrides given as texts, the lowest first, and keeps what came of it.</summary>
internal sealed class Merged
{
    private Merged(ImmutableArray<Layer> stack, MappingNode root, ImmutableArray<Diagnostic> diagnostics)
    {
        Stack = stack;
        Root = root;
        Diagnostics = diagnostics;
    }

    public ImmutableArray<Layer> Stack { get; }

    public MappingNode Root { get; }

    public ImmutableArray<Diagnostic> Diagnostics { get; }

    /// <summary>The whole result in one line, when nothing was said on the way.</summary>
    public string Flow
    {
        get
        {
            Assert.Empty(Diagnostics);
            return Values.Flow.Of(Root);
        }
    }

    public Diagnostic Problem => Assert.Single(Diagnostics);

    /// <summary>The parts of a value, the lowest first: <c>set a.yml:1:4</c>. Empty where one override alone speaks.</summary>
    public IEnumerable<string> TrailOf(string path) =>
        Parts(path).Select(static part => $"{part.Effect} {part.Node.File["overrides/".Length..]}:{part.Node.Position}".ToLowerInvariant());

    /// <summary>One part of a value, counted from the lowest.</summary>
    public ConfigNode TrailPart(string path, int index) => Parts(path)[index].Node;

    public ConfigNode At(string path) => ConfigPath.Parse(path).Find(Root)!;

    private List<Trail> Parts(string path)
    {
        var parsed = ConfigPath.Parse(path);
        var trail = parsed.Parent!.Find(Root) switch
        {
            MappingNode mapping => mapping.TrailAt(mapping.IndexOf(parsed.Key)),
            SequenceNode sequence => sequence.TrailAt(parsed.Index),
            _ => null,
        };
        var parts = new List<Trail>();
        for (; trail is not null; trail = trail.Below)
        {
            parts.Insert(0, trail);
        }

        return parts;
    }

    /// <summary>Overrides named a, b, c and so on.</summary>
    public static ImmutableArray<Layer> Layers(params string[] overrides) =>
        [.. overrides.Select(static (text, index) => Described.From(text, $"{(char)('a' + index)}.yml").Layer)];

    public static Merged From(params string[] overrides) => From(Layers(overrides));

    public static Merged From(ImmutableArray<Layer> stack, int maxNodes = 1_000_000)
    {
        var bag = new DiagnosticBag();
        var root = Merger.Merge(stack, maxNodes, bag);
        return new Merged(stack, root, bag.ToSorted());
    }
}
