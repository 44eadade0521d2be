using System.Globalization;
using System.Text;
using Strata.Secrets;

namespace Strata.Sections;

/// <summary>Writes connection strings for Npgsql.</summary>
internal static class NpgsqlText
{
    /// <summary>The string of a section.</summary>
    public static Secret Of(PostgreSqlConfig config)
    {
        var text = new StringBuilder();
        Append(text, "Host", "host", config.Host);
        Append(text, "Port", "port", config.Port.ToString());
        Append(text, "Database", "name", config.Name);
        Append(text, "Username", "user", config.User);
        Append(text, "Password", "password", config.Password?.Reveal());
        Append(text, "SSL Mode", "ssl_mode", config.SslMode.ToString());
        Append(text, "Minimum Pool Size", "pool.min_size", Number(config.Pool.MinSize));
        Append(text, "Maximum Pool Size", "pool.max_size", Number(config.Pool.MaxSize));
        Append(text, "Timeout", "pool.timeout", Seconds(config.Pool.Timeout));
        Append(text, "Connection Lifetime", "pool.recycle_timeout", Seconds(config.Pool.RecycleTimeout));
        Append(text, "Options", "settings", Options(config));
        return new Secret(text.ToString());
    }

    private static string? Options(PostgreSqlConfig config)
    {
        var options = new StringBuilder();
        if (config.StatementTimeout is { } timeout && !config.Settings.ContainsKey("statement_timeout"))
        {
            options.Append(CultureInfo.InvariantCulture, $"-c statement_timeout={(long)timeout.TotalMilliseconds}");
        }

        foreach (var (name, value) in config.Settings)
        {
            options.Append(options.Length > 0 ? " " : "").Append("-c ").Append(Escaped($"{name}={value}"));
        }

        return options.Length == 0 ? null : options.ToString();
    }

    // The server splits the options at blanks; a backslash takes the next character as it is.
    private static string Escaped(string option)
    {
        var text = new StringBuilder(option.Length);
        foreach (var c in option)
        {
            text.Append(c == '\\' || char.IsWhiteSpace(c) ? "\\" : "").Append(c);
        }

        return text.ToString();
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

    private static string? Number(int? number) => number?.ToString(CultureInfo.InvariantCulture);

    // Whole seconds, and never none of a time that is some.
    private static string? Seconds(TimeSpan? time) => time is { } some ? Math.Ceiling(some.TotalSeconds).ToString(CultureInfo.InvariantCulture) : null;
}
