using System.Collections.Immutable;
using System.Text.Json;

namespace Strata.Mocks;

/// <summary>What a request gets that no route answers.</summary>
internal enum UnmatchedAnswer : byte
{
    Fail,
    Pass,
    NotFound,
}

/// <summary>The mocks of a configuration, checked, with every template read.</summary>
internal sealed record MockPlan(string Host, int Port, UnmatchedAnswer Unmatched, ImmutableArray<PlannedRoute> Routes, Chance Chance)
{
    // As the bundled schema has it.
    private const long DefaultSeed = 20260101;

    /// <summary>Reads the sections of a configuration.</summary>
    /// <param name="root">A mapping with <c>mocks</c>, and <c>testing</c> where there is one.</param>
    /// <param name="overridesDirectory">From where a relative <c>template_directory</c> starts.</param>
    /// <exception cref="MockConfigurationException">Something is wrong with them.</exception>
    public static MockPlan Read(JsonElement root, string overridesDirectory)
    {
        var mocks = new PlanValue(root, "")["mocks"].Mapping();
        if (!mocks["enabled"].Flag(true))
        {
            throw mocks["enabled"].Error("it is false: nothing is mocked");
        }

        var directory = Path.Combine(overridesDirectory, mocks["template_directory"].OptionalText() ?? "");
        var routes = ImmutableArray.CreateBuilder<PlannedRoute>();
        foreach (var service in mocks["services"].Items())
        {
            AddRoutes(service.Mapping(), directory, routes);
        }

        return new MockPlan(
            mocks["host"].OptionalText() ?? "127.0.0.1",
            (int)mocks["port"].Integer(0, 65535, 0),
            mocks["unmatched"].OptionalText() switch
            {
                null or "fail" => UnmatchedAnswer.Fail,
                "pass" => UnmatchedAnswer.Pass,
                "not_found" => UnmatchedAnswer.NotFound,
                _ => throw mocks["unmatched"].Error("fail, pass or not_found is needed"),
            },
            routes.ToImmutable(),
            new Chance(new PlanValue(root, "")["testing"]["seed"].Integer(0, long.MaxValue, DefaultSeed)));
    }

    private static void AddRoutes(PlanValue value, string directory, ImmutableArray<PlannedRoute>.Builder routes)
    {
        var service = new MockedServer(value["name"].Text(), MockLatency.Read(value["latency"]), MockFault.ReadAll(value["faults"]));
        foreach (var route in value["routes"].Items())
        {
            var pattern = RoutePattern.Read(route.Mapping()["path"]);
            var planned = new MockRoute(service.Name, MethodOf(route["method"]), pattern.Text, (int)route["status"].Integer(100, 599), route["template"].OptionalText());
            if (routes.FirstOrDefault(known => known.Route.Method == planned.Method && known.Route.Path == planned.Path) is { } other)
            {
                throw route.Error($"{planned.Method} {planned.Path} is answered by {other.Route.Service} already");
            }

            routes.Add(new PlannedRoute(planned, service, pattern, planned.Template is null ? null : ReadTemplate(route["template"], Path.Combine(directory, planned.Template), pattern)));
        }
    }

    private static string MethodOf(PlanValue value)
    {
        var method = value.Text().ToUpperInvariant();
        return method.Length > 0 && method.All(static c => char.IsAsciiLetterUpper(c) || c is '-' or '_') ? method : throw value.Error("a method is one word, such as GET or POST");
    }

    private static MockTemplate ReadTemplate(PlanValue value, string file, RoutePattern pattern)
    {
        try
        {
            return MockTemplate.ReadFile(file, pattern.Parameters);
        }
        catch (FormatException exception)
        {
            throw value.Error($"{file}: {exception.Message}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw value.Error($"the template cannot be read: {exception.Message}");
        }
    }
}
