using CsCheck;
using Strata.Layers.Conditions;

namespace Strata.Tests.Layers.Conditions;

public class VersionRangeTests
{
    private static bool Contains(string range, string version)
    {
        Assert.True(VersionRange.TryParse(range, out var parsed, out var problem), problem);
        Assert.True(SemanticVersion.TryParse(version, out var asked), version);
        return parsed.Contains(asked);
    }

    [Theory]
    [InlineData(">=2.1 <3", "2.1.0 2.1.1 2.99.0 2.2.0-rc.1", "2.0.9 3.0.0 2.1.0-rc.1 3.0.0-rc.1")]
    [InlineData(">=2.1.0-rc.1 <3.0.0", "2.1.0-rc.1 2.1.0-rc.2 2.1.0 3.0.0-rc.1", "2.1.0-beta 3.0.0")]
    [InlineData(">2", "3.0.0 4.0.0", "2.0.0 2.9.9 3.0.0-rc.1 1.0.0")]
    [InlineData(">2.1", "2.2.0 3.0.0", "2.1.0 2.1.9")]
    [InlineData(">2.1.3", "2.1.4 2.2.0 2.1.4-rc.1", "2.1.3 2.1.3-rc.1")]
    [InlineData("<=2", "1.0.0 2.0.0 2.9.9", "3.0.0 3.0.0-rc.1")]
    [InlineData("<=2.1.3", "2.1.3 2.1.3-rc.1 0.0.0", "2.1.4 2.1.4-rc.1")]
    [InlineData("<2.1", "2.0.9 1.0.0", "2.1.0 2.1.0-rc.1 2.1.1")]
    [InlineData("=2.1", "2.1.0 2.1.9", "2.0.9 2.2.0 2.2.0-rc.1 2.1.0-rc.1")]
    [InlineData("2.1", "2.1.0 2.1.9", "2.0.9 2.2.0")]
    [InlineData("2.1.3", "2.1.3", "2.1.2 2.1.4 2.1.3-rc.1")]
    [InlineData("=2.1.3-rc.1", "2.1.3-rc.1", "2.1.3 2.1.3-rc.2")]
    [InlineData("!=2.1.3", "2.1.2 2.1.4 2.1.3-rc.1", "2.1.3")]
    [InlineData("!=2.1", "2.0.9 2.2.0", "2.1.0 2.1.9")]
    [InlineData(">=2 !=2.3.1 <3", "2.3.0 2.3.2", "2.3.1 3.0.0")]
    [InlineData("2.x", "2.0.0 2.9.9", "1.9.9 3.0.0 3.0.0-rc.1")]
    [InlineData("2.*", "2.0.0 2.9.9", "1.9.9 3.0.0")]
    [InlineData("2.1.X", "2.1.0 2.1.9", "2.2.0")]
    [InlineData("*", "0.0.0 0.0.0-a 99.0.0", "")]
    [InlineData("^1.2.3", "1.2.3 1.9.0", "1.2.2 2.0.0 2.0.0-rc.1 1.2.3-rc.1")]
    [InlineData("^1.2.3-rc.1", "1.2.3-rc.1 1.2.3 1.9.0", "1.2.3-beta 2.0.0")]
    [InlineData("^0.2.3", "0.2.3 0.2.9", "0.3.0 0.2.2 1.0.0")]
    [InlineData("^0.0.3", "0.0.3", "0.0.4 0.0.2")]
    [InlineData("^0.0", "0.0.0 0.0.9", "0.1.0")]
    [InlineData("^0", "0.0.0 0.9.9", "1.0.0")]
    [InlineData("^1.x", "1.0.0 1.9.9", "0.9.9 2.0.0")]
    [InlineData("^2", "2.0.0 2.9.9", "1.9.9 3.0.0")]
    [InlineData("~1.2.3", "1.2.3 1.2.9", "1.2.2 1.3.0 1.3.0-rc.1")]
    [InlineData("~1.2", "1.2.0 1.2.9", "1.3.0 1.1.9")]
    [InlineData("~1", "1.0.0 1.9.9", "0.9.9 2.0.0")]
    [InlineData(">=2.1 <3 || ^4.0", "2.5.0 4.5.0", "3.0.0 5.0.0 1.0.0")]
    [InlineData("1.x||3.x", "1.0.0 3.0.0", "2.0.0")]
    [InlineData(" >=  2.1   < 3 ", "2.1.0", "3.0.0")]
    [InlineData(">=v2.1", "2.1.0", "2.0.0")]
    [InlineData(">=2.1<3", "2.1.0", "3.0.0")]
    [InlineData("=2.1.0.6", "2.1.0.6", "2.1.0 2.1.0.5 2.1.0.7 2.1.1")]
    [InlineData(">=2.1.0.6 <2.2", "2.1.0.6 2.1.0.10 2.1.1", "2.1.0.5 2.1.0 2.2.0")]
    [InlineData(">2.1.0", "2.1.0.1 2.1.1", "2.1.0 2.1.0.0")]
    [InlineData("<=2.1.0", "2.1.0", "2.1.0.1")]
    [InlineData("2.1.0.*", "2.1.0 2.1.0.6", "2.1.1 2.0.9")]
    [InlineData(">2.1.0.x", "2.1.1", "2.1.0.6")]
    [InlineData("~2.1.4", "2.1.4.9 2.1.9.9", "2.2.0 2.1.3.9")]
    [InlineData("^0.0.3.5", "0.0.3.5 0.0.3.9", "0.0.3.4 0.0.4")]
    [InlineData("2.1", "2.1.0.6", "2.2.0.1")]
    [InlineData(">*", "", "0.0.0 1.0.0 0.0.0-0")]
    [InlineData(">=*", "0.0.0 0.0.0-0 1.0.0", "")]
    [InlineData("!=*", "", "0.0.0 1.0.0")]
    public void Contains_EachVersion_IsDecided(string range, string inside, string outside)
    {
        Assert.All(inside.Split(' ', StringSplitOptions.RemoveEmptyEntries), version => Assert.True(Contains(range, version), version));
        Assert.All(outside.Split(' ', StringSplitOptions.RemoveEmptyEntries), version => Assert.False(Contains(range, version), version));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("||")]
    [InlineData("1 || ")]
    [InlineData(">")]
    [InlineData(">= <3")]
    [InlineData("==2")]
    [InlineData("=>2")]
    [InlineData("1.2 - 2.3")]
    [InlineData("2.x.1")]
    [InlineData("*.1")]
    [InlineData("2.x-rc.1")]
    [InlineData("banana")]
    [InlineData("1.2.3.4.5")]
    [InlineData(">=2 & <3")]
    public void TryParse_NoRange_SaysWhy(string text)
    {
        Assert.False(VersionRange.TryParse(text, out _, out var problem));
        Assert.NotEmpty(problem);
    }

