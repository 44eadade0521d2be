using System.Globalization;
using System.Text;

namespace Strata.Exporting.Exporters;

/// <summary>Values in the configuration files of Redis and its Sentinel, whose reader splits lines as its protocol's inline commands are split.</summary>
internal static class RedisText
{
    // Replicas check the primary's certificate against those whom the system trusts.
    private const string SystemAuthorities = "/etc/ssl/certs";

    /// <summary>A text in quotes, with the escapes that Redis knows.</summary>
    public static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            switch (value)
            {
                case (byte)'"' or (byte)'\\':
                    quoted.Append('\\').Append((char)value);
                    break;
                case >= 0x20 and < 0x7f:
                    quoted.Append((char)value);
                    break;
                default:
                    quoted.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}");
                    break;
            }
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>Whether clients ask for TLS: by <c>tls</c>, else by the scheme of <c>url</c>.</summary>
    public static bool AsksForTls(ExportSection redis)
    {
        var isAsked = redis.Text("url")?.StartsWith("rediss:", StringComparison.Ordinal) ?? false;
        return redis.Boolean("tls") ?? isAsked;
    }

    /// <summary>The certificate for a server whose clients ask for TLS; null where they do not, or there is none, which is told of.</summary>
    public static (string Certificate, string Key)? CertificateOf(ExportContext context, ExportSection redis) =>
        AsksForTls(redis) ? ServerTls.Of(context, redis, redis.Has("tls") ? "tls" : "url") : null;

    /// <summary>Sets the port: that of TLS, and its certificate, where clients ask for it. Clients need no certificate.</summary>
    public static void SetPort(ConfText conf, bool isTls, (string Certificate, string Key)? certificate, long port)
    {
        if (!isTls)
        {
            conf.Set("port", port);
            return;
        }

        conf.Set("port", 0).Set("tls-port", port).Set("tls-replication", "yes").Set("tls-auth-clients", "no").Set("tls-ca-cert-dir", SystemAuthorities);
        if (certificate is var (file, key))
        {
            conf.Set("tls-cert-file", Quoted(file)).Set("tls-key-file", Quoted(key));
        }
    }
}
