using System.Runtime.CompilerServices;
using System.Security.Claims;
using Strata.Server.Spaces;

namespace Strata.Server.Access;

/// <summary>
/// Lets a request through to its endpoint if its caller may use it. What an endpoint says of who may use it decides; one that says nothing is never reached.
/// </summary>
internal sealed class AccessGate(RequestDelegate next, CurrentPolicy policy, ServerSettings settings)
{
    // Who shows the same credential again and again is read from it once.
    private readonly ConditionalWeakTable<ClaimsPrincipal, Caller> _callers = [];

    public Task InvokeAsync(HttpContext context)
    {
        // The framework's own answers to what no endpoint takes are no endpoints of ours.
        if (context.GetEndpoint() is not RouteEndpoint endpoint)
        {
            return next(context);
        }

        var rule = endpoint.Metadata.GetMetadata<AccessRule>() ?? throw new InvalidOperationException($"the endpoint {endpoint.DisplayName} says nothing of who may use it");
        if (!settings.AsksWhoCalls)
        {
            context.Features.Set(new RequestAccess(Caller.Local, policy, isOpen: true));
            return next(context);
        }

        var caller = CallerOf(context.User);
        if (caller is not null)
        {
            context.Features.Set(new RequestAccess(caller, policy, isOpen: false));
        }

        if (rule.Demand != AccessDemand.Nothing)
        {
            Require(context, endpoint, rule, caller is null ? throw Refusal.NoCredential() : RequestAccess.Of(context));
        }

        return next(context);
    }

    private Caller? CallerOf(ClaimsPrincipal user)
    {
        if (!_callers.TryGetValue(user, out var caller) && (caller = Caller.Of(user)) is not null)
        {
            _callers.AddOrUpdate(user, caller);
        }

        return caller;
    }

    private static void Require(HttpContext context, RouteEndpoint endpoint, AccessRule rule, RequestAccess access)
    {
        switch (rule.Demand)
        {
            case AccessDemand.VerbInSpace:
                access.RequireIn(SpaceOf(context, endpoint), rule.Verb);
                break;
            case AccessDemand.VerbInWholeSpace:
                access.RequireIn(SpaceOf(context, endpoint), rule.Verb);
                access.Require(AccessQuestion.Whole(rule.Verb, SpaceOf(context, endpoint)));
                break;
            case AccessDemand.VerbAnywhere:
                access.Require(new AccessQuestion(rule.Verb, Space: null));
                break;
            case AccessDemand.VerbEverywhere:
                access.Require(AccessQuestion.Everywhere(rule.Verb));
                break;
        }
    }

    private static string SpaceOf(HttpContext context, RouteEndpoint endpoint) => context.Request.RouteValues["space"] as string ?? AccessRules.SpaceOf(endpoint)!;
}
