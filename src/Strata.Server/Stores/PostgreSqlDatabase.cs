using System.Data.Common;
using System.Net.Sockets;
using Dapper;
using DbUp;
using DbUp.Builder;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Strata.Server.Stores;

/// <summary>The store that replicas share.</summary>
internal sealed class PostgreSqlDatabase : Database
{
    private const string Channel = "strata_heads";
    private const long MigrationLock = 0x5354_5241_5441;
    private const int MostMigrationSeconds = 300;

    // Where in PostgreSQL the warning comes from; its text is in the language of the server.
    private const string StandbyWait = "SyncRepWaitForLSN";

    private static readonly TimeSpan ConnectionCheck = TimeSpan.FromSeconds(20);

    private readonly NpgsqlDataSource _source;
    private readonly string _connection;

    /// <exception cref="ArgumentException">The text is no connection string.</exception>
    public PostgreSqlDatabase(string connection)
    {
        var builder = new NpgsqlConnectionStringBuilder(connection);
        // A server that is paused, or whose machine is gone, answers nothing at all: a request must not wait for it for minutes.
        builder.Timeout = IsGiven(builder, "Timeout") ? builder.Timeout : 5;
        builder.CommandTimeout = IsGiven(builder, "Command Timeout") ? builder.CommandTimeout : 10;
        builder.CancellationTimeout = IsGiven(builder, "Cancellation Timeout") ? builder.CancellationTimeout : 1000;
        builder.ApplicationName ??= "strata-server";
        if (builder.Host?.Contains(',', StringComparison.Ordinal) == true)
        {
            // Of several hosts, the one that takes writes: after a failover that is another one.
            builder.TargetSessionAttributes ??= "primary";

            // What a host was is soon asked again: nothing can be done while both are remembered as they were before a failover.
            builder.HostRecheckSeconds = IsGiven(builder, "Host Recheck Seconds") ? builder.HostRecheckSeconds : 1;
        }

        _connection = builder.ToString();
        _source = NpgsqlDataSource.Create(_connection);
    }

    public override string LockClause => " FOR UPDATE";

    public override string SystemName => "postgresql";

    public override bool IsShared => true;

    public override string ClockQuery => "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS bigint)";

    // Every change begins with the row of its space, and every content with its files: in this order nobody waits for one another in a circle.
    public override string StandstillCommand => "LOCK TABLE spaces, blobs, contents, store_state, audit IN EXCLUSIVE MODE";

    protected override string BytesType => "bytea";

    protected override string Kind => "postgresql";

    public override async Task<DbConnection> OpenAsync(CancellationToken cancellationToken) => await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);

    public override async Task CommitAsync(DbConnection connection, DbTransaction transaction)
    {
        // A wait for synchronous standbys that is cut short, by a time limit or by people, is a success to PostgreSQL, with a warning. To whoever
        // is told that it is done it would be a promise that a failover breaks.
        PostgresNotice? warning = null;
        var session = (NpgsqlConnection)connection;
        session.Notice += Hear;
        try
        {
            await base.CommitAsync(connection, transaction).ConfigureAwait(false);
        }
        finally
        {
            session.Notice -= Hear;
        }

        if (warning is not null)
        {
            throw new NpgsqlException(warning.MessageText);
        }

        void Hear(object sender, NpgsqlNoticeEventArgs heard) => warning = heard.Notice.Routine == StandbyWait ? heard.Notice : warning;
    }

    public override async Task<IReadOnlyList<string>> LiftGuardsAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(new CommandDefinition("ALTER TABLE audit DISABLE TRIGGER USER", transaction: transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        return ["ALTER TABLE audit ENABLE TRIGGER USER"];
    }

    public override Task AnnounceAsync(DbConnection connection, DbTransaction transaction, string space, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition($"SELECT pg_notify('{Channel}', @space)", new { space }, transaction, cancellationToken: cancellationToken));

    public override async Task ListenAsync(Action<string> announced, CancellationToken cancellationToken)
    {
        var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            connection.Notification += (_, notification) => announced(notification.Payload);
            await connection.ExecuteAsync(new CommandDefinition($"LISTEN {Channel}", cancellationToken: cancellationToken)).ConfigureAwait(false);
            while (true)
            {
                // A connection whose other end is gone says nothing for ever; a question finds that out.
                if (!await connection.WaitAsync(ConnectionCheck, cancellationToken).ConfigureAwait(false))
                {
                    await connection.ExecuteAsync(new CommandDefinition("SELECT 1", cancellationToken: cancellationToken)).ConfigureAwait(false);
                }
            }
        }
    }

    public override bool IsUnreachable(Exception exception) => exception switch
    {
        // Classes of SQLSTATE: connection lost, nobody let in, no such database, resources gone, shutting down or starting, a standby that takes no writes, a lock or deadlock given up.
        PostgresException { SqlState: var state } => state[..2] is "08" or "28" or "3D" or "53" or "57" or "58" or "40" || state is "25006" or "55P03",
        NpgsqlException or TimeoutException or SocketException => true,
        _ => false,
    };

    public override bool IsSilent(Exception exception) => exception switch
    {
        // Connection lost, resources gone, shutting down or starting, trouble of its system.
        PostgresException { SqlState: var state } => state[..2] is "08" or "53" or "57" or "58",
        NpgsqlException or TimeoutException or SocketException => true,
        _ => false,
    };

    public override bool IsDuplicate(Exception exception) => exception is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    public override void Use(DbContextOptionsBuilder options) => options.UseNpgsql(_source);

    public override ValueTask DisposeAsync() => _source.DisposeAsync();

    protected override UpgradeEngineBuilder UpgradeTarget() => DeployChanges.To.PostgresqlDatabase(_connection);

    protected override IDisposable TakeTurn()
    {
        try
        {
            // Held by a session of its own, which ends with it: nothing of it is left in a pool, or by a process that was killed.
            var session = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_connection) { Pooling = false }.ToString());
            session.Open();
            session.Execute($"SELECT pg_advisory_lock({MigrationLock})", commandTimeout: MostMigrationSeconds);
            return session;
        }
        catch (NpgsqlException exception)
        {
            throw new StoreException($"the store cannot be reached: {exception.GetBaseException().Message}", exception) { IsUnreachable = IsSilent(exception) };
        }
    }

    private static bool IsGiven(NpgsqlConnectionStringBuilder builder, string key) => builder.ContainsKey(key) && builder.ShouldSerialize(key);
}
