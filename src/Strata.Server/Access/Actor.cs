using Strata.Server.Api;
using Strata.Server.Spaces;

namespace Strata.Server.Access;

/// <summary>Who does something, as the history keeps it. Immutable.</summary>
/// <param name="Name">The name that people are shown.</param>
/// <param name="Subject">Who it is, whatever he is called: nobody approves what he changed himself under another name.</param>
/// <param name="Credential">What was shown to prove it; never itself a secret.</param>
/// <param name="Address">From where; empty where that means nothing.</param>
internal sealed record Actor(string Name, string Subject, string Credential, string Address)
{
    /// <summary>Something that the server does by itself.</summary>
    /// <param name="name">What it is: <c>strata-server</c>, <c>git:ada@example.com</c>.</param>
    public static Actor Itself(string name) => new(name, name, "server", "");

    /// <summary>Who sends a request.</summary>
    /// <exception cref="RefusalException">A caller who is known says that he is somebody else.</exception>
    public static Actor Of(HttpContext context)
    {
        var access = RequestAccess.Of(context);
        var address = context.Connection.RemoteIpAddress?.ToString() ?? "";
        if (access.IsOpen)
        {
            var name = RequestBody.ActorOf(context);
            return new Actor(name, name, access.Caller.Credential, address);
        }

        return context.Request.Headers.ContainsKey(RequestBody.ActorHeader)
            ? throw Refusal.BadRequest($"the header {RequestBody.ActorHeader} says who acts, and the server knows that already", "leave it out")
            : new Actor(access.Caller.Name, access.Caller.Subject, access.Caller.Credential, address);
    }
}
