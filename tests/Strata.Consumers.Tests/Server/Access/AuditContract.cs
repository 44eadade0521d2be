using System.Data.Common;
using System.Globalization;
using System.Text;
using Dapper;
using Strata.Auditing;
using Strata.Server.Access;
using Strata.Server.Spaces;
using Strata.Server.Stores;

namespace Strata.Consumers.Tests.Server.Access;

/// <summary>What the audit log of every kind of store holds to. Each kind runs all of it.</summary>
public abstract class AuditContract : IAsyncLifetime
{
    private static readonly Actor Ada = new("Ada", "user:ada", "token:1", "127.0.0.1");

    // Every column, and what somebody could write into it.
    private static readonly (string Column, string Value)[] Changes =
    [
        ("space", "'other'"), ("number", "number + 100"), ("action", "'nothing'"), ("actor", "'Eve'"), ("subject", "'user:eve'"), ("credential", "'token:2'"), ("address", "'::1'"),
        ("at", "at + 1"), ("reason", "'none'"), ("revision", "COALESCE(revision, 0) + 1"), ("content_before", "'x'"), ("content_after", "'x'"), ("details", "'{\"x\":1}'"), ("previous", "'x'"), ("hash", "'x'"),
    ];

    private ServerStore? _store;

    private protected ServerStore Store => _store!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected abstract Database OpenDatabase();

    private protected abstract string NoTriggers { get; }

    private protected abstract string Triggers { get; }

    public async ValueTask InitializeAsync()
    {
        _store = new ServerStore(OpenDatabase(), TimeProvider.System);
        await Store.PrepareAsync(Token);
    }

    [Fact]
    public async Task Changes_AreEachOneRowOfAWholeChain()
    {
        await FillAsync();
        var rows = await RowsAsync();
        Assert.Null(await FirstBreakAsync());
        Assert.Equal(["space-create", "import", "draft-create", "draft-approve", "import"], rows.Where(static row => row.Space == "shop").Select(static row => row.Action));
        Assert.Equal(["role-set", "grant-add", "grant-remove", "sign-in"], rows.Where(static row => row.Space.Length == 0).Select(static row => row.Action));
        var import = rows.Last(static row => row.Action == "import");
        Assert.Equal(("Ada", "user:ada", "token:1", "127.0.0.1", 2L), (import.Actor, import.Subject, import.Credential, import.Address, import.Revision));
        Assert.Equal(rows.First(static row => row.Action == "import").After, import.Before);
        Assert.NotEqual(import.Before, import.After);
    }

    [Fact]
    public async Task ChangeOfAnyColumnOfAnyRow_IsFound()
    {
        await FillAsync();
        var rows = await RowsAsync();
        foreach (var row in rows)
        {
            foreach (var (column, value) in Changes)
            {
                await WithoutGuardsAsync(
                    $"UPDATE audit SET {column} = {value} WHERE space = '{row.Space}' AND number = {row.Number.ToString(CultureInfo.InvariantCulture)}",
                    async () => Assert.True(await FirstBreakAsync() is not null, $"{column} of {row.Space}:{row.Number} can be changed unseen"));
            }
        }

        Assert.Null(await FirstBreakAsync());
    }

    [Fact]
    public async Task RemovalInsertionAndOrder_AreFound()
    {
        await FillAsync();
        var heads = await HeadsAsync();
        await WithoutGuardsAsync("DELETE FROM audit WHERE space = 'shop' AND number = 2", async () => Assert.Equal(("shop", 3L), await FirstBreakAsync()));
        await WithoutGuardsAsync(
            "UPDATE audit SET number = CASE number WHEN 2 THEN 103 WHEN 3 THEN 102 ELSE number END WHERE space = 'shop'; UPDATE audit SET number = number - 100 WHERE number > 100",
            async () => Assert.Equal(("shop", 2L), await FirstBreakAsync()));
        await WithoutGuardsAsync("UPDATE audit SET number = number + 1 WHERE space = 'shop' AND number = 5; INSERT INTO audit (space, number, action, actor, at, details) VALUES ('shop', 5, 'x', 'x', 1, '{}')", async () => Assert.Equal(("shop", 5L), await FirstBreakAsync()));

        // An end that is cut off looks like an earlier log, to whoever has not noted where it ended.
        await WithoutGuardsAsync("DELETE FROM audit WHERE space = 'shop' AND number = 5", async () =>
        {
            Assert.Null(await FirstBreakAsync());
            Assert.NotEqual(heads["shop"], (await HeadsAsync())["shop"]);
        });
    }

