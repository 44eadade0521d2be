using Strata.Server.Access;
using Strata.Server.Spaces;

namespace Strata.Server.Publishing;

/// <summary>
/// Makes sure that who changes what is served may change all of it: every value in every environment and for every tenant that comes out otherwise. Safe for
/// use from several threads.
/// </summary>
internal sealed class ChangeRights(ContentCheck check, Publisher publisher)
{
    /// <summary>A change from one content to another.</summary>
    /// <exception cref="RefusalException">The caller may not do that to something in which they differ.</exception>
    public async Task RequireAsync(RequestAccess access, Verb verb, string space, string before, string after, CancellationToken cancellationToken)
    {
        if (access.May(AccessQuestion.Whole(verb, space)))
        {
            return;
        }

        foreach (var place in await check.ReachAsync(before, after, cancellationToken).ConfigureAwait(false))
        {
            access.Require(new AccessQuestion(verb, space, place.Environment, place.Tenant, place.Path));
        }
    }

    /// <summary>What a draft changes of the revision that it was made from. Whoever then publishes it, publishes it over that one or not at all.</summary>
    /// <exception cref="RefusalException">The caller may not, or there is no such draft.</exception>
    public async Task RequireAsync(RequestAccess access, Verb verb, Draft draft, CancellationToken cancellationToken)
    {
        if (!access.May(AccessQuestion.Whole(verb, draft.Space)))
        {
            var begun = await publisher.RevisionAsync(draft.Space, draft.BaseRevision, cancellationToken).ConfigureAwait(false);
            await RequireAsync(access, verb, draft.Space, begun.Content, draft.Content, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What becomes of a rollout: those whom it reaches, or could, get the one content or the other.</summary>
    /// <returns>The head by which it was decided.</returns>
    public async Task<Revision> RequireOfRolloutAsync(RequestAccess access, Verb verb, string space, CancellationToken cancellationToken)
    {
        var head = await publisher.HeadAsync(space, cancellationToken).ConfigureAwait(false);
        if (head.Candidate is { } candidate)
        {
            await RequireAsync(access, verb, space, head.Content, candidate, cancellationToken).ConfigureAwait(false);
        }

        return head;
    }
}
