using System.Text.Json.Nodes;
using Strata.Server.Access;
using Strata.Server.Spaces;
using Strata.Server.Stores;
using Strata.Values;

namespace Strata.Server.Reading;

/// <summary>Writes down who sees secrets, and why, before he does. Where that cannot be written, nothing is shown. Safe for use from several threads.</summary>
internal sealed class Reveals(ServerStore store)
{
    /// <summary>Says why secrets are to be seen.</summary>
    public const string ReasonHeader = "Strata-Reason";

    /// <summary>The same in an address.</summary>
    public const string ReasonParameter = "reason";

    private const int LeastReason = 3;
    private const int MostReason = 500;

    /// <summary>The reason that a request gives; empty where it gives none and nobody is asked who he is.</summary>
    /// <exception cref="RefusalException">It gives none, or none that says anything.</exception>
    public static string ReasonOf(HttpContext context)
    {
        var text = context.Request.Headers[ReasonHeader].ToString() is { Length: > 0 } header ? header : context.Request.Query[ReasonParameter].ToString();
        return text.Length == 0 && RequestAccess.Of(context).IsOpen ? "" : Checked(text, "secrets are shown only for a reason");
    }

    /// <summary>Makes sure that a reason says something.</summary>
    /// <exception cref="RefusalException">It does not.</exception>
    public static string Checked(string? text, string message)
    {
        var reason = text?.Trim() ?? "";
        return reason.Length is >= LeastReason and <= MostReason && !reason.Any(char.IsControl) ? SecretText.MaskUrlPasswords(reason) : throw Refusal.ReasonMissing(message);
    }

    /// <summary>
    /// Writes that a request sees secrets of a configuration. A caller who gets to know nothing new is not written down. The hash is that of the content, which
    /// every reader of the history knows: by a hash of what is shown, short secrets could be guessed.
    /// </summary>
    public Task RecordAsync(HttpContext context, string space, ResolutionQuery query, string content, CancellationToken cancellationToken) =>
        RecordAsync(context, space, query.Describe(), content, cancellationToken);

    /// <summary>Writes that a request sees secrets in files.</summary>
    public Task RecordFilesAsync(HttpContext context, string space, string content, CancellationToken cancellationToken) =>
        RecordAsync(context, space, new JsonObject { ["files"] = true }, content, cancellationToken);

    private Task RecordAsync(HttpContext context, string space, JsonObject question, string content, CancellationToken cancellationToken)
    {
        var reason = ReasonOf(context);
        if (RequestAccess.Of(context).IsOpen)
        {
            return Task.CompletedTask;
        }

        question["hash"] = content;
        return store.Audit.RecordInAsync(space, "reveal", Actor.Of(context), question.ToJsonString(), reason, cancellationToken);
    }
}
