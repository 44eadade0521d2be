using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Server.Contents;
using Strata.Server.Observing;
using Strata.Server.Reading;
using Strata.Server.Spaces;
using Strata.Snapshots;
using Strata.Validation;

namespace Strata.Server.Publishing;

/// <summary>Checks contents before anybody gets them, and compares them by what they resolve to. Safe for use from several threads.</summary>
internal sealed class ContentCheck(ContentCache contents, RenderGate gate, ServerMeter meter, TimeProvider time)
{
    private const int MostContexts = 500;
    private const int MostChanges = 2000;

    /// <summary>Everything that is wrong with a content, in all contexts that are deployed.</summary>
    public async Task<MatrixReport> ValidateAsync(string content, CancellationToken cancellationToken)
    {
        using var activity = ServerActivity.Begin(ServerActivity.Validate);
        using var lease = await contents.TakeAsync(content, cancellationToken).ConfigureAwait(false);
        var found = await gate.RunAsync(() => meter.Resolve(ResolveCause.Validate, () => lease.Content.Validate(time.GetUtcNow())), cancellationToken).ConfigureAwait(false);
        meter.CountDiagnostics(found.ToValidation().Diagnostics);
        return found;
    }

    /// <exception cref="RefusalException">Something is wrong with it.</exception>
    public async Task RequireValidAsync(string content, CancellationToken cancellationToken)
    {
        var found = await ValidateAsync(content, cancellationToken).ConfigureAwait(false);
        if (!found.ToValidation().IsValid)
        {
            throw new InvalidContentException(found);
        }
    }

    /// <summary>What a second content resolves to otherwise than a first, context by context.</summary>
    public async Task<SemanticDifference> CompareAsync(string left, string right, CancellationToken cancellationToken)
    {
        using var first = await contents.TakeAsync(left, cancellationToken).ConfigureAwait(false);
        using var second = await contents.TakeAsync(right, cancellationToken).ConfigureAwait(false);
        return await gate.RunAsync(() => meter.Resolve(ResolveCause.Compare, () => Compare(first.Content, second.Content)), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Everything that may come to be otherwise when a second content takes the place of a first.</summary>
    public async Task<IReadOnlyCollection<ChangedPlace>> ReachAsync(string before, string after, CancellationToken cancellationToken)
    {
        using var first = await contents.TakeAsync(before, cancellationToken).ConfigureAwait(false);
        using var second = await contents.TakeAsync(after, cancellationToken).ConfigureAwait(false);
        return await gate.RunAsync(() => meter.Resolve(ResolveCause.Compare, () => ChangeReach.Of(Compare(first.Content, second.Content), first.Content, second.Content)), cancellationToken).ConfigureAwait(false);
    }

    private SemanticDifference Compare(ResolvableContent left, ResolvableContent right)
    {
        var now = time.GetUtcNow();
        var before = Contexts(left).ToDictionary(static planned => planned.Name, static planned => planned.Context);
        var after = Contexts(right).ToDictionary(static planned => planned.Name, static planned => planned.Context);
        var differences = new List<ContextDifference>();
        var (contexts, changes) = (0, 0);
        var isWhole = true;
        foreach (var name in before.Keys.Union(after.Keys))
        {
            if (++contexts > MostContexts || changes > MostChanges)
            {
                isWhole = false;
                break;
            }

            var old = before.TryGetValue(name, out var oldContext) ? left.Resolve(oldContext).Configuration : null;
            var made = after.TryGetValue(name, out var newContext) ? right.Resolve(newContext).Configuration : null;
            var context = (newContext ?? oldContext)!;
            var found = (old, made) switch
            {
                (null, null) => null,
                (null, not null) => Difference("added", []),
                (not null, null) => Difference(newContext is null ? "removed" : "invalid", []),
                _ when old.DiffTo(made) is { IsEmpty: false } changed => Difference(ContextDifference.Changed, changed),
                _ => null,
            };

            ContextDifference Difference(string kind, ImmutableArray<ConfigurationChange> changed) => new(name.Text, context.Environment, context.Tenant, kind, changed);

            if (found is not null)
            {
                differences.Add(found);
                changes += found.Changes.Length;
            }
        }

        return new SemanticDifference(differences, isWhole);

        IEnumerable<PlannedContext> Contexts(ResolvableContent content) => content.Plan(now, new DiagnosticBag()).DistinctBy(static planned => planned.Name);
    }
}

/// <summary>A content cannot be published, for what is wrong with it.</summary>
internal sealed class InvalidContentException(MatrixReport found) : Exception("the content is invalid")
{
    /// <summary>What is wrong.</summary>
    public MatrixReport Found { get; } = found;
}
