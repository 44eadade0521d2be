using System.Globalization;
using System.Text;
using Strata.Secrets;

namespace Strata.Sections;

/// <summary>Writes connection strings for Npgsql.</summary>
internal static class NpgsqlText
{
    // What Npgsql takes, and what it takes where nothing is said.
    private const int LongestTimeout = 1024;
    private const int DefaultMaxSize = 100;

    /// <summary>The string of a section.</summary>
    /// <exception cref="InvalidOperationException">Npgsql would not take a value.</exception>
    public static Secret Of(PostgreSqlConfig config)
    {
        var pool = config.Pool;
        if (pool.MinSize > (pool.MaxSize ?? DefaultMaxSize))
        {
            throw new InvalidOperationException($"The value of \"pool.min_size\" is greater than {(pool.MaxSize is null ? $"{DefaultMaxSize}, which is Npgsql's \"pool.max_size\"" : "that of \"pool.max_size\"")}.");
        }

        var text = new StringBuilder();
        Append(text, "Host", "host", config.Host);
        Append(text, "Port", "port", Number("port", config.Port.Number, 1));
        Append(text, "Database", "name", config.Name);
        Append(text, "Username", "user", config.User);
        Append(text, "Password", "password", config.Password?.Reveal());
        Append(text, "SSL Mode", "ssl_mode", config.SslMode.ToString());
        Append(text, "Minimum Pool Size", "pool.min_size", Number("pool.min_size", pool.MinSize, 0));
        Append(text, "Maximum Pool Size", "pool.max_size", Number("pool.max_size", pool.MaxSize, 1));
        Append(text, "Timeout", "pool.timeout", Whole("pool.timeout", pool.Timeout?.TotalSeconds, LongestTimeout, "seconds"));
        Append(text, "Connection Lifetime", "pool.recycle_timeout", Whole("pool.recycle_timeout", pool.RecycleTimeout?.TotalSeconds, int.MaxValue, "seconds"));
        Append(text, "Options", "settings", Options(config));
        return new Secret(text.ToString());
    }

    private static string? Options(PostgreSqlConfig config)
    {
        var options = new StringBuilder();
        if (Whole("statement_timeout", config.StatementTimeout?.TotalMilliseconds, int.MaxValue, "milliseconds") is { } timeout && !config.Settings.ContainsKey("statement_timeout"))
        {
            options.Append("-c statement_timeout=").Append(timeout);
        }

        foreach (var (name, value) in config.Settings)
        {
            options.Append(options.Length > 0 ? " " : "").Append("-c ").Append(SessionOption.Escaped($"{name}={value}"));
        }

        return options.Length == 0 ? null : options.ToString();
    }

    private static void Append(StringBuilder text, string keyword, string key, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return;
        }

        if (value.Contains('\0', StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"The value of \"{key}\" has a null character, which no connection string can hold.");
        }

        text.Append(text.Length > 0 ? ";" : "").Append(keyword).Append('=').Append(Quoted(value));
    }

    // In double quotes everything stands for itself, and a double quote is written twice.
    private static string Quoted(string value) =>
        value.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '/' or ':') ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string? Number(string key, int? number, int least) => number >= least || number is null
        ? number?.ToString(CultureInfo.InvariantCulture)
        : throw new InvalidOperationException($"The value of \"{key}\" is less than {least}, which Npgsql does not take.");

    // Rounded up: none of a time that is some would be no limit at all.
    private static string? Whole(string key, double? time, int most, string unit) => time is null ? null
        : time >= 0 && Math.Ceiling(time.Value) is var whole && whole <= most ? whole.ToString(CultureInfo.InvariantCulture)
        : throw new InvalidOperationException($"The value of \"{key}\" is not from 0 to {most.ToString(CultureInfo.InvariantCulture)} {unit}, which Npgsql takes.");
}
