using System.Collections.Immutable;
using Strata.Secrets;
using Strata.Values;

namespace Strata.Sections;

/// <summary>How TLS is asked for, in libpq's words.</summary>
public enum PostgreSqlSslMode
{
    /// <summary>Never.</summary>
    Disable,

    /// <summary>Only where the server insists.</summary>
    Allow,

    /// <summary>Where the server has it. The default: a network can still talk it out of it.</summary>
    Prefer,

    /// <summary>Always, whoever the server is.</summary>
    Require,

    /// <summary>Always, and the server's certificate is checked.</summary>
    VerifyCa,

    /// <summary>Always, and the server's certificate and name are checked.</summary>
    VerifyFull,
}

/// <summary>PostgreSQL: the <c>postgresql</c> of a database section. Immutable.</summary>
public sealed record PostgreSqlConfig
{
    /// <summary>The server, or the directory of its Unix socket. Default: <c>localhost</c>.</summary>
    public string Host { get; init; } = "localhost";

    /// <summary>Its port. Default: 5432.</summary>
    public Port Port { get; init; } = new(5432);

    /// <summary>The database; null for one named as the user.</summary>
    public string? Name { get; init; }

    /// <summary>The role; null for the driver's default.</summary>
    public string? User { get; init; }

    /// <summary>The role's password; null or empty for none.</summary>
    public Secret? Password { get; init; }

    /// <summary>The address as others read it. It is no part of the connection string, which is made of host, port, name, user and password.</summary>
    public Uri? Url { get; init; }

    /// <summary>How TLS is asked for.</summary>
    public PostgreSqlSslMode SslMode { get; init; } = PostgreSqlSslMode.Prefer;

    /// <summary>After what time the server gives a statement up; null for the server's own setting, zero for never.</summary>
    public TimeSpan? StatementTimeout { get; init; }

    /// <summary>The extensions that must be installed.</summary>
    public ImmutableArray<string> Extensions { get; init; } = [];

    /// <summary>The connections.</summary>
    public PoolConfig Pool { get; init; } = new();

    /// <summary>How the schema is brought up to date.</summary>
    public MigrationsConfig Migrations { get; init; } = new();

    /// <summary>What is put into an empty database.</summary>
    public SeedConfig Seed { get; init; } = new();

    /// <summary>Settings of each session, by the server's names: those that any role may set.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Settings of the server itself, by its names. They are no part of the connection string: a session may not set them.</summary>
    public IReadOnlyDictionary<string, string> ServerSettings { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The database that others are copied from; null for none.</summary>
    public string? Template { get; init; }

    /// <summary>Whether each test's changes are rolled back.</summary>
    public bool RollbackEachTest { get; init; }

    /// <summary>The connection string for Npgsql, with pool, TLS, timeouts and session settings. It holds the password.</summary>
    /// <exception cref="InvalidOperationException">
    /// A value cannot stand in a connection string, or is one that Npgsql refuses: a timeout of more than 1024 seconds, a pool that is smaller
    /// than its least. The message names its key and not the value.
    /// </exception>
    public Secret ToConnectionString() => NpgsqlText.Of(this);

    /// <summary>The members; a password in an address is masked.</summary>
    public override string ToString() => PrintedRecord.Of(nameof(PostgreSqlConfig), PrintMembers);
}

/// <summary>How a database's schema is brought up to date. Immutable.</summary>
public sealed record MigrationsConfig
{
    /// <summary>Whether the service does it when it starts.</summary>
    public bool RunOnStart { get; init; }

    /// <summary>How long it waits for another that does it.</summary>
    public TimeSpan? LockTimeout { get; init; }
}

/// <summary>What is put into an empty database. Immutable.</summary>
public sealed record SeedConfig
{
    /// <summary>Whether anything is.</summary>
    public bool Enabled { get; init; }

    /// <summary>The tenants.</summary>
    public ImmutableArray<string> Tenants { get; init; } = [];

    /// <summary>How many tracks each has.</summary>
    public int? Tracks { get; init; }
}
