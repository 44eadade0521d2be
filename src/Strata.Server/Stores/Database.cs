using System.Data.Common;
using System.Reflection;
using DbUp.Builder;
using DbUp.Engine;
using Microsoft.EntityFrameworkCore;

namespace Strata.Server.Stores;

/// <summary>A kind of database that a store can live in. What differs between them is here; the store's SQL is the same in all.</summary>
internal abstract class Database : IAsyncDisposable
{
    /// <summary>What is put behind a SELECT whose row is going to be changed.</summary>
    public abstract string LockClause { get; }

    /// <summary>What it is, as OpenTelemetry's conventions name it.</summary>
    public abstract string SystemName { get; }

    /// <summary>Whether two processes can share it.</summary>
    public abstract bool IsShared { get; }

    /// <summary>A statement that gives the database's own time, in milliseconds since 1970; null where the process has the same clock.</summary>
    public abstract string? ClockQuery { get; }

    /// <summary>A statement that keeps all others from writing for the rest of a transaction, and waits for those who are; null where the transaction does.</summary>
    public abstract string? StandstillCommand { get; }

    /// <summary>Opens a connection, or takes an open one.</summary>
    public abstract Task<DbConnection> OpenAsync(CancellationToken cancellationToken);

    /// <summary>Commits. When it returns, what was committed is as safe as the database is set up to make it.</summary>
    public virtual Task CommitAsync(DbConnection connection, DbTransaction transaction) => transaction.CommitAsync(CancellationToken.None);

    /// <summary>Lets the audit log be replaced, for the rest of a transaction and for that of a restore alone.</summary>
    /// <returns>The statements that forbid it again, at the end of it.</returns>
    public abstract Task<IReadOnlyList<string>> LiftGuardsAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken);

    /// <summary>Tells whoever listens that a space has a new head, when the transaction has been committed.</summary>
    public abstract Task AnnounceAsync(DbConnection connection, DbTransaction transaction, string space, CancellationToken cancellationToken);

    /// <summary>Waits for such announcements, until cancelled, and gives each space to a listener.</summary>
    public abstract Task ListenAsync(Action<string> announced, CancellationToken cancellationToken);

    /// <summary>Whether an exception says that the database cannot be reached, and not that something is wrong with what was asked.</summary>
    public abstract bool IsUnreachable(Exception exception);

    /// <summary>Whether an exception says that the database does not answer, so that whoever asks next would wait for nothing too.</summary>
    public abstract bool IsSilent(Exception exception);

    /// <summary>Whether an exception says that another row has the same key.</summary>
    public abstract bool IsDuplicate(Exception exception);

    /// <summary>Brings the tables up to date.</summary>
    /// <exception cref="StoreException">A script failed; what those before it did stands.</exception>
    public void Migrate()
    {
        using var turn = TakeTurn();
        var result = Upgrade(BytesType).Build().PerformUpgrade();
        if (!result.Successful)
        {
            throw new StoreException($"the store's tables cannot be brought up to date: {(result.ErrorScript is { } script ? $"{script.Name}: " : "")}{result.Error.Message}", result.Error);
        }
    }

    /// <summary>Has Entity Framework work on it.</summary>
    public abstract void Use(DbContextOptionsBuilder options);

    public abstract ValueTask DisposeAsync();

    protected abstract string BytesType { get; }

    /// <summary>What scripts have in their names that are for this kind alone: <c>0004_guards.sqlite.sql</c>.</summary>
    protected abstract string Kind { get; }

    protected abstract UpgradeEngineBuilder UpgradeTarget();

    /// <summary>Waits until no other process brings the tables up to date, and keeps them from it until disposed of.</summary>
    /// <exception cref="StoreException">The database cannot be reached.</exception>
    protected abstract IDisposable? TakeTurn();

    private UpgradeEngineBuilder Upgrade(string bytes) => UpgradeTarget()
        .WithScripts(Scripts())
        .WithVariable("bytes", bytes)
        .WithTransactionPerScript()
        .LogToNowhere();

    private IEnumerable<SqlScript> Scripts()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(static name => name.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            // A third part says which kind of database it is for.
            var script = name[(name.IndexOf(".Migrations.", StringComparison.Ordinal) + ".Migrations.".Length)..];
            if (script.Split('.') is [_, var kind, _] && kind != Kind)
            {
                continue;
            }

            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return new SqlScript(script, reader.ReadToEnd());
        }
    }
}

/// <summary>The store cannot be used.</summary>
internal sealed class StoreException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether it does not answer, and may in a while.</summary>
    public bool IsUnreachable { get; init; }
}
