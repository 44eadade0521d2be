using System.Collections.Immutable;
using Strata.Server.Access;

namespace Strata.Server.Identity;

/// <summary>Whose access tokens are taken, and what they must be. One at a time: this server's own, or those of one provider elsewhere.</summary>
internal interface ITokenIssuer
{
    /// <summary>Finds a key that its tokens are signed with. Where it finds none it may look for new ones, but never where a token says.</summary>
    /// <param name="keyId">What the token calls the key; only looked up among those that are known.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    ValueTask<VerificationKey?> FindKeyAsync(string keyId, CancellationToken cancellationToken);

    /// <summary>What its tokens must say, once the keys are there.</summary>
    TokenRules Rules { get; }

    /// <summary>Who shows a token that is right; null where it is not taken after all: it was revoked, or is for something else.</summary>
    ValueTask<Caller?> CallerOfAsync(SignedToken token, CancellationToken cancellationToken);
}

/// <summary>What tokens must say.</summary>
/// <param name="Issuer">Who issued it, letter by letter.</param>
/// <param name="Audience">Whom it is for, among others.</param>
/// <param name="Type">The type in its header: what keeps ID tokens, and everything else that is signed with the same key, from being access tokens.</param>
/// <param name="Algorithms">What it may be signed with.</param>
internal sealed record TokenRules(string Issuer, string Audience, string Type, ImmutableArray<string> Algorithms);
