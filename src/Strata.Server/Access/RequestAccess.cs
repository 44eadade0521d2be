using Microsoft.AspNetCore.Http.Features;
using Strata.Server.Spaces;

namespace Strata.Server.Access;

/// <summary>What the caller of a request may do. For one request: a policy that comes meanwhile changes nothing of it.</summary>
internal sealed class RequestAccess
{
    private readonly CurrentPolicy _current;
    private readonly AccessPolicy? _policy;
    private readonly DateTimeOffset _now;

    /// <param name="caller">Who calls.</param>
    /// <param name="current">The policy.</param>
    /// <param name="isOpen">Whether everything is allowed: nobody is asked who he is.</param>
    public RequestAccess(Caller caller, CurrentPolicy current, bool isOpen)
    {
        Caller = caller;
        _current = current;
        _policy = isOpen ? null : current.Now;
        _now = current.Time.GetUtcNow();
    }

    public Caller Caller { get; }

    /// <summary>Whether everything is allowed, since nobody is asked who he is.</summary>
    public bool IsOpen => _policy is null;

    /// <summary>What the gate found out of a request's caller.</summary>
    public static RequestAccess Of(HttpContext context) => context.Features.GetRequiredFeature<RequestAccess>();

    /// <summary>The same caller, by the policy that holds now: for what goes on for long.</summary>
    public RequestAccess Renewed() => new(Caller, _current, IsOpen);

    public bool May(in AccessQuestion question) => _policy is null || (_policy.Allows(Caller, question, _now) && Caller.IsStrongEnough(question.Verb));

    /// <summary>Whether a space is there for this caller: one that he may not view anywhere is not.</summary>
    public bool Sees(string space) => May(new AccessQuestion(Verb.View, space));

    /// <summary>Whether there is nothing in a space that this caller may not view, secrets left aside.</summary>
    public bool SeesWhole(string space) => May(AccessQuestion.Whole(Verb.View, space));

    /// <summary>The values that the caller may see, or see in clear, in one environment and tenant of a space.</summary>
    public PathLimits LimitsOf(Verb verb, string space, string environment, string? tenant) =>
        _policy is null ? PathLimits.All
        : Caller.IsStrongEnough(verb) ? _policy.LimitsOf(Caller, new AccessQuestion(verb, space, environment, tenant ?? ""), _now)
        : PathLimits.None;

    /// <exception cref="RefusalException">The caller may not.</exception>
    public void Require(in AccessQuestion question)
    {
        if (_policy is null)
        {
            return;
        }

        if (!_policy.Allows(Caller, question, _now))
        {
            throw Refusal.AccessDenied(Caller.Subject, question);
        }

        if (!Caller.IsStrongEnough(question.Verb))
        {
            throw Refusal.SecondFactorMissing(Caller.Subject, question);
        }
    }

    /// <summary>Makes sure that a space is there for this caller, and that he may do something in it.</summary>
    /// <exception cref="RefusalException">He may not; where he may not even view it, the answer is that there is none.</exception>
    public void RequireIn(string space, Verb verb)
    {
        if (!Sees(space))
        {
            throw Refusal.UnknownSpace(space);
        }

        if (verb != Verb.View)
        {
            Require(new AccessQuestion(verb, space));
        }
    }
}
