using System.Globalization;

namespace Strata.Consumers.Tests.Server;

/// <summary>What is done to a store.</summary>
internal enum StepKind
{
    Create,
    Update,
    Approve,
    Publish,
    RollBack,
    Discard,
}

/// <summary>One thing that is done.</summary>
internal sealed record StoreStep(StepKind What, string Draft, long Version, long Base, string Content, string Actor);

/// <summary>A store with nothing but lists, which says what a real one must answer and hold. Its space asks for one approval.</summary>
internal sealed class StoreModel(string space)
{
    private readonly List<ModelDraft> _drafts = [];

    public long Head => Revisions.Count;

    public List<string> Revisions { get; } = [];

    public List<string> Audit { get; } = ["space-create"];

    public IEnumerable<string> Drafts => _drafts.Select(static draft =>
        string.Create(CultureInfo.InvariantCulture, $"{draft.Title} {draft.State} v{draft.Version} {draft.Content[..6]} by {string.Join(",", draft.Authors.Order(StringComparer.Ordinal))} ok {string.Join(",", draft.Approvals.Order(StringComparer.Ordinal))}"));

    /// <summary>Makes a step of some numbers: mostly one that can be done, now and then one with another version or head.</summary>
    public StoreStep Next(int what, int which, string content, string actor)
    {
        var kind = (StepKind)what;
        var draft = _drafts.Count == 0 ? null : _drafts[which % _drafts.Count];
        var isOff = which == 3;
        return kind == StepKind.Create || draft is null && kind != StepKind.RollBack
            ? new StoreStep(StepKind.Create, string.Create(CultureInfo.InvariantCulture, $"{space} d{_drafts.Count:D3}"), 1, isOff ? Head + 1 : Head, content, actor)
            : new StoreStep(kind, draft?.Title ?? "", (draft?.Version ?? 0) + (isOff ? 1 : 0), isOff && kind is StepKind.RollBack ? Head + 1 : Head, content, actor);
    }

    /// <summary>Does a step, and says what a store answers.</summary>
    public string Apply(StoreStep step)
    {
        var draft = _drafts.Find(one => one.Title == step.Draft);
        switch (step.What)
        {
            case StepKind.Create when step.Base > Head:
                return "refused 404";
            case StepKind.Create:
                _drafts.Add(new ModelDraft(step.Draft, step.Content, step.Actor));
                Audit.Add("draft-create");
                return "done";
            case StepKind.RollBack:
                return Commit("rollback", step.Base, step.Content);
            case StepKind.Publish when step.Base != Head:
                return "refused 412";
        }

        if (draft!.State != "open")
        {
            return "refused 409";
        }

        if (draft.Version != step.Version)
        {
            return "refused 412";
        }

        switch (step.What)
        {
            case StepKind.Update:
                draft.Version++;
                draft.Content = step.Content;
                draft.Authors.Add(step.Actor);
                draft.Approvals.Clear();
                Audit.Add("draft-update");
                return "done";
            case StepKind.Approve when draft.Authors.Contains(step.Actor):
                return "refused 403";
            case StepKind.Approve:
                if (draft.Approvals.Add(step.Actor))
                {
                    Audit.Add("draft-approve");
                }

                return "done";
            case StepKind.Discard:
                draft.State = "discarded";
                Audit.Add("draft-discard");
                return "done";
            default:
                if (draft.Approvals.Count == 0)
                {
                    return "refused 403";
                }

                draft.State = "published";
                return Commit("publish", step.Base, draft.Content);
        }
    }

    private string Commit(string kind, long expected, string content)
    {
        if (expected != Head)
        {
            return "refused 412";
        }

        Revisions.Add(content);
        Audit.Add(kind);
        return string.Create(CultureInfo.InvariantCulture, $"revision {Head}");
    }

    private sealed class ModelDraft(string title, string content, string author)
    {
        public string Title { get; } = title;

        public string Content { get; set; } = content;

        public string State { get; set; } = "open";

        public long Version { get; set; } = 1;

        public HashSet<string> Authors { get; } = [author];

        public HashSet<string> Approvals { get; } = [];
    }
}
