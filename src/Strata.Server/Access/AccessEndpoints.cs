using System.ComponentModel;
using Strata.Server.Api;
using Strata.Server.Publishing;
using Strata.Server.Spaces;
using Strata.Server.Stores;

namespace Strata.Server.Access;

/// <summary>Roles, grants, and why somebody may do something or not.</summary>
internal static class AccessEndpoints
{
    private const string Yourself = "whoever is known may ask what he may do himself";

    public static void Map(RouteGroupBuilder api)
    {
        var access = api.MapGroup("/access");
        access.MapGet("/roles", ListRoles).NeedsAnywhere(Verb.View).Produces<RolesAnswer>().WithSummary("Lists the roles");
        access.MapPut("/roles/{name}", SetRoleAsync).NeedsEverywhere(Verb.Manage).Accepts<RoleRequest>("application/json").Produces<RoleAnswer>().WithSummary("Makes a role, or has one allow something else");
        access.MapDelete("/roles/{name}", RemoveRoleAsync).NeedsEverywhere(Verb.Manage).Produces(204).WithSummary("Takes a role away that nobody has");
        access.MapGet("/grants", ListGrants).NeedsEverywhere(Verb.Manage).Produces<GrantsAnswer>().WithSummary("Lists who has which role where; subject= only that one's");
        access.MapPost("/grants", AddGrantAsync).NeedsEverywhere(Verb.Manage).Accepts<GrantRequest>("application/json").Produces<GrantAnswer>(201).Produces<GrantAnswer>().WithSummary("Gives a role to somebody; 200 where he has it already");
        access.MapDelete("/grants/{id}", RemoveGrantAsync).NeedsEverywhere(Verb.Manage).Produces(204).WithSummary("Takes a grant away");
        access.MapGet("/explain", Explain).NeedsCaller(Yourself).Produces<ExplanationAnswer>().WithSummary("Says why somebody may do something, or not: subject, group (repeatable), verb, space, environment, tenant, path");
    }

    private static async Task<IResult> ListRoles(HttpContext context, CurrentPolicy policy) =>
        SpaceEndpoints.Json(new RolesAnswer([.. (await FreshAsync(context, policy).ConfigureAwait(false)).Roles.Select(RoleAnswer.Of)]));

    private static async Task<IResult> SetRoleAsync(HttpContext context, string name, ServerStore store, CurrentPolicy policy)
    {
        var (body, _) = await RequestBody.ReadAsync<RoleRequest>(context).ConfigureAwait(false);
        var role = Role.Checked(name, SpaceEndpoints.Message(body.Description), body.Verbs);
        await store.Access.SetRoleAsync(role, Actor.Of(context), context.RequestAborted).ConfigureAwait(false);
        await policy.ReloadAsync(context.RequestAborted).ConfigureAwait(false);
        return SpaceEndpoints.Json(RoleAnswer.Of(role));
    }

    private static async Task<IResult> RemoveRoleAsync(HttpContext context, string name, ServerStore store, CurrentPolicy policy)
    {
        await store.Access.RemoveRoleAsync(name, Actor.Of(context), context.RequestAborted).ConfigureAwait(false);
        await policy.ReloadAsync(context.RequestAborted).ConfigureAwait(false);
        return Results.NoContent();
    }

    private static async Task<IResult> ListGrants(HttpContext context, CurrentPolicy policy)
    {
        var subject = context.Request.Query["subject"].ToString();
        var grants = (await FreshAsync(context, policy).ConfigureAwait(false)).Grants.Where(grant => subject.Length == 0 || grant.Subject == subject);
        return SpaceEndpoints.Json(new GrantsAnswer([.. grants.Select(GrantAnswer.Of)]));
    }

    private static async Task<IResult> AddGrantAsync(HttpContext context, ServerStore store, CurrentPolicy policy)
    {
        var (body, _) = await RequestBody.ReadAsync<GrantRequest>(context).ConfigureAwait(false);
        var actor = Actor.Of(context);
        if (body.ExpiresAt <= store.Time.GetUtcNow())
        {
            throw Refusal.BadRequest("expiresAt is over already", "write when it ends, as ISO 8601: 2027-01-31T00:00:00Z");
        }

        var (grant, isNew) = await store.Access.AddGrantAsync(body.ToGrant(actor.Subject), actor, context.RequestAborted).ConfigureAwait(false);
        await policy.ReloadAsync(context.RequestAborted).ConfigureAwait(false);
        return SpaceEndpoints.Json(GrantAnswer.Of(grant), isNew ? 201 : 200);
    }

    private static async Task<IResult> RemoveGrantAsync(HttpContext context, string id, ServerStore store, CurrentPolicy policy)
    {
        await store.Access.RemoveGrantAsync(id, Actor.Of(context), context.RequestAborted).ConfigureAwait(false);
        await policy.ReloadAsync(context.RequestAborted).ConfigureAwait(false);
        return Results.NoContent();
    }

