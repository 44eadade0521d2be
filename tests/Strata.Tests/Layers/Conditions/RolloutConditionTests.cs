using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Strata.Layers.Conditions;

namespace Strata.Tests.Layers.Conditions;

public class RolloutConditionTests
{
    // Golden: a change of these moves every tenant of every running rollout.
    [Theory]
    [InlineData("checkout", "acme", 0.8890178850357452)]
    [InlineData("checkout", "globex", 0.18043248993439553)]
    [InlineData("docker", "acme", 0.9116276992988307)]
    [InlineData("", "", 0.9049687102438427)]
    [InlineData("größe", "müller & söhne", 0.45262115927755153)]
    public void PlaceOf_GoldenValues_NeverMove(string salt, string value, double place) => Assert.Equal(place, RolloutCondition.PlaceOf(salt, value), precision: 12);

    [Fact]
    public void PlaceOf_Anything_IsTheFirstBytesOfTheHash() => Gen.Select(Gen.String, Gen.String).Sample(static (salt, value) =>
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(salt + ":" + value));
        double expected = 0;
        for (var i = 0; i < 8; i++)
        {
            expected += hash[i] / Math.Pow(256, i + 1);
        }

        Assert.Equal(expected, RolloutCondition.PlaceOf(salt, value), precision: 12);
        Assert.InRange(RolloutCondition.PlaceOf(salt, value), 0, BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(1) - 1));
    });

    [Fact]
    public void Includes_RaisedPercentage_OnlyAdds() => Gen.Select(Gen.String, Gen.String, Gen.Double[0, 100], Gen.Double[0, 100]).Sample(static (salt, value, one, other) =>
    {
        var lower = new RolloutCondition(Math.Min(one, other), "tenant", salt).Includes(value);
        var higher = new RolloutCondition(Math.Max(one, other), "tenant", salt).Includes(value);

        Assert.True(!lower || higher);
    });

    [Fact]
    public void Includes_None_AndAll_AreExact() => Gen.Select(Gen.String, Gen.String).Sample(static (salt, value) =>
    {
        Assert.False(new RolloutCondition(0, "tenant", salt).Includes(value));
        Assert.True(new RolloutCondition(100, "tenant", salt).Includes(value));
    });

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(50.5)]
    public void Includes_ManyValues_TakesAboutTheShare(double percent)
    {
        const int Count = 20_000;
        var rollout = new RolloutCondition(percent, "tenant", "share");

        var taken = Enumerable.Range(0, Count).Count(i => rollout.Includes(FormattableString.Invariant($"tenant-{i}")));

        Assert.InRange(taken * 100.0 / Count, percent - 1.5, percent + 1.5);
    }

    [Fact]
    public void Includes_OtherSalt_TakesOthers()
    {
        string[] tenants = [.. Enumerable.Range(0, 1000).Select(i => FormattableString.Invariant($"t{i}"))];
        string[] One(string salt) => [.. tenants.Where(new RolloutCondition(50, "tenant", salt).Includes)];

        var both = One("a").Intersect(One("b")).Count();

        Assert.InRange(both, 200, 300);
    }
}
