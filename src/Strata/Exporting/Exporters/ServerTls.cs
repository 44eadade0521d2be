namespace Strata.Exporting.Exporters;

/// <summary>The certificate of <c>security.tls</c>, which a server shows when its clients ask for TLS.</summary>
internal static class ServerTls
{
    /// <summary>The files; null where there are none, which is told of at the value that asks for TLS.</summary>
    /// <param name="context">The export.</param>
    /// <param name="section">The section that asks for TLS.</param>
    /// <param name="key">Its key that does.</param>
    public static (string Certificate, string Key)? Of(ExportContext context, ExportSection section, string key)
    {
        var tls = context.Peek("security.tls");
        if (tls.Line("certificate_file") is { Length: > 0 } certificate && tls.Line("key_file") is { Length: > 0 } privateKey)
        {
            return (certificate, privateKey);
        }

        section.Warn(key, $"{section.Path.Append(key)} asks for TLS, and there is no certificate: security.tls has none", "set security.tls.certificate_file and key_file, or name the server's own beneath settings");
        return null;
    }
}
