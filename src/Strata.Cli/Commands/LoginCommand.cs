using System.CommandLine;
using Strata.Cli.Serving;
using Strata.Diagnostics;
using Strata.Explanations;

namespace Strata.Cli.Commands;

/// <summary><c>strata login</c>, <c>logout</c> and <c>whoami</c>: who one is on a server.</summary>
internal static class LoginCommand
{
    public static Command Create(CommandHost host) => Define(host, "login", "Sign in to a server: shows an address and a code, and waits until it is confirmed there", Login);

    public static Command CreateLogout(CommandHost host) => Define(host, "logout", "End the login of a server, there and here", Logout);

    public static Command CreateWhoAmI(CommandHost host) => SpaceSession.DefineForServer(new Command("whoami", "Show who one is on a server"), host, static (session, _, format) =>
    {
        var answer = session.Get("identity/whoami");
        var limits = answer.Body.TryGetProperty("scopes", out var scopes) ? string.Join(' ', scopes.EnumerateArray().Select(static scope => scope.GetString())) : "";
        var table = new TextTable();
        table.Add("name", answer.Text("name"));
        table.Add("subject", answer.Text("subject"));
        table.Add("groups", string.Join(' ', answer.List("groups").Select(static group => group.GetString())));
        table.Add("second factor", answer.Body.GetProperty("isStrong").GetBoolean() ? "yes" : "no");
        table.Add("limited to", limits.Length == 0 ? "nothing" : limits);
        return session.Write(format, answer, table.ToString());
    });

    private static Command Define(CommandHost host, string name, string description, Func<SpaceSession, SavedLogins, int> run) =>
        SpaceSession.DefineForServer(new Command(name, description), host, (session, _, _) => session.Invocation.Ask(() => run(
            session,
            SavedLogins.Of(host) ?? throw ServerProblemException.NoCredential("there is no place for the login", "set HOME or XDG_CONFIG_HOME"))));

    private static int Login(SpaceSession session, SavedLogins logins)
    {
        var server = session.Address.Server;
        if (!ServerCredential.IsSafe(server))
        {
            throw ServerProblemException.SignInFailed($"{server.GetLeftPart(UriPartial.Authority)} is reached in clear: everybody on the way could read what is got", "write https://; plain http is for the loopback address only");
        }

        // Without a token: one that is over must not keep from getting another.
        using var connection = new ServerConnection(server, TimeSpan.FromSeconds(30));
        var answer = connection.Get(new Uri(server, ".well-known/strata-login"));
        if (ServerAnswer.TextOf(answer.Body, "issuer") is not { } issuer)
        {
            session.Invocation.Note("the server asks nobody who calls: there is nothing to sign in to");
            return ExitCode.Done;
        }

        if (!Uri.TryCreate(issuer, UriKind.Absolute, out var address) || ServerAnswer.TextOf(answer.Body, "client") is not { } client)
        {
            throw ServerProblemException.SignInFailed("the server has no client for the command", "start it with --oidc-client, or show it a token by --token-file or STRATA_TOKEN");
        }

        using var flow = new LoginIssuer(address, client, session.Invocation.Host.Time);
        var code = flow.BeginDevice(CancellationToken.None);
        session.Invocation.Note($"open {TerminalText.Harmless(code.Address)}");
        session.Invocation.Note($"and see that it shows the code {TerminalText.Harmless(code.Shown)}");
        session.Invocation.Host.Error.Flush();
        logins.Save(server, flow.AwaitDevice(code, CancellationToken.None));
        session.Invocation.Note($"signed in to {server.GetLeftPart(UriPartial.Authority)}");
        return ExitCode.Done;
    }

    private static int Logout(SpaceSession session, SavedLogins logins)
    {
        var server = session.Address.Server;
        if (logins.Find(server) is not { } login)
        {
            session.Invocation.Note("there is no login");
            return ExitCode.Done;
        }

        // Here first: whatever the issuer says, nothing is left on this machine.
        logins.Save(server, null);
        using var issuer = new LoginIssuer(new Uri(login.Issuer), login.Client, session.Invocation.Host.Time);
        foreach (var token in new[] { login.RefreshToken, login.AccessToken }.OfType<string>())
        {
            issuer.Revoke(token, CancellationToken.None);
        }

        session.Invocation.Note($"signed out of {server.GetLeftPart(UriPartial.Authority)}");
        return ExitCode.Done;
    }
}
