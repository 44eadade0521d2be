using System.Globalization;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using Strata.Cli;
using Strata.Cli.Running;
using Strata.Consumers.Tests.Command;
using Strata.Server.Hosting;

namespace Strata.Consumers.Tests.Server;

/// <summary><c>strata serve</c> and <c>strata server</c>: the script, the command, and the program that serves.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "integration")]
public sealed partial class ServeCommandTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("strata-serve-");

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task Serve_InTheRepository_ServesTheBundledOverridesUntilItIsInterrupted()
    {
        using var serve = Start("serve", "--listen", "http://127.0.0.1:0", "--data", _data.FullName);
        var url = Listening().Match(await serve.WaitForOutputAsync(static output => Listening().IsMatch(output))).Groups[1].Value;

        Assert.Equal("postgres\n", new StrataCommand().Run("get", "database.postgresql.host", "docker", "--server", url).Output);
        BuiltCommand.Signal("INT", serve.Id.ToString(CultureInfo.InvariantCulture));

        Assert.Equal(0, serve.Result().ExitCode);
        var backup = Path.Combine(_data.FullName, "all.backup");
        using var server = Start("server", "backup", backup, "--store", Path.Combine(_data.FullName, "strata.db"));
        Assert.Equal(0, server.Result().ExitCode);
        Assert.True(File.Exists(backup));
    }

    [Fact]
    public async Task Serve_Killed_LeavesNothingRunning()
    {
        using var serve = Start("serve", "--listen", "http://127.0.0.1:0", "--data", _data.FullName, "--no-import");
        await serve.WaitForOutputAsync(static output => Listening().IsMatch(output));

        BuiltCommand.Signal("KILL", serve.Id.ToString(CultureInfo.InvariantCulture));

        // What it started would hold the same standard output: that was read to its end.
        Assert.Equal(137, serve.Result().ExitCode);
    }

    [Theory]
    [InlineData(2, "error STR9017", "serve", "--listen", "http://0.0.0.0:8000")]
    [InlineData(2, "error STR9018", "serve", "--poll-interval", "soon")]
    [InlineData(2, "error STR9018: --store is missing", "server", "migrate")]
    [InlineData(3, "error STR8007", "server", "restore", "nope", "--store", "x.db")]
    public void Serve_Refused_ExitsAsTheServerDoes(int exitCode, string error, params string[] args)
    {
        using var serve = Start([.. args.Select(arg => arg == "x.db" ? Path.Combine(_data.FullName, arg) : arg)]);

        var result = serve.Result();
        Assert.Equal((exitCode, ""), (result.ExitCode, result.Output));
        Assert.Contains(error, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Serve_OnAnAddressThatIsTaken_SaysSoWithoutAStack()
    {
        using var first = ServerProcess.Start();

        var said = Assert.ThrowsAny<Exception>(() => ServerProcess.Start("--listen", first.Url.GetLeftPart(UriPartial.Authority))).Message;

        Assert.Contains("error STR8013: Failed to bind to address", said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
        Assert.DoesNotContain("BackgroundService", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Program_ThatIsNotThere_IsSaidToComeFromWhere()
    {
        Assert.Null(ProgramBeside.Server.FindBeside(_data.FullName));
        Assert.Equal(Path.Combine(AppContext.BaseDirectory, "strata-server"), ProgramBeside.Server.FindBeside(AppContext.BaseDirectory));

        var missing = ProgramBeside.Server.Missing(_data.FullName, "serves configurations");
        Assert.Equal($"{Path.Combine(_data.FullName, "strata-server")}: error STR8007: the program that serves configurations is not there", missing.ToString());
        Assert.Contains("publish src/Strata.Server there", missing.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Serve_WhereItCannotTakeTheProcess_EndsAsTheServerDoes()
    {
        Assert.Equal(2, new StrataCommand().Run("serve", "--poll-interval", "soon").ExitCode);
        Assert.Equal(2, new StrataCommand().Run("server", "migrate").ExitCode);
    }

    [Fact]
    public void Commands_OfBothPrograms_HaveTheSameOptions()
    {
        var server = ServerCommands.Create(TextWriter.Null, static _ => null);
        var host = new CommandHost(Stream.Null, TextWriter.Null, new Dictionary<string, string>(), false, false, TimeProvider.System);
        var command = CommandTree.Build(host, null);
        var mine = command.Subcommands.Single(static sub => sub.Name == "server").Subcommands.Append(command.Subcommands.Single(static sub => sub.Name == "serve"));

        Assert.Equal(Described(server.Subcommands), Described(mine));

        static IEnumerable<string> Described(IEnumerable<System.CommandLine.Command> commands) => commands
            .OrderBy(static command => command.Name, StringComparer.Ordinal)
            .SelectMany(static command => command.Options.Select(option => $"{command.Name} {option.Name} {option.HelpName}: {option.Description}")
                .Concat(command.Arguments.Select(argument => $"{command.Name} {argument.Name}: {argument.Description}"))
                .Append($"{command.Name}: {command.Description}"));
    }

    private static BuiltCommand Start(params string[] args) =>
        BuiltCommand.Start(Repository.Root, new Dictionary<string, string?> { ["STRATA_STORE"] = null, ["STRATA_DATA"] = null }, "env", ["--default-signal=INT", BuiltCommand.Script, .. args]);

    [GeneratedRegex("listening on (http://[0-9.:]+);")]
    private static partial Regex Listening();
}
