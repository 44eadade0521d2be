using System.Globalization;
using System.Runtime.Versioning;
using Strata.Consumers.Tests.Servers;
using Strata.Server.Stores;

namespace Strata.Consumers.Tests.Server;

/// <summary>The embedded store.</summary>
[Trait("Level", "integration")]
public sealed class SqliteStoreTests : StoreContract
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("strata-store-");

    private protected override Database OpenDatabase() => new SqliteDatabase(Path.Combine(_directory.FullName, "store.db"));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }
}

/// <summary>The store that replicas share.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "integration")]
public sealed class PostgreSqlStoreTests(SharedPostgreSql shared) : StoreContract, IClassFixture<SharedPostgreSql>
{
    private protected override Database OpenDatabase() => new PostgreSqlDatabase(shared.NewDatabase());
}

/// <summary>One PostgreSQL for all tests of a class, with a database for each.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SharedPostgreSql : IDisposable
{
    private readonly PostgreSqlServer _server = PostgreSqlServer.Start();
    private int _databases;

    internal PostgreSqlServer Server => _server;

    /// <summary>Makes a database.</summary>
    /// <returns>How to connect to it.</returns>
    public string NewDatabase()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"store{Interlocked.Increment(ref _databases)}");
        _server.Query($"CREATE DATABASE {name}");
        return ConnectionOf(_server, name);
    }

    internal static string ConnectionOf(PostgreSqlServer server, string database) =>
        new Npgsql.NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = server.Port, Database = database, Username = "postgres", Password = PostgreSqlServer.Password, MaxPoolSize = 30 }.ToString();

    public void Dispose() => _server.Dispose();
}
