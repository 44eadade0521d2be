namespace Strata.Server.Watching;

/// <summary>
/// A look that many share. Whoever asks gets one that begins after the asking, so that it sees what was there then; at most one is under way and
/// one is due, however many ask while a store is slow. Safe for use from several threads.
/// </summary>
internal sealed class SharedLook(Func<Task> look)
{
    private readonly Lock _lock = new();
    private Task _running = Task.CompletedTask;
    private Task? _due;

    /// <summary>Looks. Fails as the look does.</summary>
    public Task AskAsync()
    {
        lock (_lock)
        {
            return _due ??= RunAsync(_running);
        }
    }

    private async Task RunAsync(Task before)
    {
        // Never at once: the caller holds the lock, and this task is not known yet.
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        lock (_lock)
        {
            _running = _due!;
            _due = null;
        }

        await look().ConfigureAwait(false);
    }
}
