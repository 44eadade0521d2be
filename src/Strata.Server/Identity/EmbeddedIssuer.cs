using System.Collections.Immutable;
using Dapper;
using OpenIddict.Abstractions;
using Strata.Server.Access;
using Strata.Server.Stores;

namespace Strata.Server.Identity;

/// <summary>This server as the issuer of its access tokens. Each has a row in the store, which says whether it still holds.</summary>
internal sealed class EmbeddedIssuer(IdentityKeys keys, PublicAddress address, ServerStore store) : ITokenIssuer
{
    private static readonly ImmutableArray<string> Algorithms = ["ES256"];

    public TokenRules Rules => new(address.Url.AbsoluteUri, EmbeddedIdentity.Audience, "at+jwt", Algorithms);

    public ValueTask<VerificationKey?> FindKeyAsync(string keyId, CancellationToken cancellationToken) =>
        ValueTask.FromResult(keys.Verification.FirstOrDefault(key => key.Id == keyId));

    public async ValueTask<Caller?> CallerOfAsync(SignedToken token, CancellationToken cancellationToken)
    {
        var subject = token.Claim(OpenIddictConstants.Claims.Subject)!;
        if (token.Claim(OpenIddictConstants.Claims.Private.TokenId) is not { } id || !await IsValidAsync(id, subject, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        var scopes = (token.Claim(OpenIddictConstants.Claims.Scope) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

        // A program shows its own secret, which is no password that people choose.
        var isStrong = subject.StartsWith("client:", StringComparison.Ordinal) || token.Claims(OpenIddictConstants.Claims.AuthenticationMethodReference) is { } methods && methods.Contains(AuthenticationMethod.OneTimeCode);
        return new Caller(subject, token.Claim(OpenIddictConstants.Claims.Name) ?? subject, [], isStrong, CredentialScopes.LimitsOf(scopes), $"jwt:{id}");
    }

    private Task<bool> IsValidAsync(string id, string subject, CancellationToken cancellationToken) => store.ReadAsync(
        async (connection, token) => await connection.QuerySingleAsync<long>(new CommandDefinition(
            """
            SELECT COUNT(*) FROM oidc_tokens LEFT JOIN oidc_authorizations ON oidc_authorizations.id = oidc_tokens.authorization_id
            WHERE oidc_tokens.id = @id AND oidc_tokens.subject = @subject AND oidc_tokens.status = 'valid' AND (oidc_authorizations.id IS NULL OR oidc_authorizations.status = 'valid')
            AND NOT EXISTS (SELECT 1 FROM users WHERE users.is_disabled <> 0 AND 'user:' || users.user_name = @subject)
            """,
            new { id, subject },
            cancellationToken: token)).ConfigureAwait(false) == 1,
        cancellationToken);
}
