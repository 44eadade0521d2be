using System.Reflection;
using Strata.Cli;
using Strata.Diagnostics;

namespace Strata.Consumers.Tests.Command;

public class HelpTests
{
    public static TheoryData<string> Commands => ["resolve", "get", "explain", "list", "validate", "diff", "export", "doctor", "init", "run", "watch", "mock", "encrypt", "decrypt", "edit", "migrate", "check", "rotate", "keygen", "merge-driver", "serve", "push", "publish", "rollback", "history", "drafts", "login", "logout", "whoami", "help"];

    public static TheoryData<string> Codes =>
        [.. typeof(DiagnosticCode).GetFields(BindingFlags.NonPublic | BindingFlags.Static)
            .Where(static code => code.FieldType == typeof(DiagnosticCode))
            .Select(static code => code.GetValue(null)!.ToString()!)];

    [Fact]
    public void Help_OfTheWhole_IsApproved()
    {
        var result = new StrataCommand().Run("--help");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        ApprovedFile.Matches("help-strata.txt", result.Output);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_OfACommand_IsApproved(string command)
    {
        var result = new StrataCommand().Run(command, "--help");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        ApprovedFile.Matches($"help-{command}.txt", result.Output);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_InItsSpellings_IsTheSame(string command)
    {
        var expected = new StrataCommand().Run(command, "--help");

        Assert.Equal(expected, new StrataCommand().Run(command, "-h"));
        Assert.Equal(expected, new StrataCommand().Run(command, "-?"));
        Assert.Equal(expected, new StrataCommand().Run("help", command));
    }

    [Theory]
    [InlineData("help-schema.txt", "schema")]
    [InlineData("help-schema-infer.txt", "schema", "infer")]
    [InlineData("help-schema-check.txt", "schema", "check")]
    [InlineData("help-schema-editor.txt", "schema", "editor")]
    [InlineData("help-schema-print.txt", "schema", "print")]
    [InlineData("help-cache.txt", "cache")]
    [InlineData("help-cache-stats.txt", "cache", "stats")]
    [InlineData("help-cache-clear.txt", "cache", "clear")]
    [InlineData("help-server.txt", "server")]
    [InlineData("help-server-migrate.txt", "server", "migrate")]
    [InlineData("help-server-backup.txt", "server", "backup")]
    [InlineData("help-server-restore.txt", "server", "restore")]
    [InlineData("help-access.txt", "access")]
    [InlineData("help-access-explain.txt", "access", "explain")]
    [InlineData("help-access-list.txt", "access", "list")]
    [InlineData("help-access-grant.txt", "access", "grant")]
    [InlineData("help-access-revoke.txt", "access", "revoke")]
    [InlineData("help-access-roles.txt", "access", "roles")]
    [InlineData("help-access-role.txt", "access", "role")]
    [InlineData("help-audit.txt", "audit")]
    [InlineData("help-audit-export.txt", "audit", "export")]
    [InlineData("help-audit-verify.txt", "audit", "verify")]
    [InlineData("help-server-grant.txt", "server", "grant")]
    [InlineData("help-draft.txt", "draft")]
    [InlineData("help-draft-show.txt", "draft", "show")]
    [InlineData("help-draft-approve.txt", "draft", "approve")]
    [InlineData("help-draft-discard.txt", "draft", "discard")]
    [InlineData("help-server-init.txt", "server", "init")]
    [InlineData("help-server-reset-user.txt", "server", "reset-user")]
    [InlineData("help-server-debug-bundle.txt", "server", "debug-bundle")]
    [InlineData("help-user.txt", "user")]
    [InlineData("help-user-list.txt", "user", "list")]
    [InlineData("help-user-create.txt", "user", "create")]
    [InlineData("help-user-disable.txt", "user", "disable")]
    [InlineData("help-user-enable.txt", "user", "enable")]
    [InlineData("help-user-reset-password.txt", "user", "reset-password")]
    [InlineData("help-user-reset-factor.txt", "user", "reset-factor")]
    [InlineData("help-client.txt", "client")]
    [InlineData("help-client-list.txt", "client", "list")]
    [InlineData("help-client-create.txt", "client", "create")]
    [InlineData("help-client-delete.txt", "client", "delete")]
    [InlineData("help-token.txt", "token")]
    [InlineData("help-token-list.txt", "token", "list")]
    [InlineData("help-token-create.txt", "token", "create")]
    [InlineData("help-token-revoke.txt", "token", "revoke")]
    public void Help_OfCommandsOfCommands_IsApproved(string file, params string[] command)
    {
        var result = new StrataCommand().Run([.. command, "--help"]);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        ApprovedFile.Matches(file, result.Output);
    }

    [Fact]
    public void Help_WithoutATopic_IsThatOfTheWhole() => Assert.Equal(new StrataCommand().Run("--help"), new StrataCommand().Run("help"));

    [Fact]
    public void Help_OfTheAlias_IsThatOfTheCommand() =>
        Assert.Equal(new StrataCommand().Run("help", "resolve"), new StrataCommand().Run("help", "load"));

    [Theory]
    [MemberData(nameof(Codes))]
    public void Help_OfACode_PrintsItsSectionAlone(string code)
    {
        var result = new StrataCommand().Run("help", code);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.StartsWith($"## {code}: ", result.Output, StringComparison.Ordinal);
        Assert.Single(result.Output.Split('\n'), static line => line.StartsWith("## STR", StringComparison.Ordinal));
        Assert.True(result.Output.Length > 150, result.Output);
        Assert.EndsWith("\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Codes_OfTheEngine_WereFound() => Assert.True(Codes.Count > 50);

    [Fact]
    public void Help_OfACodeInLowerCase_PrintsIt() => Assert.Equal(new StrataCommand().Run("help", "STR0004"), new StrataCommand().Run("help", "str0004"));

    [Theory]
    [InlineData("STR0044", "did you mean STR0004?")]
    [InlineData("reslove", "did you mean resolve?")]
    [InlineData("weather", "name a command, or a code such as STR0004")]
    public void Help_UnknownTopic_ExitsWith3AndHints(string topic, string hint)
    {
        var result = new StrataCommand().Run("help", topic);

        Assert.Equal((3, ""), (result.ExitCode, result.Output));
        Assert.Contains($"there is no help on \"{topic}\"", result.Error, StringComparison.Ordinal);
        Assert.Contains(hint, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Version_IsPrintedAlone() => Assert.Equal(new CommandResult(0, ProductVersion.Text + "\n", ""), new StrataCommand().Run("--version"));

    [Fact]
    public void Help_EveryOption_StandsInTheHelpOfEachCommand()
    {
        string[] options =
        [
            "-d, --directory", "-e, --environment", "-c, --context", "-t, --tenant", "--fact", "--app-version", "--now", "--env-file", "--set-env", "--no-process-env",
            "--set ", "-o, --output", "--reveal", "--ignore-conditions", "--allow-unset", "--strict", "--debug", "--log-level", "--no-color",
        ];
        foreach (var command in Commands.Select(static row => row.Data).Where(static command => command is not ("help" or "serve")))
        {
            var help = new StrataCommand().Run(command, "--help").Output;

            Assert.All(options, option => Assert.Contains($"  {option}", help, StringComparison.Ordinal));
        }
    }
}
