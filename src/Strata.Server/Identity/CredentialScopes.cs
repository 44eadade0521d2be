using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Strata.Server.Identity;

/// <summary>What a credential can be limited to: a verb, or <c>VERB:SPACE</c>, where the space may end with <c>*</c>.</summary>
internal static class CredentialScopes
{
    private const int MostLength = 100;

    private static readonly FrozenSet<string> Verbs = new[] { "view", "view-secrets", "edit", "approve", "publish", "rollback", "manage" }.ToFrozenSet(StringComparer.Ordinal);

    // Those of OpenID Connect, which limit nothing.
    private static readonly FrozenSet<string> Protocol = new[] { "openid", "profile", "offline_access", EmbeddedIdentity.Audience }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether it limits to something.</summary>
    public static bool IsLimit(string scope)
    {
        var colon = scope.IndexOf(':', StringComparison.Ordinal);
        return scope.Length <= MostLength && Verbs.Contains(colon < 0 ? scope : scope[..colon]) && (colon < 0 || IsPattern(scope.AsSpan(colon + 1)));
    }

    /// <summary>Whether it may be asked for. One that is misspelt must not be left out: what is left would allow more.</summary>
    public static bool IsKnown(string scope) => Protocol.Contains(scope) || IsLimit(scope);

    /// <summary>The limits among scopes; null where there are none.</summary>
    public static ImmutableArray<string>? LimitsOf(IEnumerable<string> scopes)
    {
        ImmutableArray<string> limits = [.. scopes.Where(IsLimit)];
        return limits.IsEmpty ? null : limits;
    }

    /// <summary>
    /// Whether fewer scopes would allow more: none of those that limit is left. To OAuth fewer scopes are less, and it lets whoever has a token ask for fewer.
    /// </summary>
    /// <param name="granted">The scopes that were granted.</param>
    /// <param name="asked">Those of them that are asked for; none for all.</param>
    public static bool Widens(ImmutableArray<string> granted, ImmutableArray<string> asked) => !asked.IsEmpty && LimitsOf(granted) is not null && LimitsOf(asked) is null;

    private static bool IsPattern(ReadOnlySpan<char> pattern)
    {
        var name = pattern is [.., '*'] ? pattern[..^1] : pattern;
        foreach (var character in name)
        {
            if (!char.IsAsciiLetterLower(character) && !char.IsAsciiDigit(character) && character != '-')
            {
                return false;
            }
        }

        return pattern.Length > 0;
    }
}
