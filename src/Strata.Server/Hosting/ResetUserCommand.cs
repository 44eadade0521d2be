using System.CommandLine;
using Strata.Server.Identity;

namespace Strata.Server.Hosting;

/// <summary><c>strata-server reset-user</c>: lets somebody in again who cannot show who he is any more.</summary>
internal static class ResetUserCommand
{
    public static Command Create(TextWriter output, Func<string, string?> variable)
    {
        var arguments = new ServerArguments();
        var name = new Argument<string>("NAME") { Description = "The user" };
        var command = new Command("reset-user", "Give a user another one-time password and take his authenticator away, where no administrator can") { name, arguments.Store, arguments.Data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var store = OpenedStore.Open(arguments.StoreFor(parsed, variable), TimeProvider.System);
            await using (store.ConfigureAwait(false))
            {
                await store.PrepareAsync(cancellationToken).ConfigureAwait(false);
                var chosen = parsed.GetRequiredValue(name);
                var password = await LockedOutUser.ResetAsync(store, chosen, cancellationToken).ConfigureAwait(false);
                await output.WriteLineAsync($"user {chosen}").ConfigureAwait(false);
                await output.WriteLineAsync($"one-time password {password}").ConfigureAwait(false);
                await output.WriteLineAsync("It is shown once. All that the user was signed in with is over; sign in at /account of the server.").ConfigureAwait(false);
                return 0;
            }
        });
        return command;
    }
}
