using System.Collections.Immutable;

namespace Strata.Server.Identity;

/// <summary>A provider of OpenID Connect elsewhere, whose access tokens this server takes in place of its own. Immutable.</summary>
/// <param name="Issuer">Its issuer, letter by letter as its tokens say.</param>
/// <param name="Audience">What its tokens must be for.</param>
internal sealed record ExternalProvider(string Issuer, string Audience)
{
    /// <summary>The client that <c>strata login</c> asks it as; null where it cannot.</summary>
    public string? Client { get; init; }

    /// <summary>The claim with the groups.</summary>
    public string GroupsClaim { get; init; } = "groups";

    /// <summary>The claim with the name that grants are given to. Default: <c>sub</c>, the only one that a provider must never give to somebody else.</summary>
    public string NameClaim { get; init; } = "sub";

    /// <summary>The type in the header of its access tokens.</summary>
    public string TokenType { get; init; } = "at+jwt";

    /// <summary>What its claim <c>acr</c> says where a second factor was shown.</summary>
    public ImmutableArray<string> StrongAcr { get; init; } = [];
}
