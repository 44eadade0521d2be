using Strata.Server.Access;
using Strata.Server.Spaces;

namespace Strata.Server.Identity;

/// <summary>Finds out who shows an access token. The same for tokens of this server and of a provider elsewhere. Safe for use from several threads.</summary>
internal sealed class TokenReader(ITokenIssuer issuer, TimeProvider time)
{
    /// <summary>How far clocks may be apart.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    /// <summary>Who shows it, and until when it holds.</summary>
    /// <exception cref="RefusalException">It is not taken.</exception>
    public async Task<(Caller Caller, DateTimeOffset Until)> ReadAsync(string text, CancellationToken cancellationToken)
    {
        if (SignedToken.Read(text) is not { Algorithm: { } algorithm, KeyId: { } keyId } token)
        {
            throw Refusal.BadCredential("it is no signed token");
        }

        // First the signature: until then it is a stranger's text, and nothing of it is told back.
        var key = await issuer.FindKeyAsync(keyId, cancellationToken).ConfigureAwait(false);
        var rules = issuer.Rules;
        if (key is null || !rules.Algorithms.Contains(algorithm, StringComparer.Ordinal) || !key.Verifies(algorithm, token.Signed, token.Signature))
        {
            throw Refusal.BadCredential("it is signed with no key of the issuer");
        }

        var until = Check(token, rules);
        return await issuer.CallerOfAsync(token, cancellationToken).ConfigureAwait(false) is { } caller ? (caller, until) : throw Refusal.BadCredential("it was revoked, or never was an access token");
    }

    private DateTimeOffset Check(SignedToken token, TokenRules rules)
    {
        if (!IsType(token.Type, rules.Type))
        {
            throw Refusal.BadCredential($"its type is not {rules.Type}: it is no access token");
        }

        if (token.Claim("iss") != rules.Issuer)
        {
            throw Refusal.BadCredential("it is of another issuer");
        }

        if (token.Claims("aud") is not { } audiences || !audiences.Contains(rules.Audience, StringComparer.Ordinal))
        {
            throw Refusal.BadCredential("it is for somebody else");
        }

        if (string.IsNullOrEmpty(token.Claim("sub")))
        {
            throw Refusal.BadCredential("it says of nobody that it is");
        }

        var now = time.GetUtcNow();
        if (!token.TryGetMoment("exp", out var expiry) || expiry is not { } end || !token.TryGetMoment("nbf", out var begin) || !token.TryGetMoment("iat", out _))
        {
            throw Refusal.BadCredential("its times are none");
        }

        return now >= end + Skew ? throw Refusal.BadCredential("it has expired")
            : begin is { } start && now < start - Skew ? throw Refusal.BadCredential("it is not valid yet")
            : end + Skew;
    }

    // The type is that of a medium, whose letters' case does not count, and whose "application/" may be left out (RFC 7515).
    private static bool IsType(string? type, string wanted) => string.Equals(type, wanted, StringComparison.OrdinalIgnoreCase) || string.Equals(type, $"application/{wanted}", StringComparison.OrdinalIgnoreCase);
}
