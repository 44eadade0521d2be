using System.Buffers;
using System.Globalization;

namespace Strata.Exporting.Exporters;

/// <summary>
/// The part of <c>postgresql.conf</c> that <c>database.postgresql</c> decides, to be included from the server's own: port, connections,
/// TLS, time limits, libraries of extensions, and whatever stands beneath <c>settings</c>, as defaults of sessions, and <c>server_settings</c>.
/// </summary>
internal sealed class PostgreSqlExporter : IConfigurationExporter
{
    // Beside those of the pool: superusers, replication and maintenance; never fewer than a server has by itself.
    private const long SpareConnections = 10;
    private const long LeastConnections = 100;
    private const string Libraries = "shared_preload_libraries";

    private static readonly SearchValues<char> OfNames = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.");
    private static readonly string[] Preloaded = ["pg_stat_statements", "timescaledb", "pg_cron", "auto_explain", "pgaudit"];

    public string Name => "postgresql";

    public string Description => "a part of postgresql.conf, for include in the server's own";

    public void Export(ExportContext context)
    {
        if (context.Required("database.postgresql") is not { } section)
        {
            return;
        }

        // What clients, migrations and tests need.
        section.Skip("url", "name", "user", "password", "migrations", "seed", "template", "rollback_each_test");
        var pool = section.Section("pool");
        pool.Skip("min_size", "timeout", "recycle_timeout");
        var host = section.Word("host") ?? "localhost";
        var conf = new ConfText(" = ").Comment($"PostgreSQL of {ApplicationName.Of(context)}: include 'strata.conf' in postgresql.conf");
        if (host.StartsWith('/'))
        {
            conf.Set("listen_addresses", "''").Set("unix_socket_directories", Quoted(host));
        }
        else
        {
            conf.Set("listen_addresses", host is "localhost" or "127.0.0.1" or "::1" ? "'localhost'" : "'*'");
        }

        conf.Set("port", section.Integer("port") ?? 5432);
        if (pool.Integer("max_size") is { } most)
        {
            // Each worker of the application has a pool.
            var workers = Math.Clamp(context.Peek("api").Integer("workers") ?? 1, 1, short.MaxValue);
            conf.Set("max_connections", Math.Max(LeastConnections, (Math.Clamp(most, 0, int.MaxValue) * workers) + SpareConnections));
        }

        SetTls(context, section, conf);
        if (section.Duration("statement_timeout_seconds") is { } limit)
        {
            conf.Set("statement_timeout", string.Create(CultureInfo.InvariantCulture, $"'{(long)limit.TotalMilliseconds}ms'"));
        }

        // The server takes the last of a name.
        ExportSection[] settings = [section.Section("settings"), section.Section("server_settings")];
        var libraries = section.Texts("extensions").Where(Preloaded.Contains).Concat(settings.SelectMany(static part => part.Texts(Libraries))).Distinct(StringComparer.Ordinal).ToArray();
        if (libraries.Length > 0)
        {
            conf.Set(Libraries, Quoted(string.Join(",", libraries)));
        }

        foreach (var part in settings)
        {
            SetOwn(part, conf);
        }

        context.Add("strata.conf", conf.ToString());
    }

    private static void SetOwn(ExportSection settings, ConfText conf)
    {
        foreach (var name in settings.Keys.Where(static name => name != Libraries))
        {
            if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(OfNames))
            {
                settings.Fail(name, $"\"{name}\" is no name of a setting of PostgreSQL", "settings have letters, digits, _ and .");
            }
            else if (settings.Has(name))
            {
                conf.Set(name, Quoted(string.Join(", ", settings.Texts(name))));
            }
        }
    }

    private static void SetTls(ExportContext context, ExportSection section, ConfText conf)
    {
        var mode = section.Text("ssl_mode") ?? "prefer";
        if (mode is not ("require" or "verify-ca" or "verify-full"))
        {
            // The others work with a server that has no TLS, and what it has is for the server's own file.
            return;
        }

        conf.Set("ssl", "on");
        if (ServerTls.Of(context, section, "ssl_mode") is var (certificate, key))
        {
            conf.Set("ssl_cert_file", Quoted(certificate)).Set("ssl_key_file", Quoted(key));
        }
    }

    private static string Quoted(string text) => $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal)}'";
}
