using Strata.Server.Spaces;

namespace Strata.Server.Reading;

/// <summary>Lets as many renderings run as there are cores, keeps some waiting, and turns the rest away at once. Safe for use from several threads.</summary>
internal sealed class RenderGate : IDisposable
{
    private const int MostWaiting = 512;

    private readonly SemaphoreSlim _free = new(Math.Max(2, Environment.ProcessorCount));
    private int _waiting;

    /// <summary>Runs some work when it is its turn.</summary>
    /// <exception cref="RefusalException">Too many wait already.</exception>
    public async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref _waiting);
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
            Interlocked.Decrement(ref _waiting);
        }
    }

    public void Dispose() => _free.Dispose();
}
