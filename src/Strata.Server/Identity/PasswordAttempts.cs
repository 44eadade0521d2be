using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Strata.Server.Identity;

/// <summary>
/// What makes attempts to sign in look alike: names that nobody has are checked against a hash too, attempts at one name follow each other, and no
/// failure is told sooner than another. Safe for use from several threads.
/// </summary>
internal sealed class PasswordAttempts : IDisposable
{
    private const int Stripes = 64;

    private static readonly TimeSpan FailureTime = TimeSpan.FromMilliseconds(600);

    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, Stripes).Select(static _ => new SemaphoreSlim(1, 1))];
    private readonly TimeProvider _time;

    public PasswordAttempts(IOptions<PasswordHasherOptions> options, TimeProvider time)
    {
        _time = time;
        NobodysHash = new PasswordHasher<User>(options).HashPassword(new User(), RandomSecret.OneTimePassword());
    }

    /// <summary>A hash that takes as long to check as anybody's.</summary>
    public string NobodysHash { get; }

    /// <summary>Makes an attempt at a name, after those that are being made. Two at once could both be the last that is allowed.</summary>
    /// <param name="name">The name, whoever has it.</param>
    /// <param name="attempt">The attempt; null where it failed.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task<T?> MakeAsync<T>(string name, Func<Task<T?>> attempt, CancellationToken cancellationToken)
        where T : class
    {
        var turn = _turns[(uint)string.GetHashCode(name, StringComparison.OrdinalIgnoreCase) % Stripes];
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        var begun = _time.GetTimestamp();
        T? result;
        try
        {
            result = await attempt().ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }

        if (result is null && FailureTime - _time.GetElapsedTime(begun) is { Ticks: > 0 } rest)
        {
            await Task.Delay(rest, _time, cancellationToken).ConfigureAwait(false);
        }

        return result;
    }

    public void Dispose()
    {
        foreach (var turn in _turns)
        {
            turn.Dispose();
        }
    }
}
