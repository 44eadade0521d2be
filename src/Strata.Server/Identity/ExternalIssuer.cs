using System.Collections.Immutable;
using Strata.Server.Access;

namespace Strata.Server.Identity;

/// <summary>A provider elsewhere as the issuer of access tokens. What it says of its users holds as long as its tokens do.</summary>
internal sealed class ExternalIssuer(ExternalProvider provider, ExternalKeys keys) : ITokenIssuer
{
    private const int MostNameLength = 200;

    private static readonly ImmutableArray<string> Algorithms = ["ES256", "RS256", "PS256"];

    // RFC 8176: several factors, a code that is used once, a key in hardware.
    private static readonly ImmutableArray<string> StrongMethods = ["mfa", "otp", "hwk"];

    public TokenRules Rules { get; } = new(provider.Issuer, provider.Audience, provider.TokenType, Algorithms);

    public ValueTask<VerificationKey?> FindKeyAsync(string keyId, CancellationToken cancellationToken) => keys.FindAsync(keyId, cancellationToken);

    public ValueTask<Caller?> CallerOfAsync(SignedToken token, CancellationToken cancellationToken)
    {
        if (token.Claim(provider.NameClaim) is not { Length: > 0 and <= MostNameLength } name || name.Any(char.IsControl) || token.Claims(provider.GroupsClaim) is not { } groups)
        {
            return ValueTask.FromResult<Caller?>(null);
        }

        var isStrong = (token.Claims("amr") is { } methods && methods.Any(StrongMethods.Contains)) || (token.Claim("acr") is { } acr && provider.StrongAcr.Contains(acr, StringComparer.Ordinal));
        var scopes = (token.Claim("scope") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return ValueTask.FromResult<Caller?>(new Caller(User.SubjectOf(name), name, [.. groups.Select(static group => $"group:{group}")], isStrong, CredentialScopes.LimitsOf(scopes), $"jwt:{token.Claim("jti") ?? token.Claim("sub")}"));
    }
}
