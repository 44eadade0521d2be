using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Strata.Server.Access;

/// <summary>
/// Who may do what: roles, and who has them where. What no grant allows is refused, and a credential's own scopes narrow what its owner may. Immutable, and the
/// same answer to the same question; safe for use from several threads.
/// </summary>
internal sealed class AccessPolicy
{
    private readonly FrozenDictionary<string, ImmutableArray<(Grant Grant, Role Role)>> _bySubject;
    private readonly FrozenDictionary<string, Role> _roles;

    /// <param name="roles">The roles that people made, beside those that are always there.</param>
    /// <param name="grants">The grants. One of a role that is not there allows nothing.</param>
    public AccessPolicy(IEnumerable<Role> roles, IEnumerable<Grant> grants)
    {
        Roles = [.. Role.BuiltIn, .. roles.Where(static role => !role.IsBuiltIn).OrderBy(static role => role.Name, StringComparer.Ordinal)];
        Grants = [.. grants.OrderBy(static grant => grant.Subject, StringComparer.Ordinal).ThenBy(static grant => grant.Id, StringComparer.Ordinal)];
        _roles = Roles.ToFrozenDictionary(static role => role.Name, StringComparer.Ordinal);
        _bySubject = Grants.Where(grant => _roles.ContainsKey(grant.Role))
            .GroupBy(static grant => grant.Subject, StringComparer.Ordinal)
            .ToFrozenDictionary(static group => group.Key, group => group.Select(grant => (grant, _roles[grant.Role])).ToImmutableArray(), StringComparer.Ordinal);
    }

    public ImmutableArray<Role> Roles { get; }

    public ImmutableArray<Grant> Grants { get; }

    /// <summary>The grants that let somebody give rights everywhere and for ever: without one, nobody could ever again.</summary>
    public IEnumerable<Grant> Administering => Grants.Where(grant => grant is { IsUnlimited: true, ExpiresAt: null } && grant.Subject != Grant.Everyone && _roles.TryGetValue(grant.Role, out var role) && role.Verbs.Contains(Verb.Manage));

    /// <summary>A role by its name; null where there is none.</summary>
    public Role? FindRole(string name) => _roles.GetValueOrDefault(name);

    /// <summary>Whether a caller may do something.</summary>
    public bool Allows(Caller caller, in AccessQuestion question, DateTimeOffset now)
    {
        if (!AccessScope.Allow(caller.Scopes, question))
        {
            return false;
        }

        if (AllowsSubject(caller.Subject, question, now) || AllowsSubject(Grant.Everyone, question, now))
        {
            return true;
        }

        foreach (var group in caller.Groups)
        {
            if (AllowsSubject(group, question, now))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The values on which a caller may do something, in one environment and tenant of a space.</summary>
    public PathLimits LimitsOf(Caller caller, in AccessQuestion question, DateTimeOffset now)
    {
        // Most have no limits, and are asked about again and again.
        if (Allows(caller, question with { Path = "*" }, now))
        {
            return PathLimits.All;
        }

        var asked = question with { Path = null };
        return AccessScope.Allow(caller.Scopes, asked)
            ? PathLimits.Of(GrantsOf(caller).Where(held => Differs(held.Grant, held.Role, asked, now) is null).Select(static held => held.Grant.Path))
            : PathLimits.None;
    }

    /// <summary>Whether a subject may do something, anywhere, that takes a second factor.</summary>
    public bool NeedsSecondFactor(string subject, DateTimeOffset now)
    {
        var caller = new Caller(subject, subject, [], IsStrong: false, Scopes: null, "");
        return GrantsOf(caller).Any(held => !(held.Grant.ExpiresAt <= now) && held.Role.Verbs.Any(VerbName.TakesSecondFactor));
    }

    /// <summary>Says which grant allows something, or of each why it does not.</summary>
    public AccessExplanation Explain(Caller caller, AccessQuestion question, DateTimeOffset now)
    {
        var looked = GrantsOf(caller).Select(held => new ExplainedGrant(held.Grant, Differs(held.Grant, held.Role, question, now)));
        var lost = Grants.Where(grant => !_roles.ContainsKey(grant.Role) && IsOf(caller, grant)).Select(static grant => new ExplainedGrant(grant, $"there is no role \"{grant.Role}\""));
        return new AccessExplanation(Allows(caller, question, now), AccessScope.Allow(caller.Scopes, question), [.. looked, .. lost]);
    }

    private bool AllowsSubject(string subject, in AccessQuestion question, DateTimeOffset now)
    {
        if (_bySubject.TryGetValue(subject, out var held))
        {
            foreach (var (grant, role) in held)
            {
                if (Differs(grant, role, question, now) is null)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private IEnumerable<(Grant Grant, Role Role)> GrantsOf(Caller caller) =>
        caller.Groups.Append(caller.Subject).Append(Grant.Everyone).Distinct().SelectMany(subject => _bySubject.GetValueOrDefault(subject, []));

    private static bool IsOf(Caller caller, Grant grant) => grant.Subject == caller.Subject || grant.Subject == Grant.Everyone || caller.Groups.Contains(grant.Subject);

    // Why a grant does not allow what is asked for; null where it does. The texts are constants: this is asked for each request.
    private static string? Differs(Grant grant, Role role, in AccessQuestion question, DateTimeOffset now) =>
        grant.ExpiresAt <= now ? "it has expired"
        : !role.Verbs.Contains(question.Verb) ? "its role has not this verb"
        : question.Space is { } space && !grant.Space.Covers(space) ? "it is for another space"
        : question.Environment is { } environment && !grant.Environment.Covers(environment) ? "it is for another environment"
        : question.Tenant is { } tenant && !grant.Tenant.Covers(tenant) ? "it is for another tenant"
        : question.Path is { } path && !grant.Path.CoversPath(path) ? "it is for other paths"
        : null;
}

/// <summary>Why something is allowed or not. Immutable.</summary>
/// <param name="IsAllowed">Whether it is.</param>
/// <param name="IsInScope">Whether the credential that is asked about may be used for it.</param>
/// <param name="Grants">The grants of the subject, each with the reason why it does not allow it; null where it does.</param>
internal sealed record AccessExplanation(bool IsAllowed, bool IsInScope, ImmutableArray<ExplainedGrant> Grants);

/// <summary>A grant, and why it does not allow what is asked for; null where it does.</summary>
internal sealed record ExplainedGrant(Grant Grant, string? Reason);
