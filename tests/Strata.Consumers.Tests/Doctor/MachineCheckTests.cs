using System.Net;
using System.Net.Sockets;
using Strata.Doctor;

namespace Strata.Consumers.Tests.Doctor;

/// <summary>What is checked of the machine itself: ports, files, disks, names.</summary>
public sealed class MachineCheckTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("strata-machine-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Port_ThatAnotherHas_IsAnError()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var taken = await Checkup.RunAsync("ports", $"api: {{ host: 127.0.0.1, port: {port} }}\n");
        Assert.Equal($"another program listens at 127.0.0.1:{port}", taken.Of("ports.free").Is(CheckOutcome.Error, "api.port").Message);

        listener.Stop();
        var free = await Checkup.RunAsync("ports", $"api: {{ host: 127.0.0.1, port: {port} }}\n");
        free.Of("ports.free").Is(CheckOutcome.Passed, "api.port");
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1 is no address of this machine")]
    [InlineData("nowhere.invalid", "the name nowhere.invalid is not known")]
    public async Task Port_AtAnAddressOfNobody_IsAnErrorAboutTheHost(string host, string message)
    {
        var report = await Checkup.RunAsync("ports", $"api: {{ host: {host}, port: {LoopbackPort.Free()} }}\n");

        Assert.Equal(message, report.Of("ports.free").Is(CheckOutcome.Error, "api.host").Message);
    }

    [Fact]
    public async Task Files_ThatAreThere_AreFound()
    {
        var file = In("app.log");
        await File.WriteAllTextAsync(file, "kept", TestContext.Current.CancellationToken);
        var report = await Checkup.RunAsync("files", Places(_directory.FullName, In("new/cache"), file));

        Assert.All(report.Findings, static finding => Assert.Equal(CheckOutcome.Passed, finding.Outcome));
        Assert.Equal(["ml.model_directory", "cache.levels[0].directory", "logging.handlers[0].filename"], report.Findings.Select(static finding => finding.Path.ToString()));

        // Nothing is left behind, made or changed.
        Assert.Equal([file], Directory.EnumerateFileSystemEntries(_directory.FullName));
        Assert.Equal("kept", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Files_ThatCannotBe_AreErrors()
    {
        var file = In("file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        var report = await Checkup.RunAsync("files", Places(In("none"), In("file/cache"), _directory.FullName));

        Assert.Equal(
            [
                (CheckOutcome.Error, $"there is no directory {In("none")}"),
                (CheckOutcome.Error, $"{In("file/cache")} cannot be made: a file is in its way"),
                (CheckOutcome.Error, $"{_directory.FullName} is a directory"),
            ],
            report.Findings.Select(static finding => (finding.Outcome, finding.Message)));
    }

    [Fact]
    public async Task Files_WhereNobodyMayWrite_AreErrors()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There is no /proc.");
        var report = await Checkup.RunAsync("files", "cache: { levels: [{ name: file, directory: /proc/strata-cache }] }\n");

        Assert.Equal("/proc/strata-cache is not there, and cannot be made in /proc", report.Of("files.writable").Is(CheckOutcome.Error, "cache.levels[0].directory").Message);
    }

    [Theory]
    [InlineData("1", CheckOutcome.Passed)]
    [InlineData("1e15", CheckOutcome.Warning)]
    public async Task Disk_IsHeldAgainstWhatTheCacheMayTake(string megabytes, CheckOutcome outcome)
    {
        Assert.SkipUnless(new DriveInfo(_directory.FullName).AvailableFreeSpace > 2L << 30, "The disk is nearly full.");
        var report = await Checkup.RunAsync("disk", $"cache: {{ levels: [{{ name: file, directory: '{In("cache")}', max_megabytes: {megabytes} }}] }}\n");

        report.Of("disk.space").Is(outcome, "cache.levels[0].directory");
    }

    [Fact]
    public async Task Dns_EachNameOnce_ByTheValueThatHoldsIt()
    {
        var report = await Checkup.RunAsync("dns", """
            database:
              redis: { url: "redis://cache.strata.invalid:6379/0", nodes: [{ name: a, host: cache.strata.invalid }, { name: b, host: off.strata.invalid, enabled: false }] }
              postgresql: { host: 127.0.0.1 }
            messaging: { enabled: false, rabbitmq: { host: other.strata.invalid } }
            monitoring: { alerting: { webhook: "https://hooks.strata.invalid/services/Tr0ub4dor-and-3" }, grafana: { url: "http://[::1]:3000" } }
            _metadata: { sensitive: [monitoring.alerting.webhook] }
            """);

        Assert.Equal(["database.redis.nodes[0].host", "monitoring.alerting.webhook"], report.Findings.Select(static finding => finding.Path.ToString()));
        Assert.All(report.Findings, static finding => Assert.Equal(CheckOutcome.Unreachable, finding.Outcome));
        Assert.StartsWith("cache.strata.invalid cannot be found", report.Findings[0].Message, StringComparison.Ordinal);
        Assert.StartsWith("its host cannot be found", report.Findings[1].Message, StringComparison.Ordinal);
    }

    private string In(string name) => Path.Combine(_directory.FullName, name);

    private static string Places(string read, string write, string file) => $$"""
        ml: { model_directory: '{{read}}' }
        cache: { levels: [{ name: file, directory: '{{write}}' }, { name: off, enabled: false, directory: /proc/off }] }
        logging: { handlers: [{ type: file, filename: '{{file}}' }] }
        """;
}
