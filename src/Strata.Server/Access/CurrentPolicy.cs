using Strata.Server.Stores;

namespace Strata.Server.Access;

/// <summary>
/// The policy that holds now, kept in memory: a request costs no query. It is read again when the store's policy has another version, and at once after this
/// process changed it. While the store cannot be reached, the one that was read last holds. Safe for use from several threads.
/// </summary>
internal sealed class CurrentPolicy(ServerStore store) : IDisposable
{
    private readonly SemaphoreSlim _reading = new(1, 1);
    private volatile Read? _read;

    public TimeProvider Time => store.Time;

    /// <summary>The policy.</summary>
    /// <exception cref="InvalidOperationException">None was read yet.</exception>
    public AccessPolicy Now => _read?.Policy ?? throw new InvalidOperationException("the policy is read before the server takes requests");

    /// <summary>Reads the policy where the store has another version of it than this process.</summary>
    public async Task SeenAsync(string version, CancellationToken cancellationToken)
    {
        if (_read?.Version != version)
        {
            await ReloadAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads the policy.</summary>
    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        // One after the other: what was read last is what holds.
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var (version, policy) = await store.Access.ReadAsync(cancellationToken).ConfigureAwait(false);
            _read = new Read(version, policy);
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();

    private sealed record Read(string Version, AccessPolicy Policy);
}
