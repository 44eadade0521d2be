using System.Runtime.Versioning;
using System.Text;
using System.Text.RegularExpressions;
using Strata.Cli;
using Strata.Consumers.Tests.Command;

namespace Strata.Consumers.Tests.Server.Identity;

/// <summary>The command on a server that asks who calls.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "integration")]
public sealed partial class LoginCommandTests(ClosedServerFixture fixture) : IClassFixture<ClosedServerFixture>, IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("strata-home-");

    private ClosedServer Server => fixture.Server;

    private string Kept => Path.Combine(_home.FullName, "strata", "credentials.json");

    public void Dispose() => _home.Delete(recursive: true);

    [Fact]
    public async Task Login_ConfirmedInABrowser_IsKeptForItsUserOnly_UntilLogout()
    {
        var user = await Server.AddUserAsync("commander");
        using var browser = new Browser(Server.Url);
        await user.SignInAsync(browser);
        Assert.Equal((4, true), (Run("whoami").ExitCode, Run("whoami").Error.Contains("STR9030", StringComparison.Ordinal)));
        await LoginAsync(browser);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Kept));
        Assert.Contains("user:commander", Run("whoami").Output, StringComparison.Ordinal);

        // To another server it is not shown.
        using var other = new RawServer(static _ => RawServer.Json("""{"subject":"x","name":"x","groups":[],"isStrong":false}"""));
        Assert.Equal(0, Command().Run("whoami", "--server", other.Url).ExitCode);
        Assert.False(other.Asked.Single().Headers.ContainsKey("Authorization"));

        Assert.Equal(0, Run("logout").ExitCode);
        Assert.Equal("{}", File.ReadAllText(Kept).Trim());
        Assert.Equal(4, Run("whoami").ExitCode);
    }

    [Fact]
    public async Task Login_WhoseTokenIsOver_GetsTheNextByItself_OnceForAllCommands()
    {
        var user = await Server.AddUserAsync("renewer");
        using var browser = new Browser(Server.Url);
        await user.SignInAsync(browser);
        await LoginAsync(browser);
        var first = File.ReadAllText(Kept);
        File.WriteAllText(Kept, Regex.Replace(first, "\"expiresAt\": [0-9]+", "\"expiresAt\": 1"));

        // Each would use up the refresh token of the other.
        var runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Run("whoami"))));
        Assert.All(runs, static run => Assert.True(run.ExitCode == 0, run.Error));
        Assert.NotEqual(first, File.ReadAllText(Kept));
    }

    [Fact]
    public void Token_FromAFileOrAVariable_IsShown()
    {
        var file = Path.Combine(_home.FullName, "token");
        File.WriteAllText(file, $"{Server.AdministratorToken}\n");
        Assert.Contains("user:admin", Run("whoami", "--token-file", file).Output, StringComparison.Ordinal);
        Assert.Contains("user:admin", Command().With("STRATA_TOKEN", Server.AdministratorToken).Run("whoami", "--server", Server.Url.AbsoluteUri).Output, StringComparison.Ordinal);
        Assert.Equal(4, Run("whoami", "--token-file", Path.Combine(_home.FullName, "none")).ExitCode);
        Assert.Equal(2, Command().With("STRATA_TOKEN", "x").Run("whoami", "--server", "http://192.0.2.1").ExitCode);
    }

    [Fact]
    public void Administration_ByCommands_PrintsSecretsAlone()
    {
        StrataCommand administrator() => Command().With("STRATA_TOKEN", Server.AdministratorToken).With("STRATA_SERVER", Server.Url.AbsoluteUri);
        Assert.Matches("^[a-z0-9]{20}\n$", administrator().Run("user", "create", "made-by-command").Output);
        Assert.Contains("made-by-command", administrator().Run("user", "list").Output, StringComparison.Ordinal);
        Assert.Equal("made-by-command is disabled\n", administrator().Run("user", "disable", "made-by-command").Output);
        Assert.Matches("^[0-9A-Za-z]{43}\n$", administrator().Run("client", "create", "made-client").Output);
        Assert.Contains("made-client", administrator().Run("client", "list").Output, StringComparison.Ordinal);
        Assert.Equal(0, administrator().Run("client", "delete", "made-client").ExitCode);
        var token = administrator().Run("token", "create", "for tests", "--scope", "view", "--days", "1").Output;
        Assert.Matches("^strata_[0-9A-Za-z]{61}\n$", token);
        Assert.Contains("for tests", administrator().Run("token", "list").Output, StringComparison.Ordinal);
        Assert.Equal(0, administrator().Run("token", "revoke", token.Substring("strata_".Length, 12)).ExitCode);
        Assert.Equal(3, administrator().Run("user", "enable", "nobody").ExitCode);
        Assert.Equal(2, administrator().Run("token", "create", "x", "--days", "400").ExitCode);
    }

    [Fact]
    public void Login_ToAServerThatAsksNobody_HasNothingToDo()
    {
        using var open = ServerProcess.Start();
        Assert.Equal(0, Command().Run("login", "--server", open.Url.AbsoluteUri).ExitCode);
        Assert.False(File.Exists(Kept));
        Assert.Contains("local", Command().Run("whoami", "--server", open.Url.AbsoluteUri).Output, StringComparison.Ordinal);
    }

    private StrataCommand Command() => new StrataCommand().InRealTime().With("XDG_CONFIG_HOME", _home.FullName);

    private CommandResult Run(params string[] args) => Command().Run([.. args, "--server", Server.Url.AbsoluteUri]);

    private async Task LoginAsync(Browser browser)
    {
        using var error = new SharedText();
        var host = new CommandHost(Stream.Null, error, new Dictionary<string, string> { ["XDG_CONFIG_HOME"] = _home.FullName }, false, false, TimeProvider.System);
        var login = Task.Run(() => host.Run(["login", "--server", Server.Url.AbsoluteUri]));
        while (!CodePattern().IsMatch(error.ToString()) && !login.IsCompleted)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.True(CodePattern().IsMatch(error.ToString()), error.ToString());
        var page = await browser.OpenAsync(CodePattern().Match(error.ToString()).Value);
        await browser.SubmitAsync(page);
        Assert.True(await login == 0, error.ToString());
    }

    [GeneratedRegex("/connect/verify\\?user_code=[0-9-]+")]
    private static partial Regex CodePattern();

    /// <summary>A text that one thread writes and another reads.</summary>
    private sealed class SharedText : TextWriter
    {
        private readonly StringBuilder _text = new();

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value)
        {
            lock (_text)
            {
                _text.Append(value);
            }
        }

        public override string ToString()
        {
            lock (_text)
            {
                return _text.ToString();
            }
        }
    }
}
