using System.Collections.Immutable;
using System.Globalization;
using System.Security.Claims;

namespace Strata.Server.Access;

/// <summary>Who calls, as authentication found out. Immutable.</summary>
/// <param name="Subject">What grants are given to: <c>user:alice</c>, <c>client:deployer</c>, <c>local</c> where nobody is asked who he is.</param>
/// <param name="Name">The name that the history shows.</param>
/// <param name="Groups">What else grants are given to that the caller has: <c>group:platform</c>.</param>
/// <param name="IsStrong">Whether a second factor was shown, or none is needed: a program's own key.</param>
/// <param name="Scopes">What the credential is limited to, whatever its owner may; null where it has no limits of its own.</param>
/// <param name="Credential">The credential that was shown, for the history: <c>token:7f3a</c>, <c>jwt:ID</c>; never itself a secret.</param>
internal sealed record Caller(string Subject, string Name, ImmutableArray<string> Groups, bool IsStrong, ImmutableArray<string>? Scopes, string Credential)
{
    /// <summary>Whoever calls a server that asks nobody who he is, which only loopback reaches.</summary>
    public static Caller Local { get; } = new("local", "local", [], IsStrong: true, Scopes: null, "none");

    /// <summary>Whether what was shown is enough for a verb.</summary>
    public bool IsStrongEnough(Verb verb) => IsStrong || !VerbName.TakesSecondFactor(verb);

    /// <summary>Reads what authentication wrote; null where it found nobody.</summary>
    public static Caller? Of(ClaimsPrincipal principal) => principal.Identity is not { IsAuthenticated: true } || principal.FindFirst(CallerClaims.Subject) is not { Value: var subject }
        ? null
        : new Caller(
            subject,
            principal.FindFirst(CallerClaims.Name)?.Value ?? subject,
            [.. principal.FindAll(CallerClaims.Group).Select(static claim => claim.Value)],
            principal.HasClaim(CallerClaims.Strong, "true"),
            principal.HasClaim(static claim => claim.Type == CallerClaims.Scope) ? [.. principal.FindAll(CallerClaims.Scope).Select(static claim => claim.Value)] : null,
            principal.FindFirst(CallerClaims.Credential)?.Value ?? "");

    /// <summary>The claims that a caller is read back from.</summary>
    public ClaimsPrincipal ToPrincipal(string scheme)
    {
        var identity = new ClaimsIdentity(scheme, CallerClaims.Name, CallerClaims.Group);
        identity.AddClaim(new Claim(CallerClaims.Subject, Subject));
        identity.AddClaim(new Claim(CallerClaims.Name, Name));
        identity.AddClaim(new Claim(CallerClaims.Strong, IsStrong ? "true" : "false"));
        identity.AddClaim(new Claim(CallerClaims.Credential, Credential));
        identity.AddClaims(Groups.Select(static group => new Claim(CallerClaims.Group, group)));
        identity.AddClaims((Scopes ?? []).Select(static scope => new Claim(CallerClaims.Scope, scope)));
        return new ClaimsPrincipal(identity);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Subject} ({Credential})");
}

/// <summary>The claims by which authentication tells who calls. Tokens of providers are translated to these; no other claim is looked at.</summary>
internal static class CallerClaims
{
    public const string Subject = "strata:subject";
    public const string Name = "strata:name";
    public const string Group = "strata:group";
    public const string Strong = "strata:strong";
    public const string Scope = "strata:scope";
    public const string Credential = "strata:credential";
}