    [Theory]
    [InlineData("UPDATE audit SET actor = 'Eve' WHERE number = 1")]
    [InlineData("UPDATE audit SET hash = NULL WHERE number = 1")]
    [InlineData("DELETE FROM audit WHERE number = 1")]
    [InlineData("DELETE FROM audit")]
    public async Task Database_RefusesToChangeRows(string sql)
    {
        await FillAsync();
        var before = await RowsAsync();
        await Assert.ThrowsAnyAsync<DbException>(() => ExecuteAsync(sql));
        Assert.Equal(before, await RowsAsync());
    }

    [Fact]
    public async Task RowsOfBefore_GetTheirHashesOnce()
    {
        await FillAsync();
        await ExecuteAsync("INSERT INTO audit (space, number, action, actor, at, details) VALUES ('shop', 6, 'old', 'Bob', 5, '{}'), ('', 5, 'old', 'Bob', 6, '{}')");
        Assert.NotNull(await FirstBreakAsync());

        // A process that knows of hashes comes to a chain that one wrote to which did not.
        await Store.Spaces.ConfigureAsync("shop", "other", null, Ada, key: null, Token);
        Assert.Equal(("", 5L), await FirstBreakAsync());
        await Store.PrepareAsync(Token);
        var sealedRows = await RowsAsync();
        Assert.Null(await FirstBreakAsync());
        await Store.PrepareAsync(Token);
        Assert.Equal(sealedRows, await RowsAsync());
    }

    [Fact]
    public async Task Backup_KeepsTheChains_AndARestoreIsPutDownInThem()
    {
        await FillAsync();
        var rows = await RowsAsync();
        var directory = Directory.CreateTempSubdirectory("strata-audit-");
        var file = Path.Combine(directory.FullName, "backup");
        await StoreBackup.WriteAsync(Store, file, Token);
        await Store.Spaces.ConfigureAsync("shop", "later", null, Ada, key: null, Token);
        await StoreBackup.ReadAsync(Store, file, replaces: true, Token);
        var restored = await RowsAsync();
        Assert.Null(await FirstBreakAsync());
        Assert.Equal(rows, restored.Where(static row => row.Action != "store-restore"));
        Assert.Equal("store-restore", Assert.Single(restored, row => !rows.Contains(row)).Action);
        await Assert.ThrowsAnyAsync<DbException>(() => ExecuteAsync("DELETE FROM audit"));
        Assert.Equal("viewer", (await Store.Access.ReadAsync(Token)).Policy.FindRole("viewer")!.Name);
        Assert.NotNull((await Store.Access.ReadAsync(Token)).Policy.FindRole("odd"));
        directory.Delete(recursive: true);
    }

