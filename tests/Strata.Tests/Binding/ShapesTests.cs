using System.Collections.Concurrent;
using System.Collections.ObjectModel;

namespace Strata.Tests.Binding;

/// <summary>Types of shapes that one seldom meets.</summary>
public class ShapesTests
{
    [Fact]
    public void Get_GenericRecordWithInitializers_IsBoundAndKeepsItsDefaults()
    {
        var (all, none) = (Bound.Configuration("it: { value: 1, limit: 2, note: x }").Get<Derived>("it"), Bound.Configuration("it: { note: y }").Get<Derived>("it"));

        Assert.Equal((1, 2, "x"), (all.Value, all.Limit, all.Note));
        Assert.Equal((0, 9, "y"), (none.Value, none.Limit, none.Note));
    }

    [Fact]
    public void Get_CollectionsWithoutSetters_AreAddedToAndOverwritten()
    {
        var filled = Bound.Configuration("it: { names: [b], map: { a: 2, c: 3 }, nothing: ~ }").Get<Filled>("it");

        Assert.Equal(["a", "b"], filled.Names);
        Assert.Equal([("a", 2), ("b", 1), ("c", 3)], filled.Map.Select(static entry => (entry.Key, entry.Value)).Order());
        Assert.Equal([1], filled.Nothing);
    }

    [Fact]
    public void Get_CollectionThatItsTypeNeverMakes_SaysWhoseFaultThatIs()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => Bound.Configuration("it: { items: [1] }").Get<Unmade>("it"));

        Assert.Equal("Strata.Tests.Binding.Unmade.Items has neither a setter nor a collection to add to.", exception.Message);
    }

    [Fact]
    public void Get_MembersHiddenAndOverridden_AreThoseThatCodeSees()
    {
        var hiding = Bound.Configuration("it: { name: x, level: 3, size: 4 }").Get<Hiding>("it");

        Assert.Equal(("x", 3, 4), (hiding.Name, hiding.Level, hiding.Size));
        Assert.Equal(0, ((Hidden)hiding).Name);
    }

    [Fact]
    public void Get_ArraysThatMayBeNull_AreReadAsTheyAre()
    {
        var arrays = Bound.Configuration("it: { maybe: ~, deep: [[a, ~], ~], map: { x: [1], y: ~ } }").Get<Arrays>("it");

        Assert.Null(arrays.Maybe);
        Assert.Equal(["a", null], arrays.Deep![0]!);
        Assert.Null(arrays.Deep[1]);
        Assert.Null(arrays.Map["y"]);
    }

    [Fact]
    public void Get_OneGenericTypeWithNullAndWithout_HoldsEachToItsOwn()
    {
        var boxes = Bound.Configuration("it: { loose: { value: ~ }, strict: { value: a } }").Get<Boxes>("it");

        Assert.Equal((null, "a"), (boxes.Loose.Value, boxes.Strict.Value));
        Assert.Contains("it.strict.value: STR5010", Assert.Single(Bound.Problems<Boxes>("it: { loose: { value: ~ }, strict: { value: ~ } }")), StringComparison.Ordinal);
    }

    [Fact]
    public void Get_OtherCollections_AreOfTheKindAskedFor()
    {
        var configuration = Bound.Configuration("list: [2, 1]\nmap: { b: 2, a: 1 }");

        Assert.Equal([2, 1], configuration.Get<Queue<int>>("list"));
        Assert.Equal([2, 1, 3], Added(configuration.Get<Collection<int>>("list")));
        Assert.Equal([2, 1, 3], Added(configuration.Get<ObservableCollection<int>>("list")));
        Assert.Equal([2, 1], configuration.Get<ReadOnlyCollection<int>>("list"));
        Assert.Equal(["a", "b"], configuration.Get<SortedList<string, int>>("map").Keys);
        Assert.Equal(["b", "a"], configuration.Get<OrderedDictionary<string, int>>("map").Keys);
        Assert.Equal(2, configuration.Get<ConcurrentDictionary<string, int>>("map")["b"]);
        Assert.Equal(2, configuration.Get<ReadOnlyDictionary<string, int>>("map")["b"]);
    }

    private static Collection<int> Added(Collection<int> collection)
    {
        collection.Add(3);
        return collection;
    }
}

public abstract record Sized<T>
{
    public T Value { get; init; } = default!;

    public T Limit { get; init; } = default!;
}

public sealed record Derived : Sized<int>
{
    public Derived() => Limit = 9;

    public required string Note { get; init; }
}

public sealed class Filled
{
    public List<string> Names { get; } = ["a"];

    public Dictionary<string, int> Map { get; } = new() { ["a"] = 1, ["b"] = 1 };

    public List<int>? Nothing { get; } = [1];
}

public sealed class Unmade
{
    public List<int> Items { get; } = null!;
}

public class Hidden
{
    public int Name { get; set; }

    public virtual int Level { get; set; }

    public int Size { get; set; }
}

public sealed class Hiding : Hidden
{
    public new string Name { get; init; } = "";

    public override int Level => base.Level;
}

public sealed record Arrays(int[]? Maybe, string?[]?[]? Deep, Dictionary<string, int[]?> Map);

public sealed record Box<T>(T Value);

public sealed record Boxes(Box<string?> Loose, Box<string> Strict);

#pragma warning disable CA1708 // That case alone tells two apart is what the test is of.
public enum Cased
{
    A,
    a,
    Other,
}
#pragma warning restore CA1708
