using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Dapper;
using Strata.Server.Access;
using Strata.Server.Spaces;

namespace Strata.Server.Stores;

/// <summary>The drafts.</summary>
internal sealed class StoredDrafts(ServerStore store)
{
    private const string Columns = "SELECT id AS Id, space AS Space, version AS Version, base_revision AS BaseRevision, content AS Content, title AS Title, author AS Author, state AS State, updated_at AS UpdatedAt, request_hash AS RequestHash FROM drafts";

    /// <summary>Begins a draft. A repeated request gets what the first one made.</summary>
    public Task<Draft> CreateAsync(string space, long baseRevision, string content, string title, Actor actor, Idempotency? key, CancellationToken cancellationToken) => store.ChangeAsync(
        space,
        async change =>
        {
            if (key is not null && await change.FindAsync<Row>($"{Columns} WHERE space = @Space AND idempotency_key = @Value", new { change.Space, key.Value }).ConfigureAwait(false) is { } before)
            {
                key.RequireSame(before.RequestHash);
                return await CompleteAsync(change, before).ConfigureAwait(false);
            }

            if (baseRevision < 0 || baseRevision > change.Head)
            {
                throw Refusal.UnknownRevision(space, baseRevision);
            }

            var id = Guid.CreateVersion7(store.Time.GetUtcNow()).ToString("N");
            await change.ExecuteAsync(
                """
                INSERT INTO drafts (id, space, version, base_revision, content, title, author, state, updated_at, idempotency_key, request_hash)
                VALUES (@id, @Space, 1, @baseRevision, @content, @title, @actor, @state, @Now, @key, @hash)
                """,
                new { id, change.Space, baseRevision, content, title, actor = actor.Name, state = DraftState.Open, change.Now, key = key?.Value, hash = key?.RequestHash }).ConfigureAwait(false);
            await AddAuthorAsync(change, id, actor.Subject).ConfigureAwait(false);
            await change.RecordAsync("draft-create", actor, details: Details(id, 1, content), after: content).ConfigureAwait(false);
            return new Draft { Id = id, Space = space, Version = 1, BaseRevision = baseRevision, Content = content, Title = title, Author = actor.Name, State = DraftState.Open, UpdatedAt = ServerStore.TimeOf(change.Now), Authors = [actor.Subject] };
        },
        cancellationToken);

