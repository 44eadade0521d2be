using System.Globalization;
using System.Text;
using Strata.Sections;

namespace Strata.Exporting.Exporters;

/// <summary>The connection URI of <c>database.postgresql</c>, as libpq reads it (<c>psql "$(strata export postgresql-uri docker --reveal)"</c>).</summary>
internal sealed class PostgreSqlUriExporter : IConfigurationExporter
{
    public string Name => "postgresql-uri";

    public string Description => "the connection URI of PostgreSQL, for libpq and psql";

    public void Export(ExportContext context)
    {
        if (context.Required("database.postgresql") is not { } section)
        {
            return;
        }

        // What the server, migrations and tests need, and what a pool does, of which a connection is one.
        section.Skip("url", "migrations", "seed", "template", "rollback_each_test", "extensions", "server_settings");
        var pool = section.Section("pool");
        pool.Skip("min_size", "max_size", "recycle_timeout");
        var host = section.Word("host") ?? "localhost";
        var uri = new StringBuilder("postgresql://");
        if (section.Text("user") is { Length: > 0 } user)
        {
            uri.Append(Uri.EscapeDataString(user));
            if (section.Text("password") is { Length: > 0 } password)
            {
                uri.Append(':').Append(context.RevealsSecrets ? Uri.EscapeDataString(password) : password);
            }

            uri.Append('@');
        }

        // A socket's directory is a host too, and an IPv6 address has colons.
        uri.Append(host.StartsWith('/') ? Uri.EscapeDataString(host) : host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host);
        uri.Append(CultureInfo.InvariantCulture, $":{section.Integer("port") ?? 5432}/");
        uri.Append(Uri.EscapeDataString(section.Text("name") ?? ""));
        var parameters = new List<string>();
        if (section.Text("ssl_mode") is { } mode)
        {
            parameters.Add($"sslmode={Uri.EscapeDataString(mode)}");
        }

        if (pool.Number("timeout") is { } timeout)
        {
            parameters.Add(string.Create(CultureInfo.InvariantCulture, $"connect_timeout={Math.Max(2, (long)Math.Ceiling(timeout))}"));
        }

        if (OptionsOf(section) is { Length: > 0 } options)
        {
            parameters.Add($"options={Uri.EscapeDataString(options)}");
        }

        if (!section.Has("user") && section.Text("password") is { Length: > 0 } alone)
        {
            parameters.Add($"password={(context.RevealsSecrets ? Uri.EscapeDataString(alone) : alone)}");
        }

        uri.Append(parameters.Count == 0 ? "" : $"?{string.Join('&', parameters)}").Append('\n');
        context.Add("postgresql.uri", uri.ToString(), holdsSecrets: true);
    }

    // What the server sets at the beginning of the session.
    private static string OptionsOf(ExportSection section)
    {
        var settings = section.Section("settings");
        var options = new List<string>();
        if (section.Duration("statement_timeout_seconds") is { } limit && !settings.Has("statement_timeout"))
        {
            options.Add(string.Create(CultureInfo.InvariantCulture, $"statement_timeout={(long)limit.TotalMilliseconds}"));
        }

        foreach (var name in settings.Keys.Where(settings.Has))
        {
            options.Add($"{name}={string.Join(", ", settings.Texts(name))}");
        }

        return string.Join(' ', options.Select(static option => $"-c {SessionOption.Escaped(option)}"));
    }
}
