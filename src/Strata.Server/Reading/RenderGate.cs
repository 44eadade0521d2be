using Strata.Server.Spaces;

namespace Strata.Server.Reading;

/// <summary>Lets as many renderings run as there are cores, keeps some waiting, and turns the rest away at once. Safe for use from several threads.</summary>
internal sealed class RenderGate : IDisposable
{
    private const int MostWaiting = 512;

    private static readonly int Most = Math.Max(2, Environment.ProcessorCount);

    private readonly SemaphoreSlim _free = new(Most);
    private int _entered;

    /// <summary>How many run.</summary>
    public int Running => Most - _free.CurrentCount;

    /// <summary>How many wait for their turn.</summary>
    public int Waiting => Math.Max(0, Volatile.Read(ref _entered) - Running);

    /// <summary>Runs some work when it is its turn.</summary>
    /// <exception cref="RefusalException">Too many wait already.</exception>
    public async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _entered) > MostWaiting)
        {
            Interlocked.Decrement(ref _entered);
            throw Refusal.Overloaded();
        }

        try
        {
            await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await Task.Run(work, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _free.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _entered);
        }
    }

    public void Dispose() => _free.Dispose();
}
