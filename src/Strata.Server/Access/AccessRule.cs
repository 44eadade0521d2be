namespace Strata.Server.Access;

/// <summary>Who may use an endpoint. Every endpoint says it. Immutable.</summary>
internal sealed class AccessRule
{
    private AccessRule(AccessDemand demand, Verb verb, string? reason)
    {
        Demand = demand;
        Verb = verb;
        Reason = reason;
    }

    public AccessDemand Demand { get; }

    /// <summary>What its caller must be allowed to do; of no meaning where nothing is demanded.</summary>
    public Verb Verb { get; }

    /// <summary>Why it is open to anybody, or to everybody who is known; null where a verb is demanded.</summary>
    public string? Reason { get; }

    public static AccessRule Open(string reason) => new(AccessDemand.Nothing, default, reason);

    public static AccessRule Known(string reason) => new(AccessDemand.KnownCaller, default, reason);

    public static AccessRule InSpace(Verb verb) => new(AccessDemand.VerbInSpace, verb, reason: null);

    public static AccessRule InWholeSpace(Verb verb) => new(AccessDemand.VerbInWholeSpace, verb, reason: null);

    public static AccessRule Anywhere(Verb verb) => new(AccessDemand.VerbAnywhere, verb, reason: null);

    public static AccessRule Everywhere(Verb verb) => new(AccessDemand.VerbEverywhere, verb, reason: null);

    public override string ToString() => Reason is null ? $"{Demand} {VerbName.Of(Verb)}" : $"{Demand}: {Reason}";
}

/// <summary>How much a caller must be allowed.</summary>
internal enum AccessDemand
{
    /// <summary>Anybody may use it.</summary>
    Nothing,

    /// <summary>Everybody who is known may.</summary>
    KnownCaller,

    /// <summary>A verb somewhere in the space of the address. What the caller may of it exactly, the endpoint finds out when it knows what is asked for.</summary>
    VerbInSpace,

    /// <summary>A verb in all of the space of the address: what is done there cannot be limited to a part of it.</summary>
    VerbInWholeSpace,

    /// <summary>A verb in some space. The endpoint shows of each what its caller may see.</summary>
    VerbAnywhere,

    /// <summary>A verb without any limit.</summary>
    VerbEverywhere,
}

/// <summary>How endpoints say who may use them.</summary>
internal static class AccessRules
{
    /// <summary>Demands a verb in the space of the address.</summary>
    public static TBuilder Needs<TBuilder>(this TBuilder endpoint, Verb verb)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(AccessRule.InSpace(verb));

    /// <summary>Demands a verb in the space of the address, without any limit there.</summary>
    public static TBuilder NeedsWhole<TBuilder>(this TBuilder endpoint, Verb verb)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(AccessRule.InWholeSpace(verb));

    /// <summary>Demands a verb in any space.</summary>
    public static TBuilder NeedsAnywhere<TBuilder>(this TBuilder endpoint, Verb verb)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(AccessRule.Anywhere(verb));

    /// <summary>Demands a verb without any limit.</summary>
    public static TBuilder NeedsEverywhere<TBuilder>(this TBuilder endpoint, Verb verb)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(AccessRule.Everywhere(verb));

    /// <summary>Demands only that the caller is known.</summary>
    public static TBuilder NeedsCaller<TBuilder>(this TBuilder endpoint, string reason)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(AccessRule.Known(reason));

    /// <summary>Demands nothing.</summary>
    public static TBuilder Open<TBuilder>(this TBuilder endpoint, string reason)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(AccessRule.Open(reason));

    /// <summary>The endpoints of a server, each with its rule.</summary>
    /// <exception cref="InvalidOperationException">One has none, or one that its address cannot serve: such a server must not start.</exception>
    public static IReadOnlyList<(RouteEndpoint Endpoint, AccessRule Rule)> Of(IEnumerable<EndpointDataSource> sources)
    {
        var found = new List<(RouteEndpoint, AccessRule)>();
        foreach (var endpoint in sources.SelectMany(static source => source.Endpoints).OfType<RouteEndpoint>())
        {
            var rules = endpoint.Metadata.GetOrderedMetadata<AccessRule>();
            found.Add(rules is [var rule] && (rule.Demand is not (AccessDemand.VerbInSpace or AccessDemand.VerbInWholeSpace) || SpaceOf(endpoint) is not null)
                ? (endpoint, rule)
                : throw new InvalidOperationException($"the endpoint {endpoint.DisplayName} says {(rules.Count == 0 ? "nothing of" : "in no usable way")} who may use it"));
        }

        return found;
    }

    /// <summary>How the space stands in an endpoint's address: the name of its parameter, or the space itself; null where it has none.</summary>
    internal static string? SpaceOf(RouteEndpoint endpoint) =>
        endpoint.RoutePattern.GetParameter("space") is not null ? "space" : endpoint.Metadata.GetMetadata<FixedSpace>()?.Space;
}

/// <summary>The space of an endpoint whose address names none.</summary>
internal sealed record FixedSpace(string Space);
