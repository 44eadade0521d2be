using Strata.Snapshots;
using Strata.Tests.Values;

namespace Strata.Tests.Snapshots;

public class ConfigurationDiffTests
{
    [Theory]
    [InlineData("a: 1", "a: 1", "")]
    [InlineData("a: 1\nb: 2", "b: 2\na: 1", "")]
    [InlineData("a: 1", "a: 1.0", "")]
    [InlineData("a: 31", "a: 0x1F", "")]
    [InlineData("a: 1", "a: 2", "changed a: 1 -> 2")]
    [InlineData("a: 1", "a: \"1\"", "changed a: 1 -> \"1\"")]
    [InlineData("a: 1", "a: null", "changed a: 1 -> null")]
    [InlineData("a: 1", "b: 1", "removed a: 1; added b: 1")]
    [InlineData("a: {x: 1, y: 2}", "a: {x: 1, y: 3, z: 4}", "changed a.y: 2 -> 3; added a.z: 4")]
    [InlineData("a: {x: {y: 1, z: 2}}", "a: {}", "removed a.x.y: 1; removed a.x.z: 2")]
    [InlineData("a: {}", "a: {x: 1}", "added a.x: 1")]
    [InlineData("b: 1", "b: 1\na: {}", "added a: {}")]
    [InlineData("a: []", "a: {}", "changed a: [] -> {}")]
    [InlineData("a: 1", "a: {x: 1, y: 2}", "removed a: 1; added a.x: 1; added a.y: 2")]
    [InlineData("a: {x: 1}", "a: [1]", "removed a.x: 1; added a: [1]")]
    [InlineData("a: [1, 2]", "a: [2, 1]", "changed a: [1, 2] -> [2, 1]")]
    [InlineData("a: [1]", "a: [1, 2]", "changed a: [1] -> [1, 2]")]
    [InlineData("a: [{n: 1, v: 1}, {n: 2}]", "a: [{n: 1, v: 2}]", "changed a[0].v: 1 -> 2; removed a[1].n: 2")]
    [InlineData("a: [{n: 1}]", "a: [{n: 1}, [2]]", "added a[1]: [2]")]
    [InlineData("a: [{n: 1}]", "a: [1]", "changed a: [{n: 1}] -> [1]")]
    [InlineData("{}", "a: 1", "added a: 1")]
    [InlineData("a: 1", "{}", "removed a: 1")]
    public void DiffTo_Other_ListsWhatDiffers(string left, string right, string expected) =>
        Assert.Equal(expected, string.Join("; ", Resolved.From(left).DiffTo(Resolved.From(right)).Select(Show)));

    [Fact]
    public void DiffTo_Changes_KnowWhereBothSidesAreWritten()
    {
        var change = Assert.Single(Resolved.From("a: {x: 1}").DiffTo(Resolved.From("a: {x: 1}", "a: {x: 2}")));

        Assert.Equal(("overrides/a.yml", "overrides/b.yml"), (change.Left!.File, change.Right!.File));
    }

    [Fact]
    public void DiffTo_Secrets_KnowThatTheyAre()
    {
        var change = Assert.Single(Resolved.From("db: {password: a}").DiffTo(Resolved.From("db: {password: b}")));

        Assert.True(change.LeftCursor.IsSensitive && change.RightCursor.IsSensitive);
    }

    private static string Show(ConfigurationChange change)
    {
        var values = change.Kind == ChangeKind.Changed ? $"{Flow.Of(change.Left)} -> {Flow.Of(change.Right)}" : Flow.Of(change.Left ?? change.Right);
        return $"{change.Kind.ToString().ToLowerInvariant()} {change.Path}: {values}";
    }
}
