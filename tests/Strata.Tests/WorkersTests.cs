namespace Strata.Tests;

public class WorkersTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10_000)]
    public void ForEach_EachIndex_IsDoneOnce(int count)
    {
        var done = new int[count];

        Workers.ForEach(count, static () => 0, (index, _) => Interlocked.Increment(ref done[index]));

        Assert.All(done, static times => Assert.Equal(1, times));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public void ForEach_ActionThatThrows_ThrowsOnTheCallingThread(int count)
    {
        var thrown = Assert.Throws<InvalidOperationException>(() => Workers.ForEach(count, static () => 0, static (index, _) =>
        {
            if (index == 0)
            {
                throw new InvalidOperationException("a bug");
            }
        }));

        Assert.Equal("a bug", thrown.Message);
        Assert.Contains(nameof(WorkersTests), thrown.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public void ForEach_AfterAFailure_BeginsNothingNew()
    {
        var begun = 0;

        Assert.Throws<InvalidOperationException>(() => Workers.ForEach(1_000_000, static () => 0, (_, _) =>
        {
            Interlocked.Increment(ref begun);
            throw new InvalidOperationException();
        }));

        Assert.InRange(begun, 1, Environment.ProcessorCount);
    }

    [Fact]
    public void ForEach_SeveralCores_AreAllUsed()
    {
        Assert.SkipUnless(Environment.ProcessorCount > 1, "there is one core only");
        using var both = new Barrier(2);

        // Each of the first two waits for the other: on one thread alone that would never end.
        Workers.ForEach(2, static () => 0, (_, _) => Assert.True(both.SignalAndWait(TimeSpan.FromMinutes(1))));
    }

    [Fact]
    public void ForEach_State_IsSharedByNoTwoThreads()
    {
        var states = new System.Collections.Concurrent.ConcurrentBag<List<int>>();

        Workers.ForEach(
            1000,
            () =>
            {
                var own = new List<int>();
                states.Add(own);
                return own;
            },
            static (index, own) => own.Add(index));

        Assert.InRange(states.Count, 1, Environment.ProcessorCount);
        Assert.Equal(Enumerable.Range(0, 1000), states.SelectMany(static own => own).Order());
    }
}
