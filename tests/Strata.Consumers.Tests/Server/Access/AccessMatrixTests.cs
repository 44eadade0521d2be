using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Strata.Server.Access;

namespace Strata.Consumers.Tests.Server.Access;

/// <summary>Every endpoint that the server has, asked by everybody: by nobody, and with each role, for a space of his and for another's.</summary>
[Trait("Level", "security")]
public sealed class AccessMatrixTests : IAsyncLifetime
{
    private const string Staging = "environment=staging";
    private const string Production = "environment=production";

    // How much of an endpoint somebody may use who may view only one environment. A new endpoint has to say it here.
    private static readonly Dictionary<string, Reach> Reaches = new(StringComparer.Ordinal)
    {
        ["GET /api/v1/spaces/{space}"] = Reach.Space,
        ["GET /api/v1/spaces/{space}/revisions"] = Reach.Space,
        ["GET /api/v1/spaces/{space}/revisions/{revision:long}"] = Reach.Space,
        ["GET /api/v1/spaces/{space}/revisions/{revision:long}/files"] = Reach.Whole,
        ["GET /api/v1/spaces/{space}/history"] = Reach.Space,
        ["GET /api/v1/spaces/{space}/drafts/"] = Reach.Space,
        ["GET /api/v1/spaces/{space}/drafts/{id}"] = Reach.Space,
        ["GET /api/v1/spaces/{space}/drafts/{id}/files"] = Reach.Whole,
        ["GET /api/v1/spaces/{space}/drafts/{id}/difference"] = Reach.Space,
        ["GET /api/v1/spaces/{space}/drafts/{id}/validation"] = Reach.Whole,
        ["GET /api/v1/spaces/{space}/rollout/"] = Reach.Space,
        ["GET /api/v1/spaces/{space}/schedules/"] = Reach.Space,
        ["GET /api/v1/spaces/{space}/schedules/{id}"] = Reach.Space,
        ["GET /api/v1/spaces/{space}/source/"] = Reach.Space,
        ["GET /api/v1/spaces/{space}/types"] = Reach.Space,
        ["GET /api/v1/spaces/{space}/explanations/{type}"] = Reach.Question,
        ["GET /api/v1/spaces/{space}/difference"] = Reach.Sides,
        ["GET /api/v1/spaces/{space}/validation"] = Reach.Whole,
        ["GET /api/v1/spaces/{space}/snapshots/{hash:length(64)}"] = Reach.Space,
        ["GET /api/v1/spaces/{space}/configurations/{type}"] = Reach.Question,
        ["HEAD /api/v1/spaces/{space}/configurations/{type}"] = Reach.Question,
        ["GET /api/v1/spaces/{space}/events"] = Reach.Space,
        ["GET /api/v1/spaces/{space}/head"] = Reach.Space,
    };

    private AccessServer _server = null!;
    private string _draft = "";

    private enum Reach
    {
        /// <summary>It shows nothing of values, or of each what may be seen.</summary>
        Space,

        /// <summary>The environment of the question decides.</summary>
        Question,

        /// <summary>So do those of both sides.</summary>
        Sides,

        /// <summary>It shows everything, and takes a right to everything.</summary>
        Whole,
    }

