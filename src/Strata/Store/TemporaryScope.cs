namespace Strata.Store;

/// <summary>Ends something once, whoever disposes it how often.</summary>
/// <param name="end">Ends it.</param>
internal sealed class TemporaryScope(Action end) : IDisposable
{
    private Action? _end = end;

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
}
