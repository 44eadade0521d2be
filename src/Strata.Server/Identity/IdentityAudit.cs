using System.Text.Json;
using Strata.Server.Access;
using Strata.Server.Stores;

namespace Strata.Server.Identity;

/// <summary>Writes down who changes who may come in, before it is done: what cannot be written down is not done.</summary>
internal static class IdentityAudit
{
    /// <param name="context">The request.</param>
    /// <param name="store">Where it is written.</param>
    /// <param name="action">What is going to be done: <c>user-create</c>.</param>
    /// <param name="about">The user, client or token that it is about, by its name or id; never a secret.</param>
    /// <param name="scopes">What it is limited to; null where that means nothing.</param>
    public static Task RecordAsync(HttpContext context, ServerStore store, string action, string about, IReadOnlyList<string>? scopes = null) => store.Audit.RecordAsync(
        action,
        Actor.Of(context),
        JsonSerializer.Serialize(scopes is null ? (object)new { about } : new { about, scopes }, JsonSerializerOptions.Web),
        cancellationToken: context.RequestAborted);

    /// <summary>The same of what somebody is about to do at the pages of his account.</summary>
    /// <param name="context">The request.</param>
    /// <param name="store">Where it is written.</param>
    /// <param name="action">What it is: <c>sign-in</c>.</param>
    /// <param name="user">Who.</param>
    /// <param name="methods">How he has shown it, in the words of RFC 8176.</param>
    public static Task RecordAsync(HttpContext context, ServerStore store, string action, User user, IEnumerable<string> methods) => store.Audit.RecordAsync(
        action,
        new Actor(user.UserName!, user.Subject, string.Join('+', methods), context.Connection.RemoteIpAddress?.ToString() ?? ""),
        cancellationToken: context.RequestAborted);
}
