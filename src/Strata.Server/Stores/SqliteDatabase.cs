using System.Data.Common;
using Dapper;
using DbUp;
using DbUp.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Strata.Server.Stores;

/// <summary>The embedded store: one file, one process that writes to it.</summary>
internal sealed class SqliteDatabase : Database
{
    // SQLite's result codes: https://sqlite.org/rescode.html.
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int Constraint = 19;

    private readonly string _connection;

    public SqliteDatabase(string file)
    {
        _connection = new SqliteConnectionStringBuilder { DataSource = file, ForeignKeys = true, DefaultTimeout = 10, Pooling = true }.ToString();
    }

    public override string LockClause => "";

    public override string SystemName => "sqlite";

    public override bool IsShared => false;

    public override string? ClockQuery => null;

    public override string? StandstillCommand => null;

    protected override string BytesType => "blob";

    protected override string Kind => "sqlite";

    public override async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(_connection);
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            using var command = connection.CreateCommand();
            // What was acknowledged outlives a loss of power, and readers never wait for the writer.
            command.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;";
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public override async Task<IReadOnlyList<string>> LiftGuardsAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        var guards = (await connection.QueryAsync<(string Name, string Sql)>(new CommandDefinition("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'", transaction: transaction, cancellationToken: cancellationToken)).ConfigureAwait(false)).ToList();
        foreach (var (name, _) in guards)
        {
            await connection.ExecuteAsync(new CommandDefinition($"DROP TRIGGER {name}", transaction: transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        }

        return [.. guards.Select(static guard => guard.Sql)];
    }

    public override Task AnnounceAsync(DbConnection connection, DbTransaction transaction, string space, CancellationToken cancellationToken) => Task.CompletedTask;

    // There is nobody else who could write.
    public override Task ListenAsync(Action<string> announced, CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);

    public override bool IsUnreachable(Exception exception) => exception is SqliteException { SqliteErrorCode: Busy or Locked or ReadOnly or InputOutput or Full or CannotOpen };

    // What is busy now may be free in a moment, and nobody waits long to hear it.
    public override bool IsSilent(Exception exception) => false;

    public override bool IsDuplicate(Exception exception) => exception is SqliteException { SqliteErrorCode: Constraint };

    public override void Use(DbContextOptionsBuilder options) => options.UseSqlite(_connection);

    public override ValueTask DisposeAsync()
    {
        using var connection = new SqliteConnection(_connection);
        SqliteConnection.ClearPool(connection);
        return ValueTask.CompletedTask;
    }

    protected override UpgradeEngineBuilder UpgradeTarget() => DeployChanges.To.SqliteDatabase(_connection);

    protected override IDisposable? TakeTurn() => null;
}
