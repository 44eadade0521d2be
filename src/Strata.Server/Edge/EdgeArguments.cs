using System.CommandLine;
using System.Globalization;
using System.Net;
using Strata.Diagnostics;
using Strata.Server.Hosting;

namespace Strata.Server.Edge;

/// <summary>The options that say who can reach the server, and how.</summary>
internal sealed class EdgeArguments
{
    private const string DefaultAddress = "http://127.0.0.1:8000";
    private const int DefaultRequestsPerSecond = 200;

    public Option<string[]> Listen { get; } = new("--listen") { HelpName = "URL", Description = $"An address to listen on; repeatable (default: {DefaultAddress})" };

    public Option<string?> Certificate { get; } = new("--tls-certificate") { HelpName = "FILE", Description = "The certificate for https addresses, with those up to its authority: PEM or PKCS #12; read again when it changes" };

    public Option<string?> Key { get; } = new("--tls-key") { HelpName = "FILE", Description = "Its private key, with the password in $STRATA_TLS_PASSWORD if it has one (default: in the file of the certificate)" };

    public Option<string?> ClientAuthorities { get; } = new("--client-ca") { HelpName = "FILE", Description = "Authorities, as PEM, whose certificates say which client calls (default: none)" };

    public Option<string[]> Proxies { get; } = new("--behind-proxy") { HelpName = "CIDR", Description = "From where proxies ask that end TLS, and are believed in for whom they ask; repeatable (default: none)" };

    public Option<string[]> Hosts { get; } = new("--allow-host") { HelpName = "NAME", Description = "A name that the server is called by on a loopback address, beside localhost: what a proxy before it sends as Host; repeatable" };

    public Option<string[]> Origins { get; } = new("--allow-origin") { HelpName = "ORIGIN", Description = "An origin whose web pages may read answers; repeatable (default: none)" };

    public Option<string?> RateLimit { get; } = new("--rate-limit") { HelpName = "N", Description = $"How many requests a caller may make a second, on average; 0 for no limit (default: {DefaultRequestsPerSecond}, none on loopback)" };

    public IEnumerable<Option> All => [Listen, Certificate, Key, ClientAuthorities, Proxies, Hosts, Origins, RateLimit];

    /// <summary>Where to listen, and what stands before it.</summary>
    /// <exception cref="SettingException">Something of it makes no sense, or would show to everybody what is meant for some.</exception>
    public (IReadOnlyList<Uri> Listen, EdgeSettings Edge) Read(ParseResult parsed, Func<string, string?> variable)
    {
        var listen = (parsed.GetValue(Listen) is { Length: > 0 } given ? given : [DefaultAddress]).Select(static text => AddressOf("--listen", text)).ToList();
        var proxies = (parsed.GetValue(Proxies) ?? []).Select(NetworkOf).ToList();
        var certificate = parsed.GetValue(Certificate);
        foreach (var address in listen)
        {
            Check(address, certificate is not null, proxies.Count > 0);
        }

        if (certificate is not null && listen.All(static address => address.Scheme == Uri.UriSchemeHttp))
        {
            throw new SettingException("--tls-certificate is given, and no address is https", "write --listen https://0.0.0.0:8443");
        }

        if (certificate is null && (parsed.GetValue(Key) ?? parsed.GetValue(ClientAuthorities)) is not null)
        {
            throw new SettingException("--tls-key and --client-ca belong to --tls-certificate, which is missing", "write --tls-certificate FILE as well");
        }

        var isLocal = proxies.Count == 0 && listen.All(IsLoopback);
        return (listen, new EdgeSettings
        {
            Certificate = certificate,
            Key = parsed.GetValue(Key),
            KeyPassword = variable("STRATA_TLS_PASSWORD") is { Length: > 0 } password ? password : null,
            ClientAuthorities = parsed.GetValue(ClientAuthorities),
            Proxies = proxies,
            Hosts = parsed.GetValue(Hosts) ?? [],
            Origins = [.. (parsed.GetValue(Origins) ?? []).Select(OriginOf)],
            RequestsPerSecond = RateOf(parsed.GetValue(RateLimit)) is { } rate ? rate == 0 ? null : rate : isLocal ? null : DefaultRequestsPerSecond,
            IsLocal = isLocal,
        });
    }

    /// <summary>Whether only this machine reaches an address.</summary>
    public static bool IsLoopback(Uri address) => address.Host == "localhost" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));

    /// <summary>Reads an address to listen on.</summary>
    /// <exception cref="SettingException">It is none.</exception>
    public static Uri AddressOf(string option, string text) =>
        Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}", UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps) && address.PathAndQuery == "/" && address.UserInfo.Length == 0
        && (address.Host == "localhost" || IPAddress.TryParse(address.Host.Trim('[', ']'), out _))
            ? address
            : throw new SettingException($"{option} \"{text}\" is no address", $"write {DefaultAddress}, or https:// and an address of this machine");

    private static void Check(Uri address, bool hasCertificate, bool hasProxy)
    {
        if (address.Scheme == Uri.UriSchemeHttps && !hasCertificate)
        {
            throw new SettingException($"--listen {Text(address)} is https, and there is no certificate", "write --tls-certificate FILE as well");
        }

        if (address.Scheme == Uri.UriSchemeHttp && !hasProxy && !IsLoopback(address))
        {
            throw new SettingException(
                $"--listen {Text(address)} can be reached from elsewhere, and everybody on the way could read what is said",
                "listen on https with --tls-certificate, or say with --behind-proxy which proxy ends TLS before it",
                DiagnosticCode.AddressNotLoopback);
        }
    }

    private static IPNetwork NetworkOf(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : throw new SettingException($"--behind-proxy \"{text}\" is no network", "write --behind-proxy 10.0.0.0/8");

    private static string OriginOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var origin) && origin.Scheme is "https" or "http" && origin.GetLeftPart(UriPartial.Authority).Equals(text, StringComparison.OrdinalIgnoreCase)
            ? text
            : throw new SettingException($"--allow-origin \"{text}\" is no origin", "write --allow-origin https://console.example.com, without a path");

    private static int? RateOf(string? text) => text is null ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rate) && rate <= 1_000_000 ? rate
        : throw new SettingException($"--rate-limit \"{text}\" is no number of requests", "write --rate-limit 200");

    private static string Text(Uri address) => address.GetLeftPart(UriPartial.Authority);
}
