using Strata.Server.Access;
using Strata.Server.Spaces;

namespace Strata.Server.Reading;

/// <summary>Brings a question to what its caller may know.</summary>
internal static class QueryLimits
{
    /// <summary>The question with what its caller may see of the answer, and see in clear.</summary>
    /// <exception cref="RefusalException">That is nothing.</exception>
    public static ResolutionQuery For(this ResolutionQuery query, RequestAccess access, string space)
    {
        var (environment, tenant) = PlaceOf(query);
        var visible = access.LimitsOf(Verb.View, space, environment, tenant);
        if (visible.IsNone)
        {
            access.Require(new AccessQuestion(Verb.View, space, environment, tenant));
        }

        if (!query.Reveals)
        {
            return visible.IsAll ? query : query with { Visible = visible };
        }

        var revealed = access.LimitsOf(Verb.ViewSecrets, space, environment, tenant);
        if (revealed.IsNone)
        {
            access.Require(new AccessQuestion(Verb.ViewSecrets, space, environment, tenant));
        }

        return visible.IsAll && revealed.IsAll ? query : query with { Visible = visible, Revealed = revealed };
    }

    /// <summary>Whether the caller may know the whole answer to a question.</summary>
    public static bool MaySeeAll(this ResolutionQuery query, RequestAccess access, string space)
    {
        var (environment, tenant) = PlaceOf(query);
        return access.May(new AccessQuestion(Verb.View, space, environment, tenant, "*"))
            && (!query.Reveals || access.May(new AccessQuestion(Verb.ViewSecrets, space, environment, tenant, "*")));
    }

    // Without their conditions, the overrides of every environment and tenant are in the answer.
    private static (string Environment, string Tenant) PlaceOf(ResolutionQuery query) => query.IgnoresConditions ? ("*", "*") : (query.Environment, query.Tenant ?? "");
}
