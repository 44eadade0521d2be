using Strata.Diagnostics;
using Strata.Documents;
using Strata.Layers;
using Strata.Tests.Merging;
using Strata.Values;

namespace Strata.Tests.Layers;

/// <summary>Values given one by one, over all overrides.</summary>
public class AssignmentTests
{
    [Theory]
    [InlineData("a: {x: 1, y: 2}", "a.x=5", "{a: {x: 5, y: 2}}")]
    [InlineData("a: {x: 1}", "a.z.w=[1, two]", "{a: {x: 1, z: {w: [1, two]}}}")]
    [InlineData("a: 1", "a='5'", "{a: \"5\"}")]
    [InlineData("a: 1", "a=", "{a: null}")]
    [InlineData("a: 1", "a=null", "{a: null}")]
    [InlineData("a: 1", "a=b=c", "{a: b=c}")]
    [InlineData("a: 1", "b={c: d}", "{a: 1, b: {c: d}}")]
    [InlineData("a: [1]", "a=!append [2]", "{a: [1, 2]}")]
    [InlineData("a: {x: 1}\nb: 1", "a=!unset", "{b: 1}")]
    [InlineData("a: {\"k.1\": 1}", "a.\"k.1\"=2", "{a: {k.1: 2}}")]
    [InlineData("a: {\"x=y\": 1}", "a.\"x=y\"=2", "{a: {x=y: 2}}")]
    [InlineData("a: {x/y: 1}", "/a/x~1y=2", "{a: {x/y: 2}}")]
    [InlineData("a: [1, 2]", "a[1]=9", "{a: [1, 9]}")]
    [InlineData("a: [1, 2]", "a.1=9", "{a: [1, 9]}")]
    [InlineData("a: [1, 2]", "a[2]=9", "{a: [1, 2, 9]}")]
    [InlineData("a: [{n: 1, m: [5]}]", "a[0].m.0=6", "{a: [{n: 1, m: [6]}]}")]
    [InlineData("a: [[1, 2], [3]]", "a[0][1]=9", "{a: [[1, 9], [3]]}")]
    [InlineData("a: {\"1\": x}", "a.1=9", "{a: {1: 9}}")]
    [InlineData("a: {x: 1}", "a.1=9", "{a: {x: 1, 1: 9}}")]
    [InlineData("b: 1", "a.1=9", "{b: 1, a: {1: 9}}")]
    [InlineData("a: {}", "a.\"1\"=9", "{a: {1: 9}}")]
    public void Read_Assignment_GoesOverAllOverrides(string lower, string assignment, string expected) =>
        Assert.Equal(expected, Merge(lower, assignment).Flow);

    [Fact]
    public void Read_SeveralAssignments_GoInOrder() =>
        Assert.Equal("{a: {x: 3, y: 2}}", Merge("a: 1", "a=!replace {x: 1}", "a.y=2", "a.x=3").Flow);

    [Theory]
    [InlineData("b: 1", "a[0]=9", "a")]
    [InlineData("a: {x: 1}", "a[0]=9", "a")]
    [InlineData("b: 1", "a.b.c[0].d=9", "a.b.c")]
    [InlineData("a: [1]", "a[1][0]=9", "a[1]")]
    [InlineData("a: [1]", "a[2]=9", "a")]
    [InlineData("a: [1]", "a.x=9", "a")]
    [InlineData("b: 1", "[0]=9", "")]
    public void Read_ItemOfNoList_IsAnErrorThatNamesThePath(string lower, string assignment, string path)
    {
        var problem = Merge(lower, assignment).Diagnostics.Single(static diagnostic => diagnostic.Code is { Number: 3005 or 3001 });

        Assert.Equal(path, problem.Path!.ToString());
        Assert.Equal("--set", problem.File);
        Assert.Equal(assignment != "a.x=9", problem.Severity == DiagnosticSeverity.Error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("=1")]
    [InlineData("a..b=1")]
    [InlineData("a[x]=1")]
    [InlineData("a=[1")]
    [InlineData("a=!no 1")]
    [InlineData("a=*x")]
    public void Read_BadAssignment_IsAnError(string assignment)
    {
        var bag = new DiagnosticBag();
        AssignedLayers.Read([assignment], ParseLimits.Default, bag);

        Assert.True(bag.HasErrors);
        Assert.All(bag.ToSorted(), static error => Assert.Equal("--set", error.File));
    }

    [Fact]
    public void Read_PathBeyondTheNestingLimit_IsAnError()
    {
        foreach (var depth in (int[])[129, 999, 50_000])
        {
            var bag = new DiagnosticBag();
            var layers = AssignedLayers.Read([string.Join('.', Enumerable.Repeat("a", depth)) + "=1"], ParseLimits.Default, bag);

            Assert.Empty(layers);
            Assert.True(bag.HasErrors);
        }
    }

    [Fact]
    public void Read_Value_KnowsItsPlaceInTheArgument()
    {
        var layer = Assert.Single(AssignedLayers.Read(["a.b=5"], ParseLimits.Default, new DiagnosticBag()));

        var node = ConfigPath.Parse("a.b").Find(layer.Body)!;
        Assert.Equal(("--set", "--set"), (node.File, node.Override));
        Assert.Equal("\"a.b\": 5", node.Document.Text.Line(1));
        Assert.Equal(new SourcePosition(1, 8), node.Position);
    }

    private static Merged Merge(string lower, params string[] assignments)
    {
        var bag = new DiagnosticBag();
        var assigned = AssignedLayers.Read([.. assignments], ParseLimits.Default, bag);
        Assert.Empty(bag.ToSorted());
        return Merged.From([.. Merged.Layers(lower), .. assigned]);
    }
}
