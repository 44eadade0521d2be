using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Strata.Explanations;
using Strata.Server.Access;
using Strata.Server.Api;
using Strata.Snapshots;

namespace Strata.Server.Publishing;

/// <summary>What two contents resolve to otherwise. Immutable.</summary>
/// <param name="Contexts">The contexts in which they differ.</param>
/// <param name="IsWhole">Whether all contexts were looked at.</param>
internal sealed record SemanticDifference(IReadOnlyList<ContextDifference> Contexts, bool IsWhole)
{
    /// <summary>What somebody may know of it.</summary>
    public SemanticDifference SeenBy(RequestAccess access, string space) => access.SeesWhole(space) ? this : this with
    {
        Contexts = [.. Contexts
            .Select(context => (Context: context, Limits: access.LimitsOf(Verb.View, space, context.Environment, context.Tenant)))
            .Where(static seen => !seen.Limits.IsNone)
            .Select(static seen => seen.Limits.IsAll ? seen.Context : seen.Context with { Changes = [.. seen.Context.Changes.Where(change => seen.Limits.Covers(change.Path))] })
            .Where(static context => context.Kind != ContextDifference.Changed || context.Changes.Length > 0)],
    };

    /// <summary>The difference as JSON, secrets masked.</summary>
    public JsonNode ToJson() => new JsonObject
    {
        ["isWhole"] = IsWhole,
        ["contexts"] = new JsonArray([.. Contexts.Select(context => (JsonNode)new JsonObject
        {
            ["context"] = context.Context,
            ["kind"] = context.Kind,
            ["changes"] = ReportShape.Json(ChangeShape.Of(context.Changes, reveal: false)),
        })]),
    };
}

/// <summary>How a context differs.</summary>
/// <param name="Context">Its name: <c>docker/production/acme</c>.</param>
/// <param name="Environment">Its environment.</param>
/// <param name="Tenant">Its tenant; null for none.</param>
/// <param name="Kind"><c>added</c>, <c>removed</c>, <c>changed</c>, or <c>invalid</c> where the second content does not resolve.</param>
/// <param name="Changes">The values that differ, where both sides resolve.</param>
internal sealed record ContextDifference(string Context, string Environment, string? Tenant, string Kind, ImmutableArray<ConfigurationChange> Changes)
{
    /// <summary>Both sides resolve, to different values.</summary>
    public const string Changed = "changed";
}