    private static async Task<IResult> Explain(HttpContext context, CurrentPolicy policy)
    {
        var access = RequestAccess.Of(context);
        var query = context.Request.Query;
        var subject = Given("subject") ?? access.Caller.Subject;
        var groups = query["group"].OfType<string>().Select(static name => name.StartsWith("group:", StringComparison.Ordinal) ? name : $"group:{name}");
        var question = new AccessQuestion(
            VerbName.TryParse(Given("verb") ?? "", out var verb) ? verb.Value : throw Refusal.BadRequest($"\"{Given("verb")}\" is no verb", $"known are {string.Join(", ", VerbName.All)}"),
            Given("space"),
            Given("environment"),
            Given("tenant"),
            Given("path"));
        if (subject != access.Caller.Subject)
        {
            access.Require(AccessQuestion.Everywhere(Verb.Manage));
        }

        // Of others the server knows no credential, and only those groups that are named.
        var asked = subject == access.Caller.Subject ? access.Caller : new Caller(subject, subject, [.. groups], IsStrong: true, Scopes: null, "");
        var found = (await FreshAsync(context, policy).ConfigureAwait(false)).Explain(asked, question, policy.Time.GetUtcNow());
        return SpaceEndpoints.Json(ExplanationAnswer.Of(asked, question, found, access.IsOpen));

        string? Given(string name) => query[name].ToString() is { Length: > 0 } text ? text : null;
    }

    // Whoever looks at rights sees those that were given a moment ago, on whichever replica.
    private static async Task<AccessPolicy> FreshAsync(HttpContext context, CurrentPolicy policy)
    {
        await policy.ReloadAsync(context.RequestAborted).ConfigureAwait(false);
        return policy.Now;
    }
}

internal sealed record RoleRequest(
    [property: Description("What it allows: view, view-secrets, edit, approve, publish, rollback, manage")] string[] Verbs,
    [property: Description("What it is for")] string? Description = null);

internal sealed record RoleAnswer(string Name, string Description, IReadOnlyList<string> Verbs, bool BuiltIn)
{
    public static RoleAnswer Of(Role role) => new(role.Name, role.Description, [.. role.Verbs.Select(VerbName.Of)], role.IsBuiltIn);
}

internal sealed record RolesAnswer(IReadOnlyList<RoleAnswer> Items);

internal sealed record GrantRequest(
    [property: Description("user:NAME, client:NAME, group:NAME, or everyone")] string Subject,
    [property: Description("The role")] string Role,
    [property: Description("The spaces: a name, prefix*, or * for all, which is the default here and below")] string? Space = null,
    [property: Description("The environments")] string? Environment = null,
    [property: Description("The tenants")] string? Tenant = null,
    [property: Description("The values, by their paths")] string? Path = null,
    [property: Description("When it ends; absent for never")] DateTimeOffset? ExpiresAt = null)
{
    public Grant ToGrant(string by) => new Grant
    {
        Id = Publisher.NewId(),
        Subject = Subject,
        Role = Role,
        Space = new ScopePattern(Space ?? "*"),
        Environment = new ScopePattern(Environment ?? "*"),
        Tenant = new ScopePattern(Tenant ?? "*"),
        Path = new ScopePattern(Path ?? "*"),
        ExpiresAt = ExpiresAt is { } until ? DateTimeOffset.FromUnixTimeMilliseconds(until.ToUnixTimeMilliseconds()) : null,
        GrantedBy = by,
    }.Checked();
}

internal sealed record GrantAnswer(string Id, string Subject, string Role, string Space, string Environment, string Tenant, string Path, DateTimeOffset? ExpiresAt, string GrantedBy, DateTimeOffset CreatedAt)
{
    public static GrantAnswer Of(Grant grant) =>
        new(grant.Id, grant.Subject, grant.Role, grant.Space.Text, grant.Environment.Text, grant.Tenant.Text, grant.Path.Text, grant.ExpiresAt, grant.GrantedBy, grant.CreatedAt);
}

internal sealed record GrantsAnswer(IReadOnlyList<GrantAnswer> Items);

internal sealed record ExplanationAnswer(string Subject, string Verb, string Where, bool Allowed, string? Reason, IReadOnlyList<ExplainedGrantAnswer> Grants)
{
    public static ExplanationAnswer Of(Caller caller, AccessQuestion question, AccessExplanation found, bool isOpen)
    {
        var reason = isOpen ? "the server asks nobody who he is: everybody who reaches it may do everything"
            : !found.IsInScope ? "the credential may not be used for it"
            : found.Grants.IsEmpty ? "nobody gave a role to this subject, nor to everyone"
            : !found.IsAllowed ? "no grant allows it"
            : !caller.IsStrongEnough(question.Verb) ? "it takes a second factor, and none was shown"
            : null;
        return new(caller.Subject, VerbName.Of(question.Verb), question.Where(), isOpen || reason is null, reason, [.. found.Grants.Select(static one => new ExplainedGrantAnswer(GrantAnswer.Of(one.Grant), one.Reason is null, one.Reason))]);
    }
}

internal sealed record ExplainedGrantAnswer(GrantAnswer Grant, bool Allows, string? Reason);
