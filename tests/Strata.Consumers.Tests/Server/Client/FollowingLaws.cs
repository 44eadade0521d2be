using CsCheck;
using Strata.Extensions.Configuration;

namespace Strata.Consumers.Tests.Server.Client;

/// <summary>What holds whatever servers say, and however often they fail.</summary>
public sealed class FollowingLaws
{
    private static readonly Gen<ServedPoint> Point = Gen.Select(Gen.OneOf("a", "b", "c"), Gen.Long[1, 6]).Select(static (epoch, revision) => new ServedPoint(epoch, revision));

    [Fact]
    public void Revision_OfWhatIsInUse_NeverFallsWithinAnEpochAndNoEpochComesBack() => Point.Array[1, 40].Sample(
        static answers =>
        {
            var history = new ServedHistory();
            var used = new List<ServedPoint>();
            foreach (var point in answers)
            {
                if (history.ReasonAgainst(point) is null)
                {
                    var before = history.Follow(point);
                    Assert.Equal(used.Count > 0 && used[^1].Epoch != point.Epoch ? used[^1] : null, before);
                    used.Add(point);
                }
                else
                {
                    // Refused for a reason only: it would have been a step back.
                    Assert.Contains(used, earlier => point.IsBehind(earlier) || (earlier.Epoch == point.Epoch && used[^1].Epoch != point.Epoch));
                }
            }

            Assert.Equal(used.Select(static point => point.Epoch).Distinct().Count(), 1 + used.Zip(used.Skip(1)).Count(static pair => pair.First.Epoch != pair.Second.Epoch));
            Assert.All(used.Zip(used.Skip(1)), static pair => Assert.False(pair.Second.IsBehind(pair.First)));
        },
        iter: 5000);

    [Fact]
    public void Wait_AfterFailures_IsAnythingUpToABoundThatDoublesToTheLongest() => Gen.Select(Gen.Int[1, 20], Gen.Double.Unit).Sample(
        static (failures, chance) =>
        {
            var backOff = new BackOff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), () => chance);
            var wait = TimeSpan.Zero;
            for (var i = 0; i < failures; i++)
            {
                wait = backOff.Next();
            }

            Assert.Equal(Math.Min(30, Math.Pow(2, failures - 1)) * chance, wait.TotalSeconds, tolerance: 1e-5);
            backOff.Reset();
            Assert.Equal(chance, backOff.Next().TotalSeconds, tolerance: 1e-5);
        });

    [Fact]
    public void Wait_ThatAServerAsksFor_IsWaitedOnceAndRaisesTheBoundAfterIt()
    {
        var backOff = new BackOff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), static () => 1);
        backOff.Ask(TimeSpan.FromSeconds(4));
        backOff.Reset();
        Assert.Equal(4, backOff.Next().TotalSeconds);
        backOff.Ask(TimeSpan.FromSeconds(4));
        Assert.Equal([4, 4, 8, 16, 30, 30], Enumerable.Range(0, 6).Select(_ => backOff.Next().TotalSeconds));
        backOff.Ask(TimeSpan.FromDays(9));
        Assert.Equal(30, backOff.Next().TotalSeconds);
    }

    [Fact]
    public void Wait_WhereTheServerIsToBeLeftAlone_BeginsBehindThat()
    {
        var backOff = new BackOff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), static () => 0.5);
        backOff.LeaveAlone(TimeSpan.FromSeconds(4));
        Assert.Equal([4.5, 1, 2], Enumerable.Range(0, 3).Select(_ => backOff.Next().TotalSeconds));
        backOff.LeaveAlone(TimeSpan.FromDays(9));
        Assert.Equal(34, backOff.Next().TotalSeconds);
    }

    [Theory]
    [InlineData("e1:7", "e1", 7L)]
    [InlineData("a:b:7", "a:b", 7L)]
    public void Point_AsAServerWritesIt_IsReadBack(string text, string epoch, long revision)
    {
        Assert.Equal(new ServedPoint(epoch, revision), ServedPoint.TryParse(text));
        Assert.Equal(text, ServedPoint.TryParse(text).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData(":7")]
    [InlineData("e1:")]
    [InlineData("e1:-7")]
    [InlineData("e1:99999999999999999999")]
    public void Point_ThatIsNone_IsNull(string text) => Assert.Null(ServedPoint.TryParse(text));
}
