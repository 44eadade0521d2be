using Strata.Server.Watching;

namespace Strata.Consumers.Tests.Server;

/// <summary>A look at the store that many share.</summary>
public sealed class SharedLookTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ask_WhileALookIsUnderWay_GetsTheNextOne_HoweverManyAsk()
    {
        var begun = new SemaphoreSlim(0);
        var gate = new SemaphoreSlim(0);
        var looks = 0;
        var look = new SharedLook(async () =>
        {
            Interlocked.Increment(ref looks);
            begun.Release();
            await gate.WaitAsync(Token);
        });
        var first = look.AskAsync();
        await begun.WaitAsync(Token);
        var later = Enumerable.Range(0, 100).Select(_ => look.AskAsync()).ToList();
        gate.Release();
        await first.WaitAsync(Token);
        await begun.WaitAsync(Token);
        Assert.All(later, static one => Assert.False(one.IsCompleted));
        gate.Release();
        await Task.WhenAll(later).WaitAsync(Token);
        Assert.Equal(2, looks);
    }

    [Fact]
    public async Task Ask_BehindALookThatFailed_LooksAgain()
    {
        var looks = 0;
        var look = new SharedLook(() => ++looks == 1 ? throw new InvalidOperationException("first") : Task.CompletedTask);
        await Assert.ThrowsAsync<InvalidOperationException>(look.AskAsync);
        await look.AskAsync();
        Assert.Equal(2, looks);
    }
}
