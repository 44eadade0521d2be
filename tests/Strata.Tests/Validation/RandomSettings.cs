using System.Globalization;
using System.Text;

namespace Strata.Tests.Validation;

/// <summary>Small directories of overrides whose settings are such as rules look at: the same for the same seed.</summary>
internal sealed class RandomSettings(int seed)
{
    private static readonly string[] Sections =
        ["api", "server", "database", "logging", "ml", "serving", "triton", "cache", "tls", "cors", "containers"];

    private static readonly string[] Settings =
    [
        "port: 80", "port: 8080", "port: 70000", "port: 0", "host: localhost", "host: 0.0.0.0", "host: db", "enabled: true", "enabled: false", "disabled: true",
        "debug: true", "reload: true", "level: verbos", "level: info", "file: app.log", "path: /var/log/a.log", "max_bytes: 1000", "min_size: 5", "max_size: 3", "max_connections: 4",
        "pool_size: 20", "workers: 9", "batch_size: 1", "batch_size: 8", "batch_delay: 0", "batch_timeout: 5ms", "password: admin", "password: \"${SET}\"", "user: admin",
        "jwt_secret: short", "verify: false", "allow_origins: [\"*\"]", "allow_credentials: true", "device: cuda", "gpu: true", "stems: 3", "http_port: 80", "http_port: \"${config:api.port}\"",
        "cpus: 1", "type: file", "ssl_mode: disable",
    ];

    private static readonly string[] Conditions = ["environment: production", "environment: staging", "tenant: acme", "tenant: \"*\"", "environment: production, tenant: globex"];

    private readonly Random _random = new(seed);

    public IEnumerable<(string Name, string Text)> Files()
    {
        var count = 3 + _random.Next(5);
        for (var i = 0; i < count; i++)
        {
            var text = new StringBuilder("_metadata:\n  type: t\n");
            text.Append(CultureInfo.InvariantCulture, $"  priority: {_random.Next(4)}\n");
            if (i > 0 && _random.Next(4) > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"  conditions: {{ {Pick(Conditions)} }}\n");
            }

            if (_random.Next(8) == 0)
            {
                text.Append("  sensitive: [\"**.host\", \"**.level\"]\n");
            }

            Section(text, 0, depth: 2);
            yield return ($"f{i}.yml", text.ToString());
        }
    }

    private void Section(StringBuilder text, int indent, int depth)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 1 + _random.Next(4); i > 0; i--)
        {
            var setting = Pick(Settings);
            if (keys.Add(setting[..setting.IndexOf(':', StringComparison.Ordinal)]))
            {
                text.Append(' ', indent).Append(setting).Append('\n');
            }
        }

        for (var i = depth == 0 ? 0 : 1 + _random.Next(3); i > 0; i--)
        {
            var section = Pick(Sections);
            if (keys.Add(section))
            {
                text.Append(' ', indent).Append(section).Append(":\n");
                Section(text, indent + 2, depth - 1);
            }
        }
    }

    private string Pick(string[] choices) => choices[_random.Next(choices.Length)];
}
