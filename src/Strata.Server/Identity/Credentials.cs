using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Strata.Server.Access;
using Strata.Server.Observing;
using Strata.Server.Spaces;

namespace Strata.Server.Identity;

/// <summary>
/// Finds out who calls by what a request shows. What was found out is kept for a few seconds, by the hash of what was shown: a program that asks often
/// costs no question to the store, and what is revoked is refused after that time at the latest. Safe for use from several threads.
/// </summary>
internal sealed class Credentials(TokenReader tokens, StoredApiTokens apiTokens, ServerMeter meter, TimeProvider time)
{
    /// <summary>How long what was revoked may still be taken.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromSeconds(5);

    private const string Scheme = "Bearer ";
    private const int MostKept = 20_000;
    private const int MostLength = 16 * 1024;

    private readonly ConcurrentDictionary<TokenHash, Found> _found = new();

    /// <summary>Who calls; null where the request shows nothing.</summary>
    /// <exception cref="RefusalException">What it shows is not taken.</exception>
    public ValueTask<ClaimsPrincipal?> FindAsync(HttpContext context)
    {
        if (TextOf(context) is not { } text)
        {
            return default;
        }

        var hash = TokenHash.Of(text);
        return _found.TryGetValue(hash, out var found) && found.Until > time.GetUtcNow() ? new ValueTask<ClaimsPrincipal?>(found.Principal) : ReadAsync(text, hash, context.RequestAborted);
    }

    /// <summary>The token that a request shows; null where it shows nothing.</summary>
    /// <exception cref="RefusalException">What it shows is none.</exception>
    public static string? TextOf(HttpContext context) => context.Request.Headers.Authorization switch
    {
        { Count: 0 } => null,
        [{ Length: <= MostLength } header] when header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) => header[Scheme.Length..].Trim(),
        _ => throw Refusal.BadCredential("the header Authorization is not \"Bearer TOKEN\""),
    };

    /// <summary>Whether a token that was taken still is.</summary>
    /// <param name="text">The token.</param>
    /// <param name="age">How long ago it may have been looked at last.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <exception cref="RefusalException">That cannot be found out now.</exception>
    public async ValueTask<bool> HoldsAsync(string text, TimeSpan age, CancellationToken cancellationToken)
    {
        var (hash, now) = (TokenHash.Of(text), time.GetUtcNow());
        if (_found.TryGetValue(hash, out var found) && found.Until > now && found.At > now - age)
        {
            return true;
        }

        try
        {
            await ReadAsync(text, hash, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (RefusalException refusal) when (refusal.Status == StatusCodes.Status401Unauthorized)
        {
            return false;
        }
    }

    private async ValueTask<ClaimsPrincipal?> ReadAsync(string text, TokenHash hash, CancellationToken cancellationToken)
    {
        // Whatever comes of it, what was found out before is over.
        _found.TryRemove(hash, out _);
        var begun = time.GetUtcNow();
        var (caller, until) = await CountedAsync(text, cancellationToken).ConfigureAwait(false);
        var principal = caller.ToPrincipal("strata");
        if (_found.Count >= MostKept)
        {
            Forget();
        }

        // From when it was begun to be looked at: what was revoked meanwhile may not have been seen.
        _found[hash] = new Found(principal, begun, until < begun + Kept ? until : begun + Kept);
        return principal;
    }

    private async Task<(Caller Caller, DateTimeOffset Until)> CountedAsync(string text, CancellationToken cancellationToken)
    {
        var isApiToken = text.StartsWith(ApiTokenText.Prefix, StringComparison.Ordinal);
        var kind = isApiToken ? CredentialKind.ApiToken : CredentialKind.AccessToken;
        try
        {
            var read = await (isApiToken ? apiTokens.ReadAsync(text, cancellationToken) : tokens.ReadAsync(text, cancellationToken)).ConfigureAwait(false);
            meter.CountAuthentication(kind, Outcomes.Ok);
            return read;
        }
        catch (Exception exception)
        {
            meter.CountAuthentication(kind, Outcomes.Of(exception));
            throw;
        }
    }

    // More at once than these are no programs that ask often.
    private void Forget()
    {
        var now = time.GetUtcNow();
        foreach (var (hash, found) in _found)
        {
            if (found.Until <= now)
            {
                _found.TryRemove(hash, out _);
            }
        }

        if (_found.Count >= MostKept)
        {
            _found.Clear();
        }
    }

    private sealed record Found(ClaimsPrincipal Principal, DateTimeOffset At, DateTimeOffset Until);

    private readonly record struct TokenHash(ulong A, ulong B, ulong C, ulong D)
    {
        public static TokenHash Of(string text)
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
            var words = MemoryMarshal.Cast<byte, ulong>(hash);
            return new TokenHash(words[0], words[1], words[2], words[3]);
        }
    }
}
