using Microsoft.Extensions.Time.Testing;
using Strata.Doctor;

namespace Strata.Consumers.Tests.Doctor;

public sealed class CertificateCheckTests : IDisposable
{
    private const string FilePath = "security.tls.certificate_file";
    private const string Host = "api.soundwave.example";

    private readonly TestCertificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public async Task Check_OfASignedCertificate_SaysWhatItIs()
    {
        var (certificate, authority, key) = _certificates.Signed(Host);
        var report = await RunAsync(certificate + "\n" + authority, key);

        report.Of("certificates.file").Is(CheckOutcome.Passed, FilePath);
        report.Of("certificates.key").Is(CheckOutcome.Passed, "security.tls.key_file");
        report.Of("certificates.expiry").Is(CheckOutcome.Passed, FilePath);
        report.Of("certificates.host").Is(CheckOutcome.Passed, "api.public_url");
        Assert.Contains("An authority of a test", report.Of("certificates.chain").Is(CheckOutcome.Warning, FilePath).Message, StringComparison.Ordinal);
        Assert.False(report.HasErrors);
    }

    [Fact]
    public async Task Chain_WithoutWhoSigned_IsAWarningThatNamesIt()
    {
        var (certificate, _, key) = _certificates.Signed(Host);
        var report = await RunAsync(certificate, key);

        Assert.StartsWith("who signed the certificate, An authority of a test, is neither", report.Of("certificates.chain").Is(CheckOutcome.Warning, FilePath).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chain_OfACertificateThatSignedItself_IsAWarning()
    {
        var (certificate, key) = _certificates.SelfSigned(Host);
        var report = await RunAsync(certificate, key);

        Assert.StartsWith("the certificate has signed itself", report.Of("certificates.chain").Is(CheckOutcome.Warning, FilePath).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-400, -3, CheckOutcome.Error, "the certificate expired on 2026-11-27")]
    [InlineData(-400, 20, CheckOutcome.Warning, "the certificate expires on 2026-12-20, in 20 days")]
    [InlineData(2, 400, CheckOutcome.Error, "the certificate is valid from 2026-12-02 only")]
    [InlineData(-2, 31, CheckOutcome.Passed, "the certificate is valid until 2026-12-31")]
    public async Task Expiry_GoesByTheClock(int from, int until, CheckOutcome outcome, string message)
    {
        var now = new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
        var (certificate, key) = _certificates.SelfSigned(Host, now.AddDays(from), now.AddDays(until));
        var report = await RunAsync(certificate, key, time: new FakeTimeProvider(now));

        Assert.Equal(message, report.Of("certificates.expiry").Is(outcome, FilePath).Message);
    }

    [Fact]
    public async Task Host_OfAnotherName_IsAnErrorThatNamesBoth()
    {
        var (certificate, key) = _certificates.SelfSigned("www.elsewhere.example");
        var report = await RunAsync(certificate, key);

        Assert.Equal($"the certificate is not for {Host}, but for www.elsewhere.example", report.Of("certificates.host").Is(CheckOutcome.Error, "api.public_url").Message);
    }

    [Fact]
    public async Task Key_OfAnotherCertificate_IsAnError()
    {
        var (certificate, _) = _certificates.SelfSigned(Host);
        var (_, other) = _certificates.SelfSigned(Host);
        var report = await RunAsync(certificate, other);

        Assert.EndsWith("is not the certificate's", report.Of("certificates.key").Is(CheckOutcome.Error, "security.tls.key_file").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_ThatEverybodyMayRead_IsAWarning()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such rights.");
        var (certificate, key) = _certificates.SelfSigned(Host);
        var report = await RunAsync(certificate, key, static path =>
        {
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.OtherRead);
            }
        });

        report.Of("certificates.key").Is(CheckOutcome.Warning, "security.tls.key_file");
    }

    [Fact]
    public async Task File_ThatIsNoCertificate_IsAnError()
    {
        var (_, key) = _certificates.SelfSigned(Host);
        var report = await RunAsync("-----BEGIN CERTIFICATE-----\nno certificate at all\n-----END CERTIFICATE-----\n", key);
        report.Of("certificates.file").Is(CheckOutcome.Error, FilePath);

        var empty = await RunAsync("", key);
        empty.Of("certificates.file").Is(CheckOutcome.Error, FilePath);

        var missing = await Checkup.RunAsync("certificates", "security: { tls: { enabled: true, certificate_file: /nowhere/tls.crt, key_file: /nowhere/tls.key } }\n");
        Assert.Equal("there is no file /nowhere/tls.crt", missing.Of("certificates.file").Is(CheckOutcome.Error, FilePath).Message);
    }

    private Task<DoctorReport> RunAsync(string certificate, string key, Action<string>? prepare = null, TimeProvider? time = null)
    {
        var keyFile = _certificates.Write("tls.key", key);
        prepare?.Invoke(keyFile);
        return Checkup.RunAsync("certificates", $$"""
            api: { public_url: "https://{{Host}}/" }
            security:
              tls:
                enabled: true
                certificate_file: {{_certificates.Write("tls.crt", certificate)}}
                key_file: {{keyFile}}
            """, time);
    }
}
