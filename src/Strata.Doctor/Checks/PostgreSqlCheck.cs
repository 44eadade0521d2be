using System.Globalization;
using Npgsql;
using Strata.Doctor.Connections;
using Strata.Sections;

namespace Strata.Doctor.Checks;

/// <summary>PostgreSQL: whether it lets us in as configured, and has what is asked of it.</summary>
internal sealed class PostgreSqlCheck : IConfigurationCheck
{
    private const string Section = "database.postgresql";
    private const int OldestMajor = 13;

    public string Name => "postgresql";

    public string Description => "PostgreSQL: connection, TLS, version, extensions, pool, clock";

    public async Task CheckAsync(CheckContext context, CancellationToken cancellationToken)
    {
        if (!context.Enters(Section))
        {
            return;
        }

        var config = context.Configuration.Get<PostgreSqlConfig>(Section);
        var step = context.Begin("connection", $"{Section}.host");
        if (config.Host.Length == 0)
        {
            step.Fail("the host is empty", $"set {Section}.host");
            return;
        }

        if (SourceOf(config, context, step) is not { } source)
        {
            return;
        }

        await using (source.ConfigureAwait(false))
        {
            NpgsqlConnection connection;
            try
            {
                connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or System.Net.Sockets.SocketException or IOException)
            {
                cancellationToken.ThrowIfCancellationRequested();
                PostgreSqlRefusal.Judge(step, config, exception);
                return;
            }

            await using (connection.ConfigureAwait(false))
            {
                step.Pass($"connected to {config.Host}:{config.Port}{(config.User is null ? "" : $" as {config.User}")}");
                await TlsAsync(context, connection, config, cancellationToken).ConfigureAwait(false);
                Version(context, connection);
                await ExtensionsAsync(context, connection, config, cancellationToken).ConfigureAwait(false);
                await PoolAsync(context, connection, config, cancellationToken).ConfigureAwait(false);
                await ClockAsync(context, connection, config, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static NpgsqlDataSource? SourceOf(PostgreSqlConfig config, CheckContext context, CheckStep step)
    {
        try
        {
            var builder = new NpgsqlSlimDataSourceBuilder(config.ToConnectionString().Reveal());
            builder.EnableTransportSecurity();
            builder.EnableArrays();

            // One connection, whatever the pool of the service is.
            builder.ConnectionStringBuilder.Pooling = false;
            builder.ConnectionStringBuilder.Timeout = (int)Math.Clamp(Math.Ceiling(context.TimeLimit.TotalSeconds), 1, 1024);
            builder.ConnectionStringBuilder.ApplicationName = "strata doctor";
            return builder.Build();
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or NotSupportedException)
        {
            step.At(Section).Fail($"no connection can be made of the section: {exception.Message}", $"correct the values of {Section}");
            return null;
        }
    }

    private static async Task TlsAsync(CheckContext context, NpgsqlConnection connection, PostgreSqlConfig config, CancellationToken cancellationToken)
    {
        var step = context.Begin("tls", $"{Section}.ssl_mode");
        var version = await ScalarAsync<string>(connection, "select version from pg_stat_ssl where pid = pg_backend_pid() and ssl", cancellationToken).ConfigureAwait(false);
        if (version is not null)
        {
            step.Pass($"the connection is encrypted ({version})");
        }
        else if (config.SslMode is PostgreSqlSslMode.Disable || IsLocal(config.Host))
        {
            step.Pass($"the connection is not encrypted, as ssl_mode {ModeText(config.SslMode)} allows");
        }
        else
        {
            step.Warn($"the connection to {config.Host} is not encrypted: the server has no TLS, and ssl_mode {ModeText(config.SslMode)} lets that pass", "turn ssl on at the server, and set ssl_mode to verify-full");
        }
    }

    private static void Version(CheckContext context, NpgsqlConnection connection)
    {
        var step = context.Begin("version", $"{Section}.host");
        var version = connection.PostgreSqlVersion;
        if (version.Major < OldestMajor)
        {
            step.Warn($"the server is PostgreSQL {version}, which is no longer mended", $"upgrade it to {OldestMajor} or newer");
            return;
        }

        step.Pass($"PostgreSQL {connection.ServerVersion}");
    }

    private static async Task ExtensionsAsync(CheckContext context, NpgsqlConnection connection, PostgreSqlConfig config, CancellationToken cancellationToken)
    {
        for (var i = 0; i < config.Extensions.Length; i++)
        {
            var name = config.Extensions[i];
            var step = context.Begin("extensions", string.Create(CultureInfo.InvariantCulture, $"{Section}.extensions[{i}]"));
            using var command = new NpgsqlCommand("select installed_version from pg_available_extensions where name = $1", connection);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
            switch (await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))
            {
                case string version:
                    step.Pass($"{name} {version} is installed");
                    break;
                case DBNull when config.Migrations.RunOnStart:
                    step.Warn($"{name} is not installed in the database, but the server has it", $"see that the migrations, which run when the service starts, create it: CREATE EXTENSION \"{name}\"");
                    break;
                case DBNull:
                    step.Fail($"{name} is not installed in the database, but the server has it", $"run CREATE EXTENSION \"{name}\" in the database {config.Name}");
                    break;
                default:
                    step.Fail($"the server does not have the extension {name}", "install the package that holds it on the server (on Debian postgresql-contrib, or postgresql-VERSION-NAME), or take it out of the list");
                    break;
            }
        }
    }

    private static async Task PoolAsync(CheckContext context, NpgsqlConnection connection, PostgreSqlConfig config, CancellationToken cancellationToken)
    {
        var step = context.Begin("pool", $"{Section}.pool.max_size");
        if (config.Pool.MaxSize is not { } size)
        {
            step.Skip($"{Section}.pool.max_size is not configured");
            return;
        }

        var most = await SettingAsync("max_connections").ConfigureAwait(false);
        var open = most - await SettingAsync("superuser_reserved_connections").ConfigureAwait(false) - await SettingAsync("reserved_connections").ConfigureAwait(false);
        var workers = context.Integer("api.workers") is { } number and > 1 ? number : 1;
        if (size > open)
        {
            step.Fail(
                string.Create(CultureInfo.InvariantCulture, $"the pool may open {size} connections, and the server has {open} to give (max_connections is {most})"),
                string.Create(CultureInfo.InvariantCulture, $"set {Section}.pool.max_size to {Math.Max(1, open / workers)} or less, or raise max_connections at the server"));
        }
        else if (workers * size > open)
        {
            step.Warn(
                string.Create(CultureInfo.InvariantCulture, $"{workers} workers with pools of {size} may open {workers * size} connections, and the server has {open} to give (max_connections is {most})"),
                string.Create(CultureInfo.InvariantCulture, $"set {Section}.pool.max_size to {Math.Max(1, open / workers)} or less, put a pooler before the server, or raise max_connections"));
        }
        else
        {
            step.Pass(string.Create(CultureInfo.InvariantCulture, $"the pool may open {size} of the {open} connections that the server has to give"));
        }

        // A setting that an older server does not have reserves nothing.
        async Task<long> SettingAsync(string name) =>
            long.TryParse(await ScalarAsync<string>(connection, $"select current_setting('{name}', true)", cancellationToken).ConfigureAwait(false), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0;
    }

    private static async Task ClockAsync(CheckContext context, NpgsqlConnection connection, PostgreSqlConfig config, CancellationToken cancellationToken)
    {
        var step = context.Begin("clock", $"{Section}.host");
        var sent = context.Time.GetUtcNow();
        var seconds = await ScalarAsync<double>(connection, "select extract(epoch from clock_timestamp())::float8", cancellationToken).ConfigureAwait(false);
        ClockReading.Judge(context, step, config.Host, DateTimeOffset.UnixEpoch.AddSeconds(seconds), sent, context.Time.GetUtcNow());
    }

    private static async Task<T?> ScalarAsync<T>(NpgsqlConnection connection, string text, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand(text, connection);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is T value ? value : default;
    }

    private static bool IsLocal(string host) => host is "localhost" or "127.0.0.1" or "::1" or "[::1]" || host.StartsWith('/');

    private static string ModeText(PostgreSqlSslMode mode) => mode switch
    {
        PostgreSqlSslMode.VerifyCa => "verify-ca",
        PostgreSqlSslMode.VerifyFull => "verify-full",
        _ => mode.ToString().ToLowerInvariant(),
    };
}
