using System.CommandLine;
using Strata.Server.Identity;

namespace Strata.Server.Hosting;

/// <summary><c>strata-server init</c>: closes a store.</summary>
internal static class InitCommand
{
    private const string DefaultName = "admin";

    public static Command Create(TextWriter output, Func<string, string?> variable)
    {
        var arguments = new ServerArguments();
        var name = new Option<string?>("--name") { HelpName = "NAME", Description = $"The first administrator (default: {DefaultName})" };
        var command = new Command("init", "Make the store's first administrator: from then on servers on it ask who calls") { arguments.Store, arguments.Data, name };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var store = OpenedStore.Open(arguments.StoreFor(parsed, variable), TimeProvider.System);
            await using (store.ConfigureAwait(false))
            {
                await store.PrepareAsync(cancellationToken).ConfigureAwait(false);
                var chosen = parsed.GetValue(name) ?? DefaultName;
                var password = await FirstAdministrator.MakeAsync(store, chosen, cancellationToken).ConfigureAwait(false);
                await output.WriteLineAsync($"administrator {chosen}").ConfigureAwait(false);
                await output.WriteLineAsync($"one-time password {password}").ConfigureAwait(false);
                await output.WriteLineAsync("It is shown once. Start the server, and sign in at its address /account: a password of one's own and an authenticator are asked for there.").ConfigureAwait(false);
                return 0;
            }
        });
        return command;
    }
}
