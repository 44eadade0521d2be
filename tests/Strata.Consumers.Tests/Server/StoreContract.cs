using System.Text;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Strata.Server.Access;
using Strata.Server.Spaces;
using Strata.Server.Stores;

namespace Strata.Consumers.Tests.Server;

/// <summary>What every kind of store does. Each kind runs all of it.</summary>
public abstract class StoreContract : IAsyncLifetime
{
    private static readonly Actor Ada = Actor.Itself("ada");

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 30, 9, 0, 0, TimeSpan.Zero));
    private ServerStore? _store;

    private protected ServerStore Store => _store!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected abstract Database OpenDatabase();

    public async ValueTask InitializeAsync()
    {
        _store = new ServerStore(OpenDatabase(), _time);
        await Store.PrepareAsync(Token);
    }

    [Fact]
    public async Task Prepare_Again_ChangesNothing()
    {
        var epoch = await Store.ReadEpochAsync(Token);
        await Store.PrepareAsync(Token);
        Assert.Equal(epoch, await Store.ReadEpochAsync(Token));
    }

    [Fact]
    public async Task Content_ComesBackAsItWas_AndIsKeptOnce()
    {
        var content = SpaceContent.Of([new("a.yml", "a: 1\n"u8.ToArray()), new("sub/b.bin", [0, 255, 10]), new("same.yml", "a: 1\n"u8.ToArray())]);
        await Store.Contents.SaveAsync(content, Token);
        await Store.Contents.SaveAsync(content, Token);
        var read = await Store.Contents.FindAsync(content.Hash, Token);
        Assert.Equal(content.Manifest, read!.Manifest);
        Assert.Equal(new byte[] { 0, 255, 10 }, read.Files["sub/b.bin"].Body);
        Assert.Null(await Store.Contents.FindAsync(new string('0', 64), Token));
    }

    [Fact]
    public async Task Commit_TakesTheNextRevision_WithOneAuditRow()
    {
        await SpaceAsync("shop");
        for (var i = 1; i <= 3; i++)
        {
            Assert.Equal(i, (await Store.Revisions.CommitAsync(await ImportAsync("shop", $"n: {i}\n"), Token)).Number);
        }

        Assert.Equal(3, (await Store.Spaces.FindAsync("shop", Token))!.Head);
        Assert.Equal(3, (await Store.Revisions.FindHeadAsync("shop", Token))!.Number);
        var audit = await Store.Audit.ListAsync("shop", long.MaxValue, 100, Token);
        Assert.Equal([3L, 2, 1, null], audit.Select(static entry => entry.Revision));
        Assert.Equal([4L, 3, 2, 1], audit.Select(static entry => entry.Number));
    }

    [Fact]
    public async Task Commit_ByManyAtOnce_GivesEachItsOwnRevision()
    {
        await SpaceAsync("shop");
        await Store.Revisions.CommitAsync(await ImportAsync("shop", "n: 0\n"), Token);
        var commit = await ImportAsync("shop", "n: 1\n");
        var made = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Store.Revisions.CommitAsync(commit, Token)));
        Assert.Equal(Enumerable.Range(2, 20).Select(static number => (long)number), made.Select(static revision => revision.Number).Order());
        var audit = await Store.Audit.ListAsync("shop", long.MaxValue, 100, Token);
        Assert.Equal(Enumerable.Range(1, 22).Select(static number => (long)number), audit.Select(static entry => entry.Number).Order());
    }

    [Fact]
    public async Task Commit_OfOneHeadByMany_IsDoneByOne()
    {
        await SpaceAsync("shop");
        var commit = await ImportAsync("shop", "n: 1\n") with { ExpectedHead = 0 };
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            try
            {
                return (await Store.Revisions.CommitAsync(commit, Token)).Number;
            }
            catch (RefusalException refusal)
            {
                Assert.Equal(412, refusal.Status);
                return -1;
            }
        }));
        Assert.Equal([1L], outcomes.Where(static number => number > 0));
    }

    [Fact]
    public async Task Commit_WithTheSameKey_IsTheSameRevision()
    {
        await SpaceAsync("shop");
        var commit = await ImportAsync("shop", "n: 1\n") with { Key = new Idempotency("k", "hash") };
        var made = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Store.Revisions.CommitAsync(commit, Token)));
        Assert.All(made, revision => Assert.Equal(made[0], revision));
        Assert.Equal(1, (await Store.Spaces.FindAsync("shop", Token))!.Head);
        var other = await Assert.ThrowsAsync<RefusalException>(() => Store.Revisions.CommitAsync(commit with { Key = new Idempotency("k", "other") }, Token));
        Assert.Equal(422, other.Status);
    }

    [Fact]
    public async Task Change_ThatThrows_LeavesNothing()
    {
        await SpaceAsync("shop");
        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.ChangeAsync<int>(
            "shop",
            async change =>
            {
                await change.RecordAsync("half", Ada);
                throw new InvalidOperationException();
            },
            Token));
        Assert.Single(await Store.Audit.ListAsync("shop", long.MaxValue, 10, Token));
        Assert.Equal(404, (await Assert.ThrowsAsync<RefusalException>(() => Store.ChangeAsync("nowhere", static _ => Task.FromResult(0), Token))).Status);
    }

    [Fact]
    public async Task TimedAction_ThatIsDue_IsFinishedOnce()
    {
        await SpaceAsync("shop", approvals: 0);
        var content = await SaveAsync("n: 1\n");
        var draft = await Store.Drafts.CreateAsync("shop", 0, content, "t", Ada, key: null, Token);
        var action = await Store.Timed.ScheduleAsync(Action(draft, _time.GetUtcNow().AddMinutes(1)), 1, key: null, Token);
        Assert.Empty(await Store.Timed.ListDueAsync(_time.GetUtcNow(), 10, Token));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(action.Id, Assert.Single(await Store.Timed.ListDueAsync(_time.GetUtcNow(), 10, Token)).Id);
        var commit = new Commit { Space = "shop", Kind = RevisionKind.Publish, Content = content, Actor = Ada, Action = action.Id, Draft = draft.Id, DraftVersion = 1 };
        await Store.Revisions.CommitAsync(commit, Token);
        Assert.Equal(409, (await Assert.ThrowsAsync<RefusalException>(() => Store.Revisions.CommitAsync(commit, Token))).Status);
        Assert.Equal(1, (await Store.Spaces.FindAsync("shop", Token))!.Head);
        Assert.Equal(DraftState.Published, (await Store.Drafts.FindAsync("shop", draft.Id, Token))!.State);
    }

    [Fact]
    public async Task Backup_Restored_IsTheSameInAnotherLife()
    {
        await SpaceAsync("shop");
        await Store.Revisions.CommitAsync(await ImportAsync("shop", "n: 'é\"\\'\n"), Token);
        var draft = await Store.Drafts.CreateAsync("shop", 1, await SaveAsync("n: 2\n"), "t", Ada, key: null, Token);
        var epoch = await Store.ReadEpochAsync(Token);
        var file = Path.Combine(Directory.CreateTempSubdirectory("strata-backup-").FullName, "backup");
        await StoreBackup.WriteAsync(Store, file, Token);
        Assert.Equal("the store holds something already", (await Assert.ThrowsAsync<BackupException>(() => StoreBackup.ReadAsync(Store, file, replaces: false, Token))).Message);
        await Store.Revisions.CommitAsync(await ImportAsync("shop", "n: 3\n"), Token);
        await StoreBackup.ReadAsync(Store, file, replaces: true, Token);
        Assert.NotEqual(epoch, await Store.ReadEpochAsync(Token));
        var head = await Store.Revisions.FindHeadAsync("shop", Token);
        Assert.Equal(1, head!.Number);
        Assert.Equal("n: 'é\"\\'\n", Encoding.UTF8.GetString((await Store.Contents.FindAsync(head.Content, Token))!.Files["app.yml"].Body));
        Assert.Equal("ada", (await Store.Drafts.FindAsync("shop", draft.Id, Token))!.Author);

        // However it was cut, nothing of it is taken.
        var bytes = await File.ReadAllBytesAsync(file, Token);
        foreach (var length in new[] { 0, 1, bytes.Length / 2, bytes.Length * 9 / 10 })
        {
            await File.WriteAllBytesAsync(file, bytes[..length], Token);
            await Assert.ThrowsAsync<BackupException>(() => StoreBackup.ReadAsync(Store, file, replaces: true, Token));
        }

        Assert.Equal(1, (await Store.Revisions.FindHeadAsync("shop", Token))!.Number);
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("{\"format\":1}")]
    [InlineData("{\"format\":\"strata-backup-1\"}\n{\"x\":1}")]
    [InlineData("{\"format\":\"strata-backup-1\"}\n{\"$\":7}")]
    [InlineData("{\"format\":\"strata-backup-1\"}\n{\"sha256\":\"x\"}")]
    [InlineData("{\"$\":\"spaces\",\"name\":1.5}", true)]
    [InlineData("{\"$\":\"spaces\",\"name\":\"plain\"}", true)]
    [InlineData("{\"$\":\"blobs\",\"hash\":\"text:x\",\"body\":\"base64:?\"}", true)]
    [InlineData("{\"$\":\"spaces\",\"of_the_future\":1}", true)]
    [InlineData("{\"$\":\"spaces\",\"name\":\"text:shop\"}", true)]
    public async Task Backup_ThatIsNone_IsRefusedAndChangesNothing(string text, bool isSealed = false)
    {
        await SpaceAsync("shop");
        var file = Path.Combine(Directory.CreateTempSubdirectory("strata-backup-").FullName, "backup");
        await using (var stream = new System.IO.Compression.GZipStream(File.Create(file), System.IO.Compression.CompressionLevel.Fastest))
        {
            // With a sum that is right, as a release of another age would write it.
            var lines = $"{{\"format\":\"strata-backup-1\"}}{text}";
            var whole = isSealed ? $"{{\"format\":\"strata-backup-1\"}}\n{text}\n{{\"rows\":1,\"sha256\":\"{SpaceContent.HashOf(Encoding.UTF8.GetBytes(lines))}\"}}" : text;
            await stream.WriteAsync(Encoding.UTF8.GetBytes(whole), Token);
        }

        await Assert.ThrowsAsync<BackupException>(() => StoreBackup.ReadAsync(Store, file, replaces: true, Token));

        Assert.NotNull(await Store.Spaces.FindAsync("shop", Token));
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    [Fact]
    public async Task Commit_ThatGoesByAnotherLife_IsRefused()
    {
        await SpaceAsync("shop");
        var commit = await ImportAsync("shop", "n: 1\n") with { ExpectedHead = 0, ExpectedEpoch = "another" };
        Assert.Equal(412, (await Assert.ThrowsAsync<RefusalException>(() => Store.Revisions.CommitAsync(commit, Token))).Status);
        await Store.Revisions.CommitAsync(commit with { ExpectedEpoch = await Store.ReadEpochAsync(Token) }, Token);
    }

    [Fact]
    public async Task Request_ThatIsTooOldToBeRepeated_IsForgotten()
    {
        await SpaceAsync("shop");
        await DescribeAsync("first", new Idempotency("ada\nk", "hash"));
        await DescribeAsync("second", key: null);
        _time.Advance(RequestPruning.Kept);
        Assert.Equal(0, await RequestPruning.PruneAsync(Store, Token));
        Assert.Equal("second", await DescribeAsync("first", new Idempotency("ada\nk", "hash")));

        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, await RequestPruning.PruneAsync(Store, Token));
        Assert.Equal("first", await DescribeAsync("first", new Idempotency("ada\nk", "hash")));

        async Task<string> DescribeAsync(string text, Idempotency? key)
        {
            await Store.Spaces.ConfigureAsync("shop", text, requiredApprovals: null, Ada, key, Token);
            return (await Store.Spaces.FindAsync("shop", Token))!.Description;
        }
    }

    [Fact]
    public async Task Source_ThatIsSetAnewWhileItIsDone_IsDoneAgain()
    {
        await SpaceAsync("shop");
        await Store.Sources.SetAsync(Source("one"), Ada, key: null, Token);
        var held = await Store.Sources.HoldAsync("shop", TimeSpan.FromMinutes(10), Token);
        Assert.NotNull(held);
        Assert.Null(await Store.Sources.HoldAsync("shop", TimeSpan.FromMinutes(10), Token));

        await Store.Sources.SetAsync(Source("two"), Ada, key: null, Token);
        await Store.Sources.FinishAsync("shop", held.Value, SourceState.Done, "of one", "v1", Token);

        var due = Assert.Single(await Store.Sources.ListDueAsync(Token));
        Assert.Equal(("two", "", SourceState.Waiting), (due.Directory, due.Version, due.State));
        var again = await Store.Sources.HoldAsync("shop", TimeSpan.FromMinutes(10), Token);
        await Store.Sources.FinishAsync("shop", again!.Value, SourceState.Done, "of two", "v1", Token);
        Assert.Empty(await Store.Sources.ListDueAsync(Token));
        Assert.Equal("of two", (await Store.Sources.FindAsync("shop", Token))!.Message);
    }

    [Fact]
    public async Task Store_AgreesWithAModel_WhateverIsDone()
    {
        var contents = new[] { await SaveAsync("n: 0\n"), await SaveAsync("n: 1\n"), await SaveAsync("n: 2\n") };
        var run = 0;
        await Gen.Select(Gen.Int[0, 5], Gen.Int[0, 3], Gen.Int[0, 2], Gen.Int[0, 2]).List[1, 25].SampleAsync(
            async steps =>
            {
                var space = $"model-{Interlocked.Increment(ref run)}";
                var model = new StoreModel(space);
                await SpaceAsync(space, approvals: 1);
                foreach (var (what, which, content, who) in steps)
                {
                    var step = model.Next(what, which, contents[content], $"p{who}");
                    Assert.Equal(model.Apply(step), await PerformAsync(space, step));
                }

                Assert.Equal(model.Head, (await Store.Spaces.FindAsync(space, Token))!.Head);
                Assert.Equal(model.Revisions, (await Store.Revisions.ListAsync(space, long.MaxValue, 100, Token)).Reverse().Select(static revision => revision.Content));
                Assert.Equal(model.Audit, (await Store.Audit.ListAsync(space, long.MaxValue, 100, Token)).Reverse().Select(static entry => entry.Action));
                Assert.Equal(model.Drafts, (await Store.Drafts.ListAsync(space, state: null, "", 100, Token)).OrderBy(static draft => draft.Title, StringComparer.Ordinal).Select(static draft => $"{draft.Title} {draft.State} v{draft.Version} {draft.Content[..6]} by {string.Join(",", draft.Authors)} ok {string.Join(",", draft.Approvals)}"));
            },
            iter: 30,
            threads: 1);
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    private async Task<string> PerformAsync(string space, StoreStep step)
    {
        try
        {
            switch (step.What)
            {
                case StepKind.Create:
                    await Store.Drafts.CreateAsync(space, step.Base, step.Content, step.Draft, Actor.Itself(step.Actor), key: null, Token);
                    return "done";
                case StepKind.Update:
                    await Store.Drafts.UpdateAsync(space, await IdAsync(), step.Version, step.Base, step.Content, title: null, Actor.Itself(step.Actor), key: null, Token);
                    return "done";
                case StepKind.Approve:
                    await Store.Drafts.ApproveAsync(space, await IdAsync(), step.Version, Actor.Itself(step.Actor), key: null, Token);
                    return "done";
                case StepKind.Discard:
                    await Store.Drafts.DiscardAsync(space, await IdAsync(), step.Version, Actor.Itself(step.Actor), key: null, Token);
                    return "done";
                case StepKind.Publish:
                    var id = await IdAsync();
                    var content = (await Store.Drafts.FindAsync(space, id, Token))!.Content;
                    var made = await Store.Revisions.CommitAsync(new Commit { Space = space, ExpectedHead = step.Base, Kind = RevisionKind.Publish, Content = content, Actor = Actor.Itself(step.Actor), Draft = id, DraftVersion = step.Version, NeedsApproval = true }, Token);
                    return $"revision {made.Number}";
                default:
                    var back = await Store.Revisions.CommitAsync(new Commit { Space = space, ExpectedHead = step.Base, Kind = RevisionKind.Rollback, Content = step.Content, Actor = Actor.Itself(step.Actor) }, Token);
                    return $"revision {back.Number}";
            }
        }
        catch (RefusalException refusal)
        {
            return $"refused {refusal.Status}";
        }

        async Task<string> IdAsync() => (await Store.Drafts.ListAsync(space, state: null, "", 100, Token)).FirstOrDefault(draft => draft.Title == step.Draft)?.Id ?? "none";
    }

    private Task SpaceAsync(string name, long approvals = 0) => Store.Spaces.CreateAsync(name, "", approvals, Ada, key: null, Token);

    private async Task<string> SaveAsync(string text)
    {
        var content = SpaceContent.Of([new("app.yml", Encoding.UTF8.GetBytes(text))]);
        await Store.Contents.SaveAsync(content, Token);
        return content.Hash;
    }

    private async Task<Commit> ImportAsync(string space, string text) => new() { Space = space, Kind = RevisionKind.Import, Content = await SaveAsync(text), Actor = Ada };

    private static SpaceSource Source(string directory) => new() { Space = "shop", Direction = SourceDirection.Import, Location = "/srv/git", Branch = "main", Directory = directory, IntervalSeconds = 60 };

    private static TimedAction Action(Draft draft, DateTimeOffset due) => new()
    {
        Id = "a1",
        Space = draft.Space,
        Kind = TimedKind.Publish,
        DueAt = due,
        Content = draft.Content,
        Title = "t",
        Actor = Ada,
        State = TimedState.Pending,
        Draft = draft.Id,
    };
}
