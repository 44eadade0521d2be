using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;
using Strata.Selection;
using Strata.Server.Access;
using Strata.Server.Api;
using Strata.Server.Contents;
using Strata.Server.Reading;
using Strata.Server.Spaces;

namespace Strata.Server.Spring;

/// <summary>
/// The HTTP protocol of Spring Cloud Config, so that its clients read from here unchanged: at the root for the space <c>default</c>, below
/// <c>/spring/{space}</c> for any. An application is a type. The first profile is the environment, and all of them are context tags beside the type.
/// Secrets are in clear, for a service that read <c>********</c> would take it for its password.
/// </summary>
internal static class SpringEndpoints
{
    private static readonly string[] Parts = ["first", "second", "third"];

    public static void Map(WebApplication app)
    {
        foreach (var prefix in new[] { "/spring/{space}", "" })
        {
            foreach (var parts in new[] { "/{first}", "/{first}/{second}", "/{first}/{second}/{third}" })
            {
                var endpoint = app.MapGet(prefix + parts, GetAsync).Needs(Verb.ViewSecrets).WithSummary("Answers clients of Spring Cloud Config: /APPLICATION/PROFILE[/LABEL], [/LABEL]/APPLICATION-PROFILE.yml, .json, .properties").ExcludeFromDescription();
                if (prefix.Length == 0)
                {
                    endpoint.WithMetadata(new FixedSpace(SpaceName.Default));
                }
            }
        }
    }

    private static async Task<IResult> GetAsync(HttpContext context, ConfigurationReader reader, ContentCache contents, Reveals reveals)
    {
        var route = context.Request.RouteValues;
        var space = route["space"] as string ?? SpaceName.Default;
        string[] parts = [.. Parts.Select(name => route[name] as string).OfType<string>()];
        if (parts[0] == "api" && route["space"] is null)
        {
            throw Refusal.NoSuchAddress(404, context.Request.Method, context.Request.Path);
        }

        var head = await reader.RevisionAsync(space, QueryCollection.Empty, context.RequestAborted).ConfigureAwait(false);
        var types = await TypesAsync(contents, head, context.RequestAborted).ConfigureAwait(false);
        if (SpringAddress.Read(parts, types.Contains) is not { } address)
        {
            throw Refusal.NoSuchAddress(404, context.Request.Method, context.Request.Path);
        }

        var revision = address.RevisionOf(space) is { } number
            ? await reader.RevisionAsync(space, new QueryCollection(new Dictionary<string, StringValues> { ["revision"] = $"{number}" }), context.RequestAborted).ConfigureAwait(false)
            : head;
        types = revision == head ? types : await TypesAsync(contents, revision, context.RequestAborted).ConfigureAwait(false);
        return address.Format is null
            ? await SourcesAsync(context, address, revision, types, reader, reveals).ConfigureAwait(false)
            : await FileAsync(context, address, revision, reader, reveals).ConfigureAwait(false);
    }

    private static async Task<IResult> SourcesAsync(HttpContext context, SpringAddress address, Revision revision, ImmutableArray<string> types, ConfigurationReader reader, Reveals reveals)
    {
        var sources = new JsonArray();

        // The first source wins in a client, and the application that is named last is the most special.
        foreach (var application in address.Applications.Reverse())
        {
            if (!types.Contains(application) && address.Applications.Length > 1)
            {
                continue;
            }

            var query = QueryOf(application, address, context).For(RequestAccess.Of(context), revision.Space);
            var answer = await reader.ReadAsync(revision, query, SnapshotRenderer.CanonicalFormat, context.RequestAborted).ConfigureAwait(false);
            await reveals.RecordAsync(context, revision.Space, query, revision.Hash, context.RequestAborted).ConfigureAwait(false);
            sources.Add(new JsonObject
            {
                ["name"] = $"strata:{revision.Space}@{revision.Number}/{application}",
                ["source"] = SpringProperties.Of(JsonNode.Parse(answer.Snapshot.Body)!),
            });
        }

        if (sources.Count == 0)
        {
            throw Refusal.Unknown("application", string.Join(",", address.Applications));
        }

        var environment = new JsonObject
        {
            ["name"] = string.Join(",", address.Applications),
            ["profiles"] = new JsonArray([.. address.Profiles.Select(static profile => (JsonNode)profile)]),
            ["label"] = address.Label,
            ["version"] = revision.Hash,
            ["state"] = null,
            ["propertySources"] = sources,
        };
        return Results.Text(environment.ToJsonString(RequestBody.Json), "application/json", Encoding.UTF8);
    }

    private static async Task<IResult> FileAsync(HttpContext context, SpringAddress address, Revision revision, ConfigurationReader reader, Reveals reveals)
    {
        var query = QueryOf(address.Applications[^1], address, context).For(RequestAccess.Of(context), revision.Space);
        var (snapshot, _, _, _) = await reader.ReadAsync(revision, query, address.Format!, context.RequestAborted).ConfigureAwait(false);
        await reveals.RecordAsync(context, revision.Space, query, revision.Hash, context.RequestAborted).ConfigureAwait(false);
        return Results.Bytes(snapshot.Body, snapshot.ContentType);
    }

    private static ResolutionQuery QueryOf(string application, SpringAddress address, HttpContext context)
    {
        var environment = address.Profiles.FirstOrDefault(static profile => profile != SpringAddress.DefaultProfile) ?? ResolutionContext.DefaultEnvironment;
        var parameters = new Dictionary<string, StringValues>
        {
            ["environment"] = environment,
            ["context"] = new StringValues([application, .. address.Profiles.Where(static profile => profile != SpringAddress.DefaultProfile)]),
            ["reveal"] = "true",
        };
        foreach (var (name, values) in context.Request.Query)
        {
            // Clients of Spring send parameters of their own; those that are ours count.
            if (name is "tenant" or "host" || name.StartsWith("fact.", StringComparison.Ordinal))
            {
                parameters[name] = values;
            }
        }

        return ResolutionQuery.Read(application, parameters);
    }

    private static async Task<ImmutableArray<string>> TypesAsync(ContentCache contents, Revision revision, CancellationToken cancellationToken)
    {
        using var lease = await contents.TakeAsync(revision.Content, cancellationToken).ConfigureAwait(false);
        return lease.Content.Overrides.Types;
    }
}
