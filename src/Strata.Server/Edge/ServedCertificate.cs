using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Strata.Server.Hosting;
using Strata.Server.Observing;

namespace Strata.Server.Edge;

/// <summary>
/// The certificate that the server shows. The files are looked at again as connections come, at most every few seconds; new ones hold for new
/// connections, and bad ones are logged and leave what was there. Safe for use from several threads.
/// </summary>
internal sealed partial class ServedCertificate
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    private readonly EdgeSettings _settings;
    private readonly ServerMeter _meter;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _loading = new();
    private volatile Loaded _loaded;
    private long _lookedAt;

    /// <exception cref="SettingException">The files hold no certificate with its key.</exception>
    public ServedCertificate(EdgeSettings settings, ServerMeter meter, TimeProvider time, ILogger<ServedCertificate> log)
    {
        (_settings, _meter, _time, _log) = (settings, meter, time, log);
        _loaded = Load(settings, Read(settings));
        _lookedAt = time.GetTimestamp();
    }

    /// <summary>When it is valid no more.</summary>
    public DateTimeOffset ExpiresAt => Current().Context.TargetCertificate.NotAfter;

    /// <summary>What a connection is made with.</summary>
    public SslServerAuthenticationOptions Options => Current().Options;

    private Loaded Current()
    {
        var loaded = _loaded;
        var last = Volatile.Read(ref _lookedAt);
        if (_time.GetElapsedTime(last) < Look || Interlocked.CompareExchange(ref _lookedAt, _time.GetTimestamp(), last) != last)
        {
            return loaded;
        }

        lock (_loading)
        {
            try
            {
                var read = Read(_settings);
                if (!CryptographicOperations.FixedTimeEquals(read.Hash, _loaded.Hash))
                {
                    // What was there goes on serving the connections that were made with it.
                    _loaded = Load(_settings, read);
                    LogReplaced(_loaded.Context.TargetCertificate.Subject, _loaded.Context.TargetCertificate.NotAfter.ToUniversalTime());
                }
            }
            catch (SettingException exception)
            {
                LogBad(exception.Message, exception.Hint);
            }

            return _loaded;
        }
    }

    private static Files Read(EdgeSettings settings)
    {
        var path = settings.Certificate!;
        try
        {
            var certificate = File.ReadAllBytes(path);
            path = settings.Key ?? path;
            var key = File.ReadAllBytes(path);
            path = settings.ClientAuthorities ?? path;
            var authorities = settings.ClientAuthorities is null ? [] : File.ReadAllBytes(path);
            return new Files(certificate, key, authorities, SHA256.HashData([.. SHA256.HashData(certificate), .. SHA256.HashData(key), .. SHA256.HashData(authorities)]));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingException($"{path} cannot be read: {exception.Message}", "correct the path, its owner and its mode", Diagnostics.DiagnosticCode.BadCertificate);
        }
    }

    private Loaded Load(EdgeSettings settings, Files files)
    {
        try
        {
            var (certificate, chain) = IsPem(files.Certificate) ? OfPem(settings, files) : OfPkcs12(settings, files);
            if (!certificate.HasPrivateKey)
            {
                throw new CryptographicException("there is no private key");
            }

            var context = SslStreamCertificateContext.Create(certificate, chain, offline: true);
            return new Loaded(context, OptionsOf(context, settings.ClientAuthorities is null ? null : new ClientCertificates(Authorities(files.Authorities))), files.Hash);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new SettingException(
                $"{settings.Certificate} holds no certificate with its key: {exception.Message}",
                "give the certificate, those up to its authority, and the key as PEM, or all as PKCS #12; the password of a key is in STRATA_TLS_PASSWORD",
                Diagnostics.DiagnosticCode.BadCertificate);
        }
    }

    private static (X509Certificate2 Certificate, X509Certificate2Collection Chain) OfPem(EdgeSettings settings, Files files)
    {
        var text = System.Text.Encoding.UTF8.GetString(files.Certificate);
        var key = System.Text.Encoding.UTF8.GetString(files.Key);
        using var made = settings.KeyPassword is { } password ? X509Certificate2.CreateFromEncryptedPem(text, key, password) : X509Certificate2.CreateFromPem(text, key);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(text);
        return (X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null), chain);
    }

    private static (X509Certificate2 Certificate, X509Certificate2Collection Chain) OfPkcs12(EdgeSettings settings, Files files)
    {
        var all = X509CertificateLoader.LoadPkcs12Collection(files.Certificate, settings.KeyPassword);
        return (all.FirstOrDefault(static one => one.HasPrivateKey) ?? throw new CryptographicException("there is no private key"), all);
    }

    private static X509Certificate2Collection Authorities(byte[] bytes)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(System.Text.Encoding.UTF8.GetString(bytes));
        return authorities.Count > 0 ? authorities : throw new CryptographicException("the file of --client-ca holds no certificate");
    }

    private static bool IsPem(byte[] bytes) => bytes.AsSpan().IndexOf("-----BEGIN"u8) >= 0;

    private SslServerAuthenticationOptions OptionsOf(SslStreamCertificateContext context, ClientCertificates? clients) => new()
    {
        ServerCertificateContext = context,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ClientCertificateRequired = clients is not null,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,

        // Who shows none goes on as whoever his token says; who shows one of somebody else's is not let in.
        RemoteCertificateValidationCallback = clients is null ? null : (_, shown, chain, _) => shown is null || IsTaken(clients, shown, chain?.ChainPolicy.ExtraStore),
    };

    private bool IsTaken(ClientCertificates clients, X509Certificate shown, X509Certificate2Collection? between)
    {
        var isTaken = clients.Accepts(shown, between);
        _meter.CountAuthentication(CredentialKind.Certificate, isTaken ? Outcomes.Ok : Outcomes.Refused);
        return isTaken;
    }

    [LoggerMessage(9160, LogLevel.Information, "The certificate was replaced: {Subject}, valid until {Until:u}")]
    private partial void LogReplaced(string subject, DateTime until);

    [LoggerMessage(9161, LogLevel.Error, "The certificate was not replaced: {Problem}; {Hint}. The one before stays in use")]
    private partial void LogBad(string problem, string hint);

    private sealed record Files(byte[] Certificate, byte[] Key, byte[] Authorities, byte[] Hash);

    private sealed record Loaded(SslStreamCertificateContext Context, SslServerAuthenticationOptions Options, byte[] Hash);
}
