using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Strata.Cli;
using Strata.Consumers.Tests.Command;

namespace Strata.Consumers.Tests.Doctor;

public sealed partial class DoctorCommandTests : IDisposable
{
    private readonly StandInServer _grafana = new(("/api/health", 200, """{ "database": "ok", "version": "11.4.0" }"""));
    private readonly StandInServer _late = new(("/-/ready", 200, "Prometheus Server is Ready.\n")) { Skew = TimeSpan.FromHours(-1) };
    private readonly TemporaryOverrides _overrides;

    public DoctorCommandTests() => _overrides = new TemporaryOverrides(
        ("well.yml", $"monitoring:\n  grafana:\n    url: http://127.0.0.1:{_grafana.Port}\n"),
        ("late.yml", $"monitoring:\n  prometheus: {{ url: 'http://127.0.0.1:{_late.Port}' }}\n"),
        ("stopped.yml", $"monitoring:\n  grafana:\n    url: http://127.0.0.1:{LoopbackPort.Free()}\n"),
        ("wrong.yml", $"_metadata: {{ dependencies: [stopped] }}\ncache:\n  levels:\n  - name: file\n    directory: {Path.Combine(Repository.Root, "README.md")}\n"),
        ("invalid.yml", "monitoring:\n  grafana: { url: \"${NO_SUCH_VARIABLE}\" }\n"));

    public void Dispose()
    {
        _overrides.Dispose();
        _grafana.Dispose();
        _late.Dispose();
    }

    [Theory]
    [InlineData(ExitCode.Done, "well")]
    [InlineData(ExitCode.Done, "late")]
    [InlineData(ExitCode.Invalid, "late", "--strict")]
    [InlineData(ExitCode.Unreachable, "stopped")]
    [InlineData(ExitCode.Invalid, "wrong")]
    [InlineData(ExitCode.Unreachable, "wrong", "--skip", "files")]
    [InlineData(ExitCode.Invalid, "invalid")]
    [InlineData(ExitCode.NotFound, "none")]
    [InlineData(ExitCode.WrongUsage, "well", "--only", "grafan")]
    [InlineData(ExitCode.WrongUsage, "well", "--only", "grafana", "--skip", "grafana")]
    [InlineData(ExitCode.WrongUsage, "well", "--timeout", "5")]
    [InlineData(ExitCode.WrongUsage, "well", "--timeout", "0s")]
    [InlineData(ExitCode.WrongUsage, "well", "-o", "sarif")]
    public void Run_EndsWithTheCodeOfWhatWasFound(int code, params string[] args)
    {
        var result = Run(args);

        Assert.True(code == result.ExitCode, $"{result.ExitCode}\n{result.Output}\n{result.Error}");
    }

    [Fact]
    public void Run_AsText_SaysWhatToDoAboutWhatIsNotWell()
    {
        var result = Run("wrong", "--only", "grafana", "--only", "files");

        Assert.Equal("", result.Error);
        Assert.Equal(
            $"""
            unreachable  grafana.health # ms  Grafana cannot be reached at 127.0.0.1:#: nothing listens there
                --> monitoring.grafana.url, {_overrides.Overrides}/stopped.yml:3:10
                 = help: start Grafana, or correct monitoring.grafana.url
            error        files.writable # ms  {Repository.Root}/README.md is a file and no directory
                --> cache.levels[0].directory, {_overrides.Overrides}/wrong.yml:5:16
                 = help: correct cache.levels[0].directory
            0 ok, 1 error, 1 unreachable, in #

            """,
            Took().Replace(result.Output, "#").Replace("127.0.0.1:" + Port(result.Output), "127.0.0.1:#", StringComparison.Ordinal));

        Assert.StartsWith("ok           grafana.health", Run("well", "--only", "grafana").Output, StringComparison.Ordinal);
        Assert.Contains("\e[31munreachable\e[0m", _overrides.Run(new StrataCommand().InRealTime().OnTerminal(), "doctor", "stopped", "--only", "grafana").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_AsJson_HasEachFinding()
    {
        var result = Run("wrong", "--only", "grafana", "--only", "redis", "-o", "json");

        using var json = JsonDocument.Parse(result.Output);
        Assert.False(json.RootElement.GetProperty("healthy").GetBoolean());
        var findings = json.RootElement.GetProperty("findings").EnumerateArray().ToArray();
        Assert.Equal(["redis", "grafana.health"], findings.Select(static finding => finding.GetProperty("id").GetString()));
        Assert.Equal(["skipped", "unreachable"], findings.Select(static finding => finding.GetProperty("outcome").GetString()));
        Assert.Equal(JsonValueKind.Null, findings[0].GetProperty("hint").ValueKind);
        Assert.Equal(("grafana", "monitoring.grafana.url", 3, 10), (
            findings[1].GetProperty("check").GetString(), findings[1].GetProperty("path").GetString(), findings[1].GetProperty("line").GetInt32(), findings[1].GetProperty("column").GetInt32()));
        Assert.EndsWith("stopped.yml", findings[1].GetProperty("file").GetString(), StringComparison.Ordinal);
        Assert.True(findings[1].GetProperty("milliseconds").GetInt64() >= 0);
    }

    [Fact]
    public void Run_AsJunit_HasACaseForEachFinding()
    {
        var suites = XDocument.Parse(Run("wrong", "--only", "grafana", "--only", "files", "--only", "redis", "-o", "junit").Output).Root!;

        Assert.Equal(("3", "1", "1", "1"), (suites.Attribute("tests")!.Value, suites.Attribute("failures")!.Value, suites.Attribute("errors")!.Value, suites.Attribute("skipped")!.Value));
        Assert.Equal(["redis", "grafana", "files"], suites.Elements("testsuite").Select(static suite => suite.Attribute("name")!.Value));
        Assert.Equal(["skipped", "error", "failure"], suites.Descendants("testcase").Select(static test => test.Elements().Single().Name.LocalName));
        Assert.Equal("files.writable cache.levels[0].directory", suites.Descendants("testcase").Last().Attribute("name")!.Value);

        var strict = XDocument.Parse(Run("late", "--only", "prometheus", "-o", "junit", "--strict").Output).Root!;
        Assert.Equal("1", strict.Attribute("failures")!.Value);
    }

    [Fact]
    public void Run_OnATerminal_ShowsHowFarItIs()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        _overrides.Add("silent.yml", $"monitoring: {{ grafana: {{ url: 'http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}' }} }}\n");
        string[] args = ["doctor", "silent", "--only", "grafana", "--timeout", "3s"];

        var shown = _overrides.Run(new StrataCommand().InRealTime().OnTerminal(), args);
        Assert.Contains("checking: 0 of 1 checks", shown.Error, StringComparison.Ordinal);
        Assert.EndsWith("\r\e[K", shown.Error, StringComparison.Ordinal);
        Assert.Contains("no answer within 3 s", shown.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Unreachable, shown.ExitCode);

        Assert.Equal("", _overrides.Run(new StrataCommand().InRealTime(), args).Error);
    }

    private static string Port(string output) => Regex.Match(output, @"127\.0\.0\.1:(\d+)").Groups[1].Value;

    private CommandResult Run(params string[] args) => _overrides.Run(new StrataCommand().InRealTime(), ["doctor", .. args]);

    [GeneratedRegex(@"(?<= )[ \d]+(?= ms )|(?<=, in )[\d.]+ s")]
    private static partial Regex Took();
}