    [Fact]
    public async Task Writers_OfOneChainAtOnce_MakeOneChain()
    {
        await FillAsync();
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => i % 2 == 0
            ? Store.Audit.RecordAsync("sign-in", Ada, cancellationToken: Token)
            : Store.Audit.RecordInAsync("shop", "reveal", Ada, "{}", "many at once", Token)));
        Assert.Null(await FirstBreakAsync());
        Assert.Equal(9 + 12, (await RowsAsync()).Count);
    }

    [Fact]
    public async Task Row_OfAChangeThatFails_IsNotThere()
    {
        await FillAsync();
        var before = await RowsAsync();
        await Assert.ThrowsAsync<RefusalException>(() => Store.Access.RemoveRoleAsync("viewer", Ada, Token));
        await Assert.ThrowsAsync<RefusalException>(() => Store.Spaces.CreateAsync("shop", "", 0, Ada, key: null, Token));
        Assert.Equal(before, await RowsAsync());
    }

    [Fact]
    public async Task Texts_ComeBackAsTheyWereHashed()
    {
        await Store.Audit.RecordAsync("sign-in", new Actor("A\0da \ud83d\ude00 \ud800", "user:ä\n1:x", "", "::1"), """{"a":"\u0000"}""", "because \"2:of\"", Token);
        Assert.Null(await FirstBreakAsync());
    }

    [Fact]
    public async Task Policy_HasAnotherVersion_WhoeverChangedIt()
    {
        var (before, _) = await Store.Access.ReadAsync(Token);
        await ExecuteAsync("INSERT INTO grants (id, subject, role, space, environment, tenant, path, granted_by, created_at) VALUES ('g', 'user:x', 'viewer', '*', '*', '*', '*', 'init', 1)");
        var (added, policy) = await Store.Access.ReadAsync(Token);
        Assert.Single(policy.Grants);
        await ExecuteAsync("DELETE FROM grants");
        var (removed, _) = await Store.Access.ReadAsync(Token);
        Assert.Equal(3, new[] { before, added, removed }.Distinct().Count());
        Assert.Equal(removed, (await Store.Spaces.ReadHeadsAsync(Token)).Access);

        // What says nothing of its limits allows nothing, and breaks nothing.
        await ExecuteAsync("INSERT INTO grants (id, subject, role, space, environment, tenant, path, granted_by, created_at) VALUES ('h', 'user:x', 'viewer', '', '*', '*', '*', 'hand', 1)");
        Assert.Empty((await Store.Access.ReadAsync(Token)).Policy.Grants);
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    private async Task FillAsync()
    {
        await Store.Spaces.CreateAsync("shop", "", 0, Ada, key: null, Token);
        await ImportAsync("n: 1\n");
        var draft = await Store.Drafts.CreateAsync("shop", 1, await SaveAsync("n: 2\n"), "t", Ada, key: null, Token);
        await Store.Drafts.ApproveAsync("shop", draft.Id, 1, Ada with { Subject = "user:bob" }, key: null, Token);
        await ImportAsync("n: 3\n");
        await Store.Access.SetRoleAsync(new Role("odd", "", [Verb.View]), Ada, Token);
        var (grant, _) = await Store.Access.AddGrantAsync(new Grant { Id = "g1", Subject = "user:x", Role = "odd", GrantedBy = "user:ada" }, Ada, Token);
        await Store.Access.RemoveGrantAsync(grant.Id, Ada, Token);
        await Store.Audit.RecordAsync("sign-in", Ada, cancellationToken: Token);
    }

    private async Task ImportAsync(string text) => await Store.Revisions.CommitAsync(new Commit { Space = "shop", Kind = RevisionKind.Import, Content = await SaveAsync(text), Actor = Ada }, Token);

    private async Task<string> SaveAsync(string text)
    {
        var content = SpaceContent.Of([new("app.yml", Encoding.UTF8.GetBytes(text))]);
        await Store.Contents.SaveAsync(content, Token);
        return content.Hash;
    }

    private async Task<IReadOnlyList<AuditRow>> RowsAsync() => await Store.Audit.ListChainsAsync(null, ("", 0), 1000, Token);

    private async Task<IReadOnlyDictionary<string, AuditHead>> HeadsAsync()
    {
        var chain = new AuditChain();
        foreach (var row in await RowsAsync())
        {
            chain.Follow(row);
        }

        return chain.Heads;
    }

    private async Task<(string Space, long Number)?> FirstBreakAsync()
    {
        var chain = new AuditChain();
        foreach (var row in await RowsAsync())
        {
            if (chain.Follow(row) is not null)
            {
                return (row.Space, row.Number);
            }
        }

        return null;
    }

    private Task<int> ExecuteAsync(string sql) => Store.ReadAsync((connection, token) => connection.ExecuteAsync(new CommandDefinition(sql, cancellationToken: token)), Token);

    // As whoever owns the database could, and back again.
    private async Task WithoutGuardsAsync(string sql, Func<Task> look)
    {
        var rows = await Store.ReadAsync(static async (connection, token) => (await connection.QueryAsync("SELECT * FROM audit")).Cast<IDictionary<string, object?>>().ToList(), Token);
        await ExecuteAsync(NoTriggers);
        try
        {
            await ExecuteAsync(sql);
            await look();
            await ExecuteAsync("DELETE FROM audit");
            foreach (var row in rows)
            {
                var names = row.Keys.ToArray();
                await Store.ReadAsync((connection, token) => connection.ExecuteAsync($"INSERT INTO audit ({string.Join(", ", names)}) VALUES ({string.Join(", ", names.Select(static name => $"@{name}"))})", new DynamicParameters(row)), Token);
            }
        }
        finally
        {
            await ExecuteAsync(Triggers);
        }
    }
}
