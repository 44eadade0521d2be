using System.Text.RegularExpressions;

namespace Strata.Tests.Rules;

/// <summary>Each class of tests belongs to a level that <c>./test</c> runs.</summary>
public partial class LevelTests
{
    // Units and functional tests are those that name no level.
    private static readonly string[] Named = ["integration", "security"];

    [Fact]
    public void Levels_OfClasses_AreThoseThatAreRun()
    {
        var levels = SourceTree.In("tests").Where(static file => file.Name != nameof(LevelTests)).SelectMany(static file => Level().Matches(file.Text)).Select(static match => match.Groups[1].Value).ToList();

        Assert.True(levels.Count > 20);
        Assert.Equal(Named, levels.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Levels_InTheConfiguration_AreRunByDefaultWhereTheyHoldTests()
    {
        var configuration = File.ReadAllText(Path.Combine(Repository.Root, "tests", "overrides", "testing.yml"));

        Assert.All(["unit", "integration", "functional", "security"], level => Assert.Matches($@"    {level}:(?: \{{|\s+)\s*enabled: true", configuration));
    }

    [GeneratedRegex(@"\[Trait\(""Level"", ""([^""]*)""\)\]")]
    private static partial Regex Level();
}
