using System.Data.Common;
using System.Runtime.Versioning;
using Dapper;
using Microsoft.EntityFrameworkCore;
using Strata.Server.Identity;
using Strata.Server.Stores;

namespace Strata.Consumers.Tests.Server.Identity;

/// <summary>The tables that the store's scripts make are those that Entity Framework thinks there are.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "integration")]
public sealed class IdentityModelTests(SharedPostgreSql shared) : IClassFixture<SharedPostgreSql>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Model_AgainstTheTablesOfSqlite_IsTheSame()
    {
        var directory = Directory.CreateTempSubdirectory("strata-model-");
        await CompareAsync(
            new SqliteDatabase(Path.Combine(directory.FullName, "s.db")),
            static (connection, table) => connection.QueryAsync<(string, bool)>("SELECT name, \"notnull\" = 0 AND pk = 0 FROM pragma_table_info(@table)", new { table }));
        directory.Delete(recursive: true);
    }

    [Fact]
    public Task Model_AgainstTheTablesOfPostgreSql_IsTheSame() => CompareAsync(
        new PostgreSqlDatabase(shared.NewDatabase()),
        static (connection, table) => connection.QueryAsync<(string, bool)>("SELECT column_name, is_nullable = 'YES' FROM information_schema.columns WHERE table_name = @table", new { table }));

    private static async Task CompareAsync(Database database, Func<DbConnection, string, Task<IEnumerable<(string Column, bool IsNullable)>>> columnsOf)
    {
        await using var store = new ServerStore(database, TimeProvider.System);
        await store.PrepareAsync(Token);
        var options = new DbContextOptionsBuilder<IdentityDatabase>();
        database.Use(options);
        await using var identity = new IdentityDatabase(options.Options);
        await using var connection = await database.OpenAsync(Token);
        var tables = identity.Model.GetEntityTypes().ToArray();
        Assert.True(tables.Length >= 8);
        foreach (var table in tables)
        {
            var expected = table.GetProperties().Select(static property => $"{property.GetColumnName()} {(property.IsColumnNullable() ? "null" : "not null")}").Order(StringComparer.Ordinal);
            var found = (await columnsOf(connection, table.GetTableName()!)).Select(static column => $"{column.Column} {(column.IsNullable ? "null" : "not null")}").Order(StringComparer.Ordinal);
            Assert.Equal(expected, found);
        }

        // Of each type that there is, a value goes in and comes back.
        identity.Users.Add(new User { Id = "1", UserName = "Ada", NormalizedUserName = "ADA", CreatedAt = new DateTimeOffset(2026, 11, 30, 9, 0, 0, TimeSpan.Zero), LockoutEnd = DateTimeOffset.UnixEpoch, IsDisabled = true, AccessFailedCount = 3 });
        identity.Keys.Add(new IdentityKey { Id = "k", Purpose = "signing", Material = [0, 255], CreatedAt = DateTimeOffset.UnixEpoch });
        await identity.SaveChangesAsync(Token);
        identity.ChangeTracker.Clear();
        var user = await identity.Users.SingleAsync(Token);
        Assert.Equal(("Ada", true, 3, DateTimeOffset.UnixEpoch), (user.UserName, user.IsDisabled, user.AccessFailedCount, user.LockoutEnd));
        Assert.Equal(new byte[] { 0, 255 }, (await identity.Keys.SingleAsync(Token)).Material);
    }
}