    /// <summary>What a repeated request to begin a draft made before; null where it made none.</summary>
    public async Task<Draft?> FindRepeatedAsync(string space, Idempotency key, CancellationToken cancellationToken)
    {
        var before = await store.ReadAsync<Draft?>(
            async (connection, token) =>
            {
                var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition($"{Columns} WHERE space = @space AND idempotency_key = @Value", new { space, key.Value }, cancellationToken: token)).ConfigureAwait(false);
                if (row is null)
                {
                    return null;
                }

                key.RequireSame(row.RequestHash);
                return await CompleteAsync(connection, row, token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        if (before is not null)
        {
            await store.ConfirmAsync(space, cancellationToken).ConfigureAwait(false);
        }

        return before;
    }

    /// <summary>Changes what a draft holds. Approvals are of the version before, and count no more.</summary>
    /// <exception cref="RefusalException">It has another version, or is published or discarded.</exception>
    public Task<Draft> UpdateAsync(string space, string id, long version, long? baseRevision, string? content, string? title, Actor actor, Idempotency? key, CancellationToken cancellationToken) => store.ChangeAsync(
        space,
        async change =>
        {
            if (await change.IsRepeatAsync(key).ConfigureAwait(false))
            {
                return await CompleteAsync(change, await RowAsync(change, id).ConfigureAwait(false)).ConfigureAwait(false);
            }

            var before = await OpenAsync(change, id, version).ConfigureAwait(false);
            if (baseRevision is { } given && (given < 0 || given > change.Head))
            {
                throw Refusal.UnknownRevision(space, given);
            }

            await change.ExecuteAsync(
                """
                UPDATE drafts SET version = version + 1, base_revision = COALESCE(@baseRevision, base_revision), content = COALESCE(@content, content),
                title = COALESCE(@title, title), updated_at = @Now WHERE id = @id
                """,
                new { id, baseRevision, content, title, change.Now }).ConfigureAwait(false);
            await AddAuthorAsync(change, id, actor.Subject).ConfigureAwait(false);
            await change.RecordAsync("draft-update", actor, details: Details(id, version + 1, content), before: before.Content, after: content ?? before.Content).ConfigureAwait(false);
            return await CompleteAsync(change, await RowAsync(change, id).ConfigureAwait(false)).ConfigureAwait(false);
        },
        cancellationToken);

    /// <exception cref="RefusalException">It has another version, or is published or discarded already.</exception>
    public Task DiscardAsync(string space, string id, long version, Actor actor, Idempotency? key, CancellationToken cancellationToken) => store.ChangeOnceAsync(
        space,
        key,
        async change =>
        {
            await OpenAsync(change, id, version).ConfigureAwait(false);
            await SetStateAsync(change, id, DraftState.Discarded).ConfigureAwait(false);
            await change.RecordAsync("draft-discard", actor, details: Details(id, version, null)).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>Approves a version of a draft. Twice is once.</summary>
    /// <exception cref="RefusalException">The approver changed it, or it has another version.</exception>
    public Task<Draft> ApproveAsync(string space, string id, long version, Actor actor, Idempotency? key, CancellationToken cancellationToken) => store.ChangeAsync(
        space,
        async change =>
        {
            if (await change.IsRepeatAsync(key).ConfigureAwait(false))
            {
                return await CompleteAsync(change, await RowAsync(change, id).ConfigureAwait(false)).ConfigureAwait(false);
            }

            var row = await OpenAsync(change, id, version).ConfigureAwait(false);
            var authors = await AuthorsAsync(change, id).ConfigureAwait(false);
            if (authors.Contains(actor.Subject))
            {
                throw Refusal.OwnApproval(actor.Subject);
            }

            var added = await change.ExecuteAsync("INSERT INTO draft_approvals (draft, version, actor, at) VALUES (@id, @version, @actor, @Now) ON CONFLICT DO NOTHING", new { id, version, actor = actor.Subject, change.Now }).ConfigureAwait(false);
            if (added > 0)
            {
                await change.RecordAsync("draft-approve", actor, details: Details(id, version, row.Content), after: row.Content).ConfigureAwait(false);
            }

            return row.ToDraft(authors, await ApprovalsAsync(change, id, version).ConfigureAwait(false));
        },
        cancellationToken);

    public Task<Draft?> FindAsync(string space, string id, CancellationToken cancellationToken) => store.ReadAsync<Draft?>(
        async (connection, token) =>
        {
            var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition($"{Columns} WHERE space = @space AND id = @id", new { space, id }, cancellationToken: token)).ConfigureAwait(false);
            return row is null ? null : await CompleteAsync(connection, row, token).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>The drafts behind an id, the oldest first.</summary>
    public Task<ImmutableArray<Draft>> ListAsync(string space, string? state, string after, int limit, CancellationToken cancellationToken) => store.ReadAsync<ImmutableArray<Draft>>(
        async (connection, token) =>
        {
            var rows = await connection.QueryAsync<Row>(new CommandDefinition($"{Columns} WHERE space = @space AND id > @after AND (CAST(@state AS text) IS NULL OR state = @state) ORDER BY id LIMIT @limit", new { space, state, after, limit }, cancellationToken: token)).ConfigureAwait(false);
            var drafts = ImmutableArray.CreateBuilder<Draft>();
            foreach (var row in rows.ToList())
            {
                drafts.Add(await CompleteAsync(connection, row, token).ConfigureAwait(false));
            }

            return drafts.DrainToImmutable();
        },
        cancellationToken);

    /// <summary>Brings a draft to its end, if it is the version that was meant and has the approvals that its space asks for.</summary>
    internal static async Task CloseAsync(SpaceTransaction change, string id, long version, string content, string state, bool needsApproval)
    {
        var row = await RowAsync(change, id).ConfigureAwait(false);
        if (row.State != DraftState.Open && !(row.State == DraftState.Scheduled && state == DraftState.Published))
        {
            throw Refusal.NotOpen(id, row.State);
        }

        if (row.Version != version)
        {
            throw Refusal.StaleVersion(version, row.Version);
        }

        if (row.Content != content)
        {
            throw new InvalidOperationException($"draft {id} holds {row.Content}, and {content} was to be published");
        }

        var approvals = await ApprovalsAsync(change, id, version).ConfigureAwait(false);
        if (needsApproval && approvals.Length < change.RequiredApprovals)
        {
            throw Refusal.NotApproved(change.RequiredApprovals, approvals.Length);
        }

        await SetStateAsync(change, id, state).ConfigureAwait(false);
    }

    private static async Task<Row> OpenAsync(SpaceTransaction change, string id, long version)
    {
        var row = await RowAsync(change, id).ConfigureAwait(false);
        return row.State != DraftState.Open ? throw Refusal.NotOpen(id, row.State)
            : row.Version != version ? throw Refusal.StaleVersion(version, row.Version)
            : row;
    }

    private static async Task<Row> RowAsync(SpaceTransaction change, string id) =>
        await change.FindAsync<Row>($"{Columns} WHERE space = @Space AND id = @id", new { change.Space, id }).ConfigureAwait(false) ?? throw Refusal.Unknown("draft", id);

    internal static Task SetStateAsync(SpaceTransaction change, string id, string state) =>
        change.ExecuteAsync("UPDATE drafts SET state = @state, updated_at = @Now WHERE id = @id", new { id, state, change.Now });

    private static Task<int> AddAuthorAsync(SpaceTransaction change, string id, string subject) =>
        change.ExecuteAsync("INSERT INTO draft_authors (draft, actor) VALUES (@id, @subject) ON CONFLICT DO NOTHING", new { id, subject });

    private static async Task<ImmutableArray<string>> AuthorsAsync(SpaceTransaction change, string id) =>
        [.. await change.ListAsync<string>("SELECT actor FROM draft_authors WHERE draft = @id ORDER BY actor", new { id }).ConfigureAwait(false)];

    private static async Task<ImmutableArray<string>> ApprovalsAsync(SpaceTransaction change, string id, long version) =>
        [.. await change.ListAsync<string>("SELECT actor FROM draft_approvals WHERE draft = @id AND version = @version ORDER BY actor", new { id, version }).ConfigureAwait(false)];

    private static async Task<Draft> CompleteAsync(SpaceTransaction change, Row row) =>
        row.ToDraft(await AuthorsAsync(change, row.Id).ConfigureAwait(false), await ApprovalsAsync(change, row.Id, row.Version).ConfigureAwait(false));

    private static async Task<Draft> CompleteAsync(DbConnection connection, Row row, CancellationToken cancellationToken)
    {
        var authors = await connection.QueryAsync<string>(new CommandDefinition("SELECT actor FROM draft_authors WHERE draft = @Id ORDER BY actor", new { row.Id }, cancellationToken: cancellationToken)).ConfigureAwait(false);
        var approvals = await connection.QueryAsync<string>(new CommandDefinition("SELECT actor FROM draft_approvals WHERE draft = @Id AND version = @Version ORDER BY actor", new { row.Id, row.Version }, cancellationToken: cancellationToken)).ConfigureAwait(false);
        return row.ToDraft([.. authors], [.. approvals]);
    }

    private static string Details(string draft, long version, string? content) =>
        JsonSerializer.Serialize(new { draft, version = version.ToString(CultureInfo.InvariantCulture), content }, JsonSerializerOptions.Web);

    private sealed record Row(string Id, string Space, long Version, long BaseRevision, string Content, string Title, string Author, string State, long UpdatedAt, string? RequestHash)
    {
        public Draft ToDraft(ImmutableArray<string> authors, ImmutableArray<string> approvals) => new()
        {
            Id = Id,
            Space = Space,
            Version = Version,
            BaseRevision = BaseRevision,
            Content = Content,
            Title = Title,
            Author = Author,
            State = State,
            UpdatedAt = ServerStore.TimeOf(UpdatedAt),
            Authors = authors,
            Approvals = approvals,
        };
    }
}
