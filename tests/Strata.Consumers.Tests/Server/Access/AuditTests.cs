using System.Runtime.Versioning;
using Dapper;
using Strata.Auditing;
using Strata.Server.Stores;

namespace Strata.Consumers.Tests.Server.Access;

/// <summary>The audit log of the embedded store.</summary>
[Trait("Level", "integration")]
public sealed class SqliteAuditTests : AuditContract
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("strata-audit-");

    private protected override string NoTriggers => "DROP TRIGGER audit_keeps_rows; DROP TRIGGER audit_keeps_values; DROP TRIGGER audit_keeps_places";

    private protected override string Triggers
    {
        get
        {
            var script = ScriptOf("0004_guards.sqlite.sql");
            return script[..script.IndexOf("CREATE TRIGGER roles", StringComparison.Ordinal)];
        }
    }

    private protected override Database OpenDatabase() => new SqliteDatabase(Path.Combine(_directory.FullName, "store.db"));

    [Fact]
    public async Task StoreOfBefore_ComesAlongWithItsHistory()
    {
        var old = new SqliteDatabase(Path.Combine(_directory.FullName, "old.db"));
        var connection = await old.OpenAsync(TestContext.Current.CancellationToken);
        await using (connection)
        {
            foreach (var script in new[] { "0001_initial.sql", "0002_sources.sql" })
            {
                await connection.ExecuteAsync(ScriptOf(script).Replace("$bytes$", "blob", StringComparison.Ordinal));
            }

            // As the tool notes it that runs scripts.
            await connection.ExecuteAsync("CREATE TABLE SchemaVersions (SchemaVersionID INTEGER CONSTRAINT 'PK_SchemaVersions_SchemaVersionID' PRIMARY KEY AUTOINCREMENT NOT NULL, ScriptName TEXT NOT NULL, Applied DATETIME NOT NULL)");
            await connection.ExecuteAsync("INSERT INTO SchemaVersions (ScriptName, Applied) VALUES ('0001_initial.sql', '2026-01-01'), ('0002_sources.sql', '2026-01-01')");
            await connection.ExecuteAsync("INSERT INTO spaces (name, description, required_approvals, head, created_at) VALUES ('shop', '', 0, 0, 1)");
            await connection.ExecuteAsync("INSERT INTO audit (space, number, action, actor, at, details) VALUES ('shop', 1, 'space-create', 'ada', 1, '{}'), ('shop', 2, 'space-configure', 'ada', 2, '{}')");
        }

        var store = new ServerStore(old, TimeProvider.System);
        await using (store)
        {
            await store.PrepareAsync(TestContext.Current.CancellationToken);
            var rows = await store.Audit.ListChainsAsync(null, ("", 0), 10, TestContext.Current.CancellationToken);
            var chain = new AuditChain();
            Assert.All(rows, row => Assert.Null(chain.Follow(row)));
            Assert.Equal([("space-create", "ada"), ("space-configure", "ada")], rows.Select(static row => (row.Action, row.Actor)));
        }
    }

    private static string ScriptOf(string name)
    {
        using var reader = new StreamReader(typeof(Database).Assembly.GetManifestResourceStream($"Strata.Server.Stores.Migrations.{name}")!);
        return reader.ReadToEnd();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }
}

/// <summary>The audit log of the store that replicas share.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "integration")]
public sealed class PostgreSqlAuditTests(SharedPostgreSql shared) : AuditContract, IClassFixture<SharedPostgreSql>
{
    private protected override string NoTriggers => "ALTER TABLE audit DISABLE TRIGGER USER";

    private protected override string Triggers => "ALTER TABLE audit ENABLE TRIGGER USER";

    private protected override Database OpenDatabase() => new PostgreSqlDatabase(shared.NewDatabase());
}
