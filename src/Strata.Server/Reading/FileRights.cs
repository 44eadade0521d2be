using Strata.Server.Access;
using Strata.Server.Contents;
using Strata.Server.Spaces;

namespace Strata.Server.Reading;

/// <summary>Who may have the files of a space: they hold everything, for every environment and tenant, as it is written. Safe for use from several threads.</summary>
internal sealed class FileRights(ContentCache contents, Reveals reveals)
{
    /// <summary>Makes sure that a caller may have the files of a content, and writes down that he gets secrets, where there are any that the files do not encrypt.</summary>
    /// <exception cref="RefusalException">He may not.</exception>
    public async Task RequireAsync(HttpContext context, string space, string content)
    {
        var access = RequestAccess.Of(context);
        if (access.IsOpen)
        {
            return;
        }

        access.Require(AccessQuestion.Whole(Verb.View, space));
        using var lease = await contents.TakeAsync(content, context.RequestAborted).ConfigureAwait(false);
        if (!lease.Content.HasSecretsInClear)
        {
            return;
        }

        if (!access.May(AccessQuestion.Whole(Verb.ViewSecrets, space)))
        {
            throw Refusal.SecretsInFiles(access.Caller.Subject, space);
        }

        await reveals.RecordFilesAsync(context, space, content, context.RequestAborted).ConfigureAwait(false);
    }
}
