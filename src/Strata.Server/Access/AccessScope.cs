using System.Collections.Immutable;

namespace Strata.Server.Access;

/// <summary>What a credential may be used for, whatever its owner may: <c>view</c>, or in some spaces only, <c>publish:shop*</c>.</summary>
internal static class AccessScope
{
    /// <summary>Whether a text is a scope.</summary>
    public static bool IsOne(string scope)
    {
        var colon = scope.IndexOf(':', StringComparison.Ordinal);
        return VerbName.TryParse(colon < 0 ? scope : scope[..colon], out _) && (colon < 0 || ScopePattern.IsOne(scope[(colon + 1)..]));
    }

    /// <summary>Whether scopes leave something allowed; null where there are no limits.</summary>
    public static bool Allow(ImmutableArray<string>? scopes, in AccessQuestion question)
    {
        if (scopes is not { } given)
        {
            return true;
        }

        foreach (var scope in given)
        {
            if (Allows(scope, VerbName.Of(question.Verb), question.Space))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Allows(string scope, string verb, string? space) =>
        scope.StartsWith(verb, StringComparison.Ordinal)
        && (scope.Length == verb.Length || (scope[verb.Length] == ':' && scope.Length > verb.Length + 1 && (space is null || new ScopePattern(scope[(verb.Length + 1)..]).Covers(space))));
}