    [Fact]
    public void Contains_Comparators_AgreeWithTheOrder()
    {
        var versions = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 3], Gen.OneOf("", "-0", "-a", "-a.1", "-rc.2"), static (a, b, c, pre) => FormattableString.Invariant($"{a}.{b}.{c}{pre}"));

        Gen.Select(versions, versions).Sample(static (left, right) =>
        {
            Assert.True(SemanticVersion.TryParse(left, out var l));
            Assert.True(SemanticVersion.TryParse(right, out var r));
            var order = l.CompareTo(r);

            Assert.Equal(order >= 0, Contains($">={right}", left));
            Assert.Equal(order > 0, Contains($">{right}", left));
            Assert.Equal(order <= 0, Contains($"<={right}", left));
            Assert.Equal(order < 0, Contains($"<{right}", left));
            Assert.Equal(order == 0, Contains($"={right}", left));
            Assert.Equal(order != 0, Contains($"!={right}", left));
        });
    }

    [Fact]
    public void Contains_PartialComparators_PartTheVersions()
    {
        var versions = Gen.Select(Gen.Int[0, 4], Gen.Int[0, 4], Gen.Int[0, 4], static (a, b, c) => FormattableString.Invariant($"{a}.{b}.{c}"));
        var partial = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], Gen.Bool, static (a, b, one) => one ? FormattableString.Invariant($"{a}") : FormattableString.Invariant($"{a}.{b}"));

        Gen.Select(versions, partial).Sample(static (version, part) =>
        {
            var below = Contains($"<{part}", version);
            var within = Contains(part, version);
            var above = Contains($">{part}", version);

            Assert.Equal(1, (below ? 1 : 0) + (within ? 1 : 0) + (above ? 1 : 0));
            Assert.Equal(below || within, Contains($"<={part}", version));
            Assert.Equal(above || within, Contains($">={part}", version));
            Assert.Equal(!within, Contains($"!={part}", version));
        });
    }
}
