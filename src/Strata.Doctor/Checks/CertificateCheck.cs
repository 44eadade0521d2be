using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Strata.Sections;

namespace Strata.Doctor.Checks;

/// <summary>The certificate of the service: the file, its key, its dates, its names, and who signed it.</summary>
internal sealed class CertificateCheck : IConfigurationCheck
{
    private const string Section = "security.tls";
    private const string FilePath = $"{Section}.certificate_file";
    private const string KeyPath = $"{Section}.key_file";
    private const int SmallestRsaKey = 2048;

    private static readonly TimeSpan Soon = TimeSpan.FromDays(30);

    public string Name => "certificates";

    public string Description => "The certificate of security.tls: file, key, dates, names, chain";

    public Task CheckAsync(CheckContext context, CancellationToken cancellationToken)
    {
        if (!context.Enters(Section))
        {
            return Task.CompletedTask;
        }

        var tls = context.Configuration.Get<TlsConfig>(Section);
        if (tls.CertificateFile is not { Length: > 0 } file)
        {
            context.SkipAll($"{FilePath} is not configured", Section);
            return Task.CompletedTask;
        }

        var step = context.Begin("file", FilePath);
        var all = new X509Certificate2Collection();
        try
        {
            all.ImportFromPemFile(file);
            if (all.Count == 0)
            {
                step.Fail($"there is no certificate in {file}", "write it there as PEM, its own certificate first");
                return Task.CompletedTask;
            }

            step.Pass($"{file} has {all.Count.ToString(CultureInfo.InvariantCulture)} certificate{(all.Count == 1 ? "" : "s")}, the first of {all[0].GetNameInfo(X509NameType.SimpleName, forIssuer: false)}");
            Key(context, all[0], file, tls.KeyFile);
            Dates(context, all[0]);
            Names(context, all[0]);
            Chain(context, all);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            step.Fail(FileText.Unreadable(file, exception), "put the certificate there, and let the service read it");
        }
        catch (CryptographicException)
        {
            step.Fail($"what stands in {file} is no certificate in PEM", "write it as -----BEGIN CERTIFICATE-----");
        }
        finally
        {
            foreach (var certificate in all)
            {
                certificate.Dispose();
            }
        }

        return Task.CompletedTask;
    }

    private static void Key(CheckContext context, X509Certificate2 certificate, string file, string? keyFile)
    {
        var step = context.Begin("key", KeyPath);
        if (keyFile is not { Length: > 0 })
        {
            step.Fail("the certificate has no key", $"set {KeyPath}");
            return;
        }

        try
        {
            var text = File.ReadAllText(keyFile);
            if (text.Contains("ENCRYPTED PRIVATE KEY", StringComparison.Ordinal))
            {
                step.Skip($"the key in {keyFile} is encrypted, so that it is not held against the certificate");
                return;
            }

            using var pair = X509Certificate2.CreateFromPem(File.ReadAllText(file), text);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            step.Fail(FileText.Unreadable(keyFile, exception), "put the key there, and let the service alone read it");
            return;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            step.Fail($"the key in {keyFile} is not the certificate's", "put the certificate and the key there that were made together");
            return;
        }

        using var rsa = certificate.GetRSAPublicKey();
        if (rsa is { KeySize: < SmallestRsaKey })
        {
            step.Warn(string.Create(CultureInfo.InvariantCulture, $"the key has {rsa.KeySize} bits, which clients no longer take"), "make one of 2048 bits or more, or of P-256");
        }
        else if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(keyFile).HasFlag(UnixFileMode.OtherRead))
        {
            step.Warn($"everybody on this machine may read the key in {keyFile}", $"chmod o-rwx {keyFile}");
        }
        else
        {
            step.Pass("the key is the certificate's");
        }
    }

    private static void Dates(CheckContext context, X509Certificate2 certificate)
    {
        var step = context.Begin("expiry", FilePath);
        var now = context.Time.GetUtcNow();
        var (from, until) = (new DateTimeOffset(certificate.NotBefore.ToUniversalTime()), new DateTimeOffset(certificate.NotAfter.ToUniversalTime()));
        var day = until.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (now > until)
        {
            step.Fail($"the certificate expired on {day}", "renew it");
        }
        else if (now < from)
        {
            step.Fail($"the certificate is valid from {from.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)} only", "wait, or see whether the clock of this machine is right");
        }
        else if (until - now < Soon)
        {
            step.Warn($"the certificate expires on {day}, in {(until - now).Days.ToString(CultureInfo.InvariantCulture)} days", "renew it");
        }
        else
        {
            step.Pass($"the certificate is valid until {day}");
        }
    }

    private static void Names(CheckContext context, X509Certificate2 certificate)
    {
        var isPublic = Uri.TryCreate(context.Text("api.public_url"), UriKind.Absolute, out var url);
        var path = isPublic ? "api.public_url" : "api.host";
        if ((isPublic ? url!.IdnHost : context.Text("api.host")) is not { Length: > 0 } host || host is "0.0.0.0" or "::" or "*")
        {
            return;
        }

        var step = context.Begin("host", path);
        if (certificate.MatchesHostname(host))
        {
            step.Pass($"the certificate is for {host}");
            return;
        }

        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(static names => names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(static address => address.ToString())))
            .DefaultIfEmpty(certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false));
        step.Fail($"the certificate is not for {host}, but for {string.Join(", ", names)}", $"have one made for {host}, or correct {path}");
    }

    private static void Chain(CheckContext context, X509Certificate2Collection all)
    {
        var step = context.Begin("chain", FilePath);
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        chain.ChainPolicy.ExtraStore.AddRange(all);
        var isTrusted = chain.Build(all[0]);
        var statuses = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, static (flags, status) => flags | status.Status);
        if (isTrusted)
        {
            step.Pass("an authority that this machine trusts has signed it");
        }
        else if (all[0].SubjectName.RawData.AsSpan().SequenceEqual(all[0].IssuerName.RawData))
        {
            step.Warn("the certificate has signed itself: no client trusts it unless it was told to", "have it signed by an authority, or give it to every client");
        }
        else if (statuses.HasFlag(X509ChainStatusFlags.PartialChain))
        {
            step.Warn($"who signed the certificate, {Issuer(all[0])}, is neither in the file nor known to this machine", "append the certificates of the authorities between to the file; a private authority must be given to every client");
        }
        else if (statuses.HasFlag(X509ChainStatusFlags.UntrustedRoot))
        {
            step.Warn($"the certificate leads to an authority that this machine does not trust, {Issuer(chain.ChainElements[^1].Certificate)}", "give the authority's certificate to every client");
        }
        else
        {
            step.Fail($"the chain of the certificate does not hold: {string.Join(", ", chain.ChainStatus.Select(static status => status.Status).Distinct())}", "have it signed again, and put its chain into the file in order");
        }
    }

    private static string Issuer(X509Certificate2 certificate) => certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: true);
}
