using System.Collections.Immutable;
using System.Diagnostics;
using CsCheck;
using Strata.Diagnostics;
using Strata.Layers;
using Strata.Selection;
using Strata.Sources;
using Strata.Values;

namespace Strata.Tests.Selection;

/// <summary>What holds for any set of overrides, however many.</summary>
public class SelectorLawsTests
{
    private static Layer Layer(string name, int priority, IReadOnlyList<string> dependencies, bool enabled = true, string type = "app")
    {
        var text = new SourceText($"overrides/{name}.yml", default);
        var document = new SourceDocument(name, text);
        var metadata = new OverrideMetadata
        {
            Types = [type],
            Priority = priority,
            Enabled = enabled,
            Dependencies = [.. dependencies],
            DependencyPositions = [.. dependencies.Select((_, i) => new SourcePosition(1, i + 1))],
        };
        return new Layer(document, new OverrideSource(name, text), metadata, new MappingNode(document, default, []));
    }

    // Dependencies lead to lower numbers only, while the names mix the numbers up: no cycle, and no order that gives itself away.
    private static readonly Gen<Layer[]> Acyclic = Gen.Select(Gen.Int[1, 25], Gen.Int[1, 25]).SelectMany(static (count, stride) =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 1_000_000].Array[0, 3], Gen.Int[0, 9]).Array[count].Select(parts => parts
            .Select((part, i) => Layer(
                NameOf(i, stride),
                part.Item1,
                i == 0 ? [] : [.. part.Item2.Select(seed => NameOf(seed % i, stride)).Distinct()],
                enabled: part.Item3 > 0))
            .ToArray()));

    private static string NameOf(int i, int stride) => FormattableString.Invariant($"l{(i * stride + 7) % 101:D3}-{i}");

    private static (SelectionResult? Result, ImmutableArray<Diagnostic> Diagnostics) Select(IReadOnlyList<Layer> layers)
    {
        var bag = new DiagnosticBag();
        return (Selector.Select(layers, Selected.Context(), bag), bag.ToSorted());
    }

    [Fact]
    public void Select_AnyOrderOfTheDirectory_GivesTheSame() => Acyclic.SelectMany(static layers => Gen.Shuffle(layers).Select(shuffled => (layers, shuffled))).Sample(static pair =>
    {
        var (result, diagnostics) = Select(pair.layers);
        var (shuffled, shuffledDiagnostics) = Select(pair.shuffled);

        Assert.Equal(result?.Stack.Select(layer => layer.Name), shuffled?.Stack.Select(layer => layer.Name));
        Assert.Equal(result?.Excluded.Select(left => (left.Layer.Name, left.Reason)), shuffled?.Excluded.Select(left => (left.Layer.Name, left.Reason)));
        Assert.Equal(diagnostics.Select(d => d.ToString()), shuffledDiagnostics.Select(d => d.ToString()));
    });

    [Fact]
    public void Select_AnyAcyclicOverrides_AreOrderedAndComplete() => Acyclic.Sample(static layers =>
    {
        var (result, _) = Select(layers);
        if (result is null)
        {
            Assert.DoesNotContain(layers, static layer => layer.Metadata.Enabled && layer.Metadata.Dependencies.IsEmpty);
            return;
        }

        var stack = result.Stack;
        var place = stack.Select(static (layer, i) => (layer.Name, i)).ToDictionary(static pair => pair.Name, static pair => pair.i);

        // Each override is in exactly one of the two lists; dependencies are loaded, and beneath.
        Assert.Equal(layers.Select(l => l.Name).Order(StringComparer.Ordinal), stack.Select(l => l.Name).Concat(result.Excluded.Select(e => e.Layer.Name)).Order(StringComparer.Ordinal));
        Assert.All(stack, layer => Assert.All(layer.Metadata.Dependencies, dependency => Assert.True(place[dependency] < place[layer.Name])));

        // Whoever is left out is disabled or depends on one that is.
        Assert.All(result.Excluded, left => Assert.True(!left.Layer.Metadata.Enabled || left.Layer.Metadata.Dependencies.Any(dependency => !place.ContainsKey(dependency))));

        // Greedy: at each place stands the least of those that were free then.
        for (var i = 0; i < stack.Length; i++)
        {
            var free = stack.Skip(i).Where(layer => layer.Metadata.Dependencies.All(dependency => place[dependency] < i));
            var least = free.OrderBy(static layer => layer.Metadata.Priority).ThenBy(static layer => layer.Name, StringComparer.Ordinal).First();
            Assert.Equal(least.Name, stack[i].Name);
        }
    });

    [Fact]
    public void Select_WithoutDependencies_IsSortedByPriorityAndName() => Gen.Int[-3, 3].Array[1, 30].Sample(static priorities =>
    {
        Layer[] layers = [.. priorities.Select(static (priority, i) => Layer(NameOf(i, 13), priority, []))];

        var stack = Select(layers).Result!.Stack;

        Assert.Equal(
            layers.OrderBy(static layer => layer.Metadata.Priority).ThenBy(static layer => layer.Name, StringComparer.Ordinal).Select(static layer => layer.Name),
            stack.Select(static layer => layer.Name));
    });

    [Fact]
    public void Select_AnyDependencies_EndInAStackOrACycle() => Gen.Int[0, 11].Array[0, 2].Array[12].Sample(static targets =>
    {
        Layer[] layers = [.. targets.Select(static (dependencies, i) => Layer(NameOf(i, 1), 2, [.. dependencies.Select(static d => NameOf(d, 1))]))];

        var (result, diagnostics) = Select(layers);

        Assert.Equal(HasCycle(targets), result is null);
        Assert.Equal(result is null, diagnostics.Any(static d => d.Code == DiagnosticCode.DependencyCycle));

        // Each cycle that is told is one: every arrow in it is a dependency.
        foreach (var cycle in diagnostics)
        {
            var names = cycle.Message["dependencies form a cycle: ".Length..].Split(" -> ");
            Assert.Equal(names[0], names[^1]);
            Assert.All(names.Zip(names.Skip(1)), arrow => Assert.Contains(arrow.Second, layers.Single(layer => layer.Name == arrow.First).Metadata.Dependencies));
        }
    });

    // By removing what has no dependency left, again and again: not the way in which the code under test does it.
    private static bool HasCycle(int[][] targets)
    {
        var left = Enumerable.Range(0, targets.Length).ToHashSet();
        while (left.RemoveWhere(i => !targets[i].Any(left.Contains)) > 0)
        {
        }

        return left.Count > 0;
    }

    [Fact]
    public void Select_ChainOfTenThousand_StaysOnTheStack()
    {
        var stack = Select(Chain(10_000)).Result!.Stack;

        Assert.Equal(10_000, stack.Length);
        Assert.Equal("n09999", stack[0].Name);
        Assert.Equal("n00000", stack[^1].Name);
    }

    [Fact]
    public void Select_ChainOverOneLeftOut_HasShortReasons()
    {
        Layer[] layers = [.. Chain(10_000, lastEnabled: false), Layer("other", 2, [])];

        var excluded = Select(layers).Result!.Excluded;

        Assert.Equal(10_000, excluded.Length);
        Assert.All(excluded, static left => Assert.True(left.Reason.Length < 500));
        Assert.All(excluded, static left => Assert.EndsWith("it is disabled", left.Reason, StringComparison.Ordinal));
        Assert.Equal("depends on \"n00001\", which is left out for what it depends on itself: it is disabled", excluded[0].Reason);
    }

    [Fact]
    public void Select_CycleOfTenThousand_IsToldInShort()
    {
        var layers = Chain(10_000);
        layers[^1] = Layer("n09999", 2, ["n00000"]);

        var error = Assert.Single(Select(layers).Diagnostics);

        Assert.Equal(DiagnosticCode.DependencyCycle, error.Code);
        Assert.EndsWith("-> n00039 -> (9960 more) -> n00000", error.Message, StringComparison.Ordinal);
        Assert.Equal(40, error.Related.Count);
    }

    [Fact]
    public void Select_KnotOfThousands_EndsSoon()
    {
        // Everyone depends on the next and on the first: as many cycles as members.
        Layer[] layers = [.. Enumerable.Range(0, 5000).Select(static i => Layer(FormattableString.Invariant($"n{i:D5}"), 2, [FormattableString.Invariant($"n{(i + 1) % 5000:D5}"), "n00000"]))];

        var (result, diagnostics) = Select(layers);

        Assert.Null(result);
        Assert.InRange(diagnostics.Length, 1, 20);
    }

    [Fact]
    public void Select_ThousandsMissing_EndsSoon()
    {
        Layer[] layers = [.. Enumerable.Range(0, 5000).Select(static i => Layer(FormattableString.Invariant($"n{i:D5}"), 2, [FormattableString.Invariant($"m{i:D5}")]))];
        var watch = Stopwatch.StartNew();

        var (result, diagnostics) = Select(layers);

        Assert.Null(result);
        Assert.Equal(5000, diagnostics.Length);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"It took {watch.Elapsed}.");
    }

    private static Layer[] Chain(int count, bool lastEnabled = true) =>
    [
        .. Enumerable.Range(0, count).Select(i => Layer(
            FormattableString.Invariant($"n{i:D5}"),
            2,
            i == count - 1 ? [] : [FormattableString.Invariant($"n{i + 1:D5}")],
            enabled: lastEnabled || i < count - 1)),
    ];
}
