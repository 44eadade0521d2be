using System.ComponentModel;
using System.Text.Json.Serialization;
using Strata.Auditing;
using Strata.Server.Spaces;

namespace Strata.Server.Api;

/// <summary>A page of a list.</summary>
/// <param name="Items">What is on it.</param>
/// <param name="Next">What to send as <c>cursor</c> for the next page; absent on the last.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

internal sealed record SpaceRequest([property: Description("What the space is for")] string? Description = null, [property: Description("How many others must approve a draft before it is published; 0 for nobody")] long? RequiredApprovals = null);

internal sealed record SpaceAnswer(string Name, string Description, long RequiredApprovals, string Epoch, long Head, DateTimeOffset CreatedAt)
{
    public static SpaceAnswer Of(Space space) => new(space.Name, space.Description, space.RequiredApprovals, space.Epoch, space.Head, space.CreatedAt);
}

/// <summary>A file: its text, or where it is no UTF-8 text, its bytes.</summary>
internal sealed record FileBody(string? Text = null, string? Base64 = null);

internal sealed record DraftRequest(
    [property: Description("The revision that it is made from; the head by default")] long? BaseRevision = null,
    [property: Description("What it is for")] string? Title = null,
    [property: Description("All files, by their paths")] Dictionary<string, FileBody>? Files = null,
    [property: Description("The files that change, by their paths; null removes one")] Dictionary<string, FileBody?>? Changes = null);

internal sealed record DraftAnswer(
    string Id, string Space, long Version, long BaseRevision, string Content, string Title, string Author, string State, DateTimeOffset UpdatedAt, IReadOnlyList<string> Authors, IReadOnlyList<string> Approvals)
{
    public static DraftAnswer Of(Draft draft) => new(
        draft.Id, draft.Space, draft.Version, draft.BaseRevision, draft.Content, draft.Title, draft.Author, draft.State, draft.UpdatedAt, draft.Authors, draft.Approvals);
}

internal sealed record PublishRequest(
    [property: Description("What changes, for whoever reads the history; the draft's title by default")] string? Message = null,
    [property: Description("Whether missing approvals are set aside: takes the right to manage, and a reason")] bool? BreakGlass = null,
    [property: Description("Why they are set aside")] string? Reason = null);

internal sealed record ImportRequest(
    [property: Description("All files, by their paths")] Dictionary<string, FileBody> Files,
    [property: Description("What changes")] string? Message = null);

internal sealed record RollbackRequest([property: Description("The revision whose content is published again")] long To, [property: Description("Why")] string? Message = null);

internal sealed record ScheduleRequest(
    [property: Description("When")] DateTimeOffset PublishAt,
    [property: Description("When it is too late to do it")] DateTimeOffset? NotAfter = null,
    [property: Description("When it is taken back, unless something else was published since")] DateTimeOffset? RevertAt = null);

internal sealed record ScheduleAnswer(
    string Id, string Space, string Kind, DateTimeOffset DueAt, DateTimeOffset? NotAfter, DateTimeOffset? RevertAt, string Content, string Title, string Actor, string State, string? Outcome, string? Draft)
{
    public static ScheduleAnswer Of(TimedAction action) => new(
        action.Id, action.Space, action.Kind, action.DueAt, action.NotAfter, action.RevertAt, action.Content, action.Title, action.Actor.Name, action.State, action.Outcome, action.Draft);
}

internal sealed record RolloutRequest(
    [property: Description("The share, from 0 to 100")] double? Percent = null,
    [property: Description("Whose share: tenant, host, environment or the name of a fact; tenant by default")] string? By = null,
    [property: Description("Tenants that get it whatever the share is")] string[]? Tenants = null,
    [property: Description("Labels, each fact=value, whose bearers get it whatever the share is")] string[]? Labels = null,
    [property: Description("The shares to come")] double[]? Steps = null,
    [property: Description("Seconds from one share to the next")] long? IntervalSeconds = null,
    [property: Description("What changes, for whoever reads the history")] string? Message = null)
{
    public Rollout ApplyTo(Rollout rollout) => rollout with
    {
        Percent = Percent ?? rollout.Percent,
        By = By ?? rollout.By,
        Tenants = Tenants is null ? rollout.Tenants : [.. Tenants],
        Labels = Labels is null ? rollout.Labels : [.. Labels],
        Steps = Steps is null ? [.. rollout.Steps.Where(step => step >= (Percent ?? rollout.Percent))] : [.. Steps],
        IntervalSeconds = IntervalSeconds ?? rollout.IntervalSeconds,
    };
}

internal sealed record RevisionAnswer(
    string Space, string Epoch, long Revision, string Kind, string Hash, string Content, string? Candidate, Rollout? Rollout, string Message, string Actor, DateTimeOffset At, string? Draft)
{
    public static RevisionAnswer Of(Revision revision) => new(
        revision.Space, revision.Epoch, revision.Number, revision.Kind, revision.Hash, revision.Content, revision.Candidate, revision.Rollout, revision.Message, revision.Actor, revision.At, revision.Draft);
}

internal sealed record ContentAnswer(string Hash, Dictionary<string, FileBody> Files);

internal sealed record AuditAnswer(
    long Number, string Action, string Actor, string Subject, DateTimeOffset At, long? Revision, string? Reason, [property: JsonRequired] System.Text.Json.Nodes.JsonNode Details)
{
    public static AuditAnswer Of(AuditRow row) => new(
        row.Number, row.Action, row.Actor, row.Subject, DateTimeOffset.FromUnixTimeMilliseconds(row.At), row.Revision, row.Reason.Length == 0 ? null : row.Reason, System.Text.Json.Nodes.JsonNode.Parse(row.Details)!);
}

internal sealed record HeadAnswer(string Space, string Epoch, long Revision, string Hash)
{
    public static HeadAnswer Of(Revision revision) => new(revision.Space, revision.Epoch, revision.Number, revision.Hash);
}
