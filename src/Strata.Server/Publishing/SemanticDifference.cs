using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Strata.Explanations;
using Strata.Server.Api;
using Strata.Snapshots;

namespace Strata.Server.Publishing;

/// <summary>What two contents resolve to otherwise. Immutable.</summary>
/// <param name="Contexts">The contexts in which they differ.</param>
/// <param name="IsWhole">Whether all contexts were looked at.</param>
internal sealed record SemanticDifference(IReadOnlyList<ContextDifference> Contexts, bool IsWhole)
{
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
/// <param name="Kind"><c>added</c>, <c>removed</c>, <c>changed</c>, or <c>invalid</c> where the second content does not resolve.</param>
/// <param name="Changes">The values that differ, where both sides resolve.</param>
internal sealed record ContextDifference(string Context, string Kind, ImmutableArray<ConfigurationChange> Changes);
