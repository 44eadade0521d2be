using System.Collections.Immutable;

namespace Strata.Mocks;

/// <summary>A service that is mocked.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Latency">How long it takes.</param>
/// <param name="Faults">What goes wrong.</param>
internal sealed record MockedServer(string Name, MockLatency Latency, ImmutableArray<MockFault> Faults)
{
    private long _calls;

    /// <summary>Which of its calls the next one is, from 0.</summary>
    public long NextCall() => Interlocked.Increment(ref _calls) - 1;

    /// <summary>Counts anew.</summary>
    public void Reset() => Interlocked.Exchange(ref _calls, 0);
}
