using System.Runtime.Versioning;
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
            using var reader = new StreamReader(typeof(Database).Assembly.GetManifestResourceStream("Strata.Server.Stores.Migrations.0004_guards.sqlite.sql")!);
            var script = reader.ReadToEnd();
            return script[..script.IndexOf("CREATE TRIGGER roles", StringComparison.Ordinal)];
        }
    }

    private protected override Database OpenDatabase() => new SqliteDatabase(Path.Combine(_directory.FullName, "store.db"));

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