    public async ValueTask InitializeAsync()
    {
        _server = await AccessServer.StartAsync();
        foreach (var space in new[] { "shop", "hidden", "default" })
        {
            await _server.PublishAsync(space, ("app.yml", "name: one\n"));
        }

        _draft = (await _server.SendAsync("user:root", HttpMethod.Post, "/api/v1/spaces/shop/drafts", new { title = "t" })).Success()["id"]!.GetValue<string>();
        foreach (var role in Role.BuiltIn)
        {
            await _server.GrantAsync($"user:{role.Name}", role.Name, "shop");
            await _server.GrantAsync($"user:{role.Name}-staging", role.Name, "shop", "staging");
            await _server.GrantAsync($"user:{role.Name}-default", role.Name, "default");
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Endpoints_AreOpenOnlyToThoseWhomTheirRulesName()
    {
        var asked = 0;
        foreach (var (method, route, rule, space) in Routes())
        {
            var nobody = await AskAsync(null, method, route, "shop");
            if (rule.Demand == AccessDemand.Nothing)
            {
                Assert.True(nobody.Status is not (401 or 403), $"{method} {route}: {nobody.Status}");
                continue;
            }

            Assert.True(nobody.Status == 401 && nobody.Headers["WWW-Authenticate"].StartsWith("Bearer ", StringComparison.Ordinal), $"{method} {route}: {nobody.Status} for nobody");
            foreach (var role in Role.BuiltIn)
            {
                asked++;
                var (mine, caller) = (space ?? "shop", space is null ? $"user:{role.Name}" : $"user:{role.Name}-{space}");
                var answer = await AskAsync(caller, method, route, mine);
                var isAllowed = rule.Demand switch
                {
                    AccessDemand.VerbInSpace or AccessDemand.VerbInWholeSpace or AccessDemand.VerbAnywhere => role.Verbs.Contains(rule.Verb),
                    AccessDemand.VerbEverywhere => false,
                    _ => true,
                };
                Assert.True(isAllowed == (Code(answer) != "STR9041" && answer.Status != 401), $"{role.Name} {(isAllowed ? "may" : "may not")} {method} {route}: {answer.Status} {answer.Text}");
                if (rule.Demand is AccessDemand.VerbInSpace or AccessDemand.VerbInWholeSpace && space is null)
                {
                    await RequireHiddenAsync(caller, method, route);
                }
            }
        }

        Assert.True(asked > 200, $"only {asked} were asked");
    }

    [Fact]
    public async Task Reading_GoesAsFarAsTheEnvironmentThatMayBeSeen()
    {
        foreach (var (method, route, rule, space) in Routes().Where(static one => one.Rule is { Demand: AccessDemand.VerbInSpace, Verb: Verb.View }))
        {
            Assert.True(Reaches.TryGetValue($"{method} {route}", out var reach), $"{method} {route} is new: say here how far it reaches");
            if (space is not null)
            {
                continue;
            }

            foreach (var role in Role.BuiltIn)
            {
                var (staging, production) = reach == Reach.Sides
                    ? ("left=app,environment=staging&right=app,environment=staging", "left=app,environment=staging&right=app,environment=production")
                    : (Staging, Production);
                var caller = $"user:{role.Name}-staging";
                Assert.Equal(reach == Reach.Whole, IsDenied(await AskAsync(caller, method, route, "shop", staging)));
                Assert.Equal(reach != Reach.Space, IsDenied(await AskAsync(caller, method, route, "shop", production)));
                Assert.False(IsDenied(await AskAsync($"user:{role.Name}", method, route, "shop", production)));
            }
        }
    }

    [Fact]
    public async Task Space_IsNotConfiguredByWhoeverManagesAPartOfIt()
    {
        // How many must approve, and where the files come from, is for every environment.
        var routes = Routes().Where(static one => one.Rule.Verb == Verb.Manage && one.Route.Contains("{space}", StringComparison.Ordinal)).ToList();
        Assert.True(routes.Count >= 5);
        foreach (var (method, route, _, _) in routes)
        {
            Assert.True(IsDenied(await AskAsync("user:administrator-staging", method, route, "shop")), $"{method} {route}");
            Assert.False(IsDenied(await AskAsync("user:administrator", method, route, "shop")), $"{method} {route}");
        }

        Assert.Equal("STR9041", Code(await _server.SendAsync("user:administrator-staging", HttpMethod.Patch, "/api/v1/spaces/shop", new { requiredApprovals = 0 })));
        (await _server.SendAsync("user:administrator", HttpMethod.Patch, "/api/v1/spaces/shop", new { requiredApprovals = 0 })).Success();
    }

    [Fact]
    public async Task Endpoint_ThatSaysNothingOfWhoMayUseIt_KeepsTheServerFromStarting()
    {
        var app = WebApplication.CreateSlimBuilder().Build();
        await using (app)
        {
            app.MapGet("/open", static () => "").Open("a test");
            Assert.Single(AccessRules.Of(((IEndpointRouteBuilder)app).DataSources));
            app.MapGet("/new", static () => "");
            Assert.Contains("/new", Assert.Throws<InvalidOperationException>(() => AccessRules.Of(((IEndpointRouteBuilder)app).DataSources)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Endpoint_WhoseAddressNamesNoSpace_CannotDemandARightInOne()
    {
        var app = WebApplication.CreateSlimBuilder().Build();
        await using (app)
        {
            app.MapGet("/new", static () => "").Needs(Verb.View);
            Assert.Throws<InvalidOperationException>(() => AccessRules.Of(((IEndpointRouteBuilder)app).DataSources));
        }
    }

    // What is there and may not be seen looks as what is not there.
    private async Task RequireHiddenAsync(string caller, string method, string route)
    {
        var hidden = await AskAsync(caller, method, route, "hidden");
        var missing = await AskAsync(caller, method, route, "nowhere");
        Assert.True(hidden.Status == 404, $"{caller} {method} {route} in a hidden space: {hidden.Status} {hidden.Text}");
        Assert.Equal(Comparable(missing), Comparable(hidden));

        static string Comparable(ServerAnswer answer) => $"{answer.Status} {Code(answer)} {answer.Json?["title"]} {answer.Json?["hint"]} {string.Join(',', answer.Headers.Keys.Order(StringComparer.Ordinal))}".Replace("nowhere", "hidden", StringComparison.Ordinal);
    }

    private IEnumerable<(string Method, string Route, AccessRule Rule, string? Space)> Routes()
    {
        foreach (var (endpoint, rule) in _server.Endpoints)
        {
            foreach (var method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            {
                yield return (method, endpoint.RoutePattern.RawText!.Insert(0, endpoint.RoutePattern.RawText.StartsWith('/') ? "" : "/"), rule, endpoint.Metadata.GetMetadata<FixedSpace>()?.Space);
            }
        }
    }

    private Task<ServerAnswer> AskAsync(string? caller, string method, string route, string space, string query = "")
    {
        var path = route
            .Replace("{space}", space, StringComparison.Ordinal)
            .Replace("{type}", "app", StringComparison.Ordinal)
            .Replace("{id}", _draft, StringComparison.Ordinal)
            .Replace("{revision:long}", "1", StringComparison.Ordinal)
            .Replace("{hash:length(64)}", new string('0', 64), StringComparison.Ordinal)
            .Replace("{name}", "role", StringComparison.Ordinal)
            .Replace("{first}", "app", StringComparison.Ordinal)
            .Replace("{second}", "staging", StringComparison.Ordinal)
            .Replace("{third}", "main", StringComparison.Ordinal)
            .Replace("{documentName}", "v1", StringComparison.Ordinal)
            .Replace("{documentName?}", "v1", StringComparison.Ordinal);
        if (path.EndsWith("/explain", StringComparison.Ordinal))
        {
            query = "verb=view";
        }

        // Never a whole body: what is asked is whether one gets as far as its being read.
        var body = method is "POST" or "PUT" or "PATCH" ? new { nonsense = true } : null;
        return _server.SendAsync(caller, new HttpMethod(method), query.Length == 0 ? path : $"{path}?{query}", body);
    }

    // A HEAD has no body to say it in.
    private static bool IsDenied(ServerAnswer answer) => Code(answer) == "STR9041" || (answer.Text.Length == 0 && answer.Status == 403);

    private static string? Code(ServerAnswer answer) => answer.Json is System.Text.Json.Nodes.JsonObject problem ? problem["code"]?.GetValue<string>() : answer.Status == 403 && answer.Text.Length == 0 ? "STR9041" : null;
}
