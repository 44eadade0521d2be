using System.CommandLine;
using Strata.Diagnostics;
using Strata.Secrets;
using Strata.Server.Access;
using Strata.Server.Contents;
using Strata.Server.Logging;
using Strata.Server.Observing;
using Strata.Server.Publishing;
using Strata.Server.Reporting;
using Strata.Server.Spaces;
using Strata.Server.Stores;

namespace Strata.Server.Hosting;

/// <summary>What <c>strata-server</c> does: serve, and keep its store in order.</summary>
internal static class ServerCommands
{
    private const int Done = 0;
    private const int Invalid = 1;
    private const int WrongUsage = 2;
    private const int Missing = 3;
    private const int Unreachable = 5;
    private const int Bug = 70;

    private static readonly TimeSpan StoreLook = TimeSpan.FromMilliseconds(500);

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, Func<string, string?> variable)
    {
        try
        {
            return await Create(output, variable).Parse(args).InvokeAsync(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false }).ConfigureAwait(false);
        }
        catch (SettingException exception)
        {
            return Report(error, exception.Code, exception.Message, exception.Hint, WrongUsage);
        }
        catch (RefusalException exception)
        {
            return Report(error, exception.Diagnostic.Code, exception.Message, exception.Diagnostic.Hint, exception.Status switch { 503 => Unreachable, 404 => Missing, _ => Invalid });
        }
        catch (InvalidContentException exception)
        {
            foreach (var finding in exception.Found.ToValidation().Errors)
            {
                await error.WriteLineAsync(finding.ToString()).ConfigureAwait(false);
            }

            return Report(error, DiagnosticCode.InvalidSpaceContent, "what was to be imported is invalid", "mend it, or start with --no-import", Invalid);
        }
        catch (StoreException exception)
        {
            return Report(error, DiagnosticCode.StoreUnreachable, exception.Message, "see that the database runs, and that its user may make tables", Unreachable);
        }
        catch (BackupException exception)
        {
            return Report(error, DiagnosticCode.BadBackup, exception.Message, exception.Hint, Invalid);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return Report(error, DiagnosticCode.MissingFile, exception.Message, "correct the path", Missing);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Report(error, DiagnosticCode.CannotBeWrittenTo, exception.Message, exception.Message.Contains("in use", StringComparison.Ordinal) ? "--listen http://127.0.0.1:0 takes a free port" : "check the path, its owner and its mode", Unreachable);
        }
#pragma warning disable CA1031 // The last one: whoever started it is told of a fault of the server's own, and not shown its stack alone.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Report(error, DiagnosticCode.ServerFault, $"this is a fault of the server: {exception.GetType().Name}: {exception.Message}\n{exception.StackTrace}", "please report it, with what it was started with", Bug);
        }
    }

    /// <summary>The grammar of its command line.</summary>
    public static RootCommand Create(TextWriter output, Func<string, string?> variable) => new("Serves configurations over HTTP, and keeps their store") { Serve(output, variable), Migrate(output, variable), Backup(output, variable), Restore(output, variable), Grant(output, variable), InitCommand.Create(output, variable), ResetUserCommand.Create(output, variable), DebugBundleCommand.Create(output, variable) };

    private static Command Serve(TextWriter output, Func<string, string?> variable)
    {
        var arguments = new ServerArguments();
        var command = new Command("serve", "Serve configurations over HTTP, until Ctrl-C");
        arguments.AddTo(command);
        command.SetAction((parsed, cancellationToken) => ServeAsync(arguments.Read(parsed, variable), output, variable, cancellationToken));
        return command;
    }

    private static async Task<int> ServeAsync(ServerSettings settings, TextWriter output, Func<string, string?> variable, CancellationToken cancellationToken)
    {
        using var directory = ProcessDirectory.Make(settings.DataDirectory);
        if (settings.LoggingFile is { } file)
        {
            LoggingFile.Check(file, new ContentKeys([.. settings.KeyFiles.Select(KeySource.OfFile)]), ServerLog.PlacesOf(settings.LogDirectory, isConfined: false));
        }

        using var log = ServerLog.Open(settings.LogDirectory);
        using var profile = ServerProfile.Of(variable, TimeProvider.System, output);
        var store = OpenedStore.Open(settings.Store, TimeProvider.System);
        await using (store.ConfigureAwait(false))
        {
            await PrepareAsync(store, settings.StoreWait, cancellationToken).ConfigureAwait(false);
            var asks = settings.Provider is not null || store.IsClosed;
            if (!asks && !settings.Edge.IsLocal)
            {
                throw new SettingException(
                    "the server can be reached from elsewhere, and would ask nobody who calls",
                    "strata server init makes the store's first administrator, or name a provider with --oidc-issuer",
                    DiagnosticCode.AddressNotLoopback);
            }

            var app = ServerHost.Create(settings with { DataDirectory = directory.Path, AsksWhoCalls = asks }, store, log: log);
            await using (app.ConfigureAwait(false))
            {
                if (settings.Import is { } imported)
                {
                    await FirstImport.RunAsync(imported, store, app.Services.GetRequiredService<Publisher>(), cancellationToken).ConfigureAwait(false);
                }

                await app.StartAsync(cancellationToken).ConfigureAwait(false);
                StartedServer.Write(settings with { AsksWhoCalls = asks }, app.Urls, store.Time.GetUtcNow());
                var urls = app.Urls.ToList();
                var metrics = urls.Count > settings.Listen.Count ? $"; metrics at {urls[^1]}{Telemetry.MetricsPath}" : "";
                await output.WriteLineAsync($"listening on {string.Join(", ", urls.Take(settings.Listen.Count))}{metrics}; documentation at /docs; Ctrl-C ends it").ConfigureAwait(false);
                await output.FlushAsync(cancellationToken).ConfigureAwait(false);
                await app.WaitForShutdownAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        return Done;
    }

    private static async Task PrepareAsync(ServerStore store, TimeSpan wait, CancellationToken cancellationToken)
    {
        for (var begun = store.Time.GetTimestamp(); ;)
        {
            try
            {
                await store.PrepareAsync(cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (Exception exception) when ((exception is StoreException { IsUnreachable: true } or RefusalException { Status: 503 }) && store.Time.GetElapsedTime(begun) < wait)
            {
                await Task.Delay(StoreLook, store.Time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static Command Migrate(TextWriter output, Func<string, string?> variable)
    {
        var arguments = new ServerArguments();
        var command = new Command("migrate", "Bring the store's tables up to date, as serve does when it begins") { arguments.Store };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var store = OpenedStore.Open(Required(arguments, parsed, variable), TimeProvider.System);
            await using (store.ConfigureAwait(false))
            {
                await store.PrepareAsync(cancellationToken).ConfigureAwait(false);
                await output.WriteLineAsync("the store is up to date").ConfigureAwait(false);
                return Done;
            }
        });
        return command;
    }

    private static Command Backup(TextWriter output, Func<string, string?> variable)
    {
        var arguments = new ServerArguments();
        var file = new Argument<string>("FILE") { Description = "Where to write; a file of this name is replaced when the new one is whole" };
        var command = new Command("backup", "Write all that the store holds, as it is at one moment, into a file") { file, arguments.Store };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var store = OpenedStore.Open(Required(arguments, parsed, variable), TimeProvider.System);
            await using (store.ConfigureAwait(false))
            {
                var rows = await StoreBackup.WriteAsync(store, parsed.GetRequiredValue(file), cancellationToken).ConfigureAwait(false);
                await output.WriteLineAsync($"{rows} rows in {parsed.GetRequiredValue(file)}").ConfigureAwait(false);
                return Done;
            }
        });
        return command;
    }

    private static Command Restore(TextWriter output, Func<string, string?> variable)
    {
        var arguments = new ServerArguments();
        var file = new Argument<string>("FILE") { Description = "What backup wrote" };
        var replace = new Option<bool>("--replace") { Description = "Replace what the store holds" };
        var command = new Command("restore", "Fill the store from a backup. Watchers of the store's life before are told that it is over") { file, arguments.Store, replace };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var store = OpenedStore.Open(Required(arguments, parsed, variable), TimeProvider.System);
            await using (store.ConfigureAwait(false))
            {
                await store.PrepareAsync(cancellationToken).ConfigureAwait(false);
                var rows = await StoreBackup.ReadAsync(store, parsed.GetRequiredValue(file), parsed.GetValue(replace), cancellationToken).ConfigureAwait(false);
                await output.WriteLineAsync($"{rows} rows restored").ConfigureAwait(false);
                return Done;
            }
        });
        return command;
    }

    private static Command Grant(TextWriter output, Func<string, string?> variable)
    {
        var arguments = new ServerArguments();
        var subject = new Argument<string>("SUBJECT") { Description = "user:NAME, client:NAME or group:NAME" };
        var role = new Option<string?>("--role") { HelpName = "ROLE", Description = "The role (default: administrator)" };
        var command = new Command("grant", "Give somebody a role without limits, where nobody is there who could over HTTP") { subject, role, arguments.Store };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var store = OpenedStore.Open(Required(arguments, parsed, variable), TimeProvider.System);
            await using (store.ConfigureAwait(false))
            {
                await store.PrepareAsync(cancellationToken).ConfigureAwait(false);
                var actor = Actor.Itself("strata-server grant");
                var wanted = new Grant { Id = Publisher.NewId(), Subject = parsed.GetRequiredValue(subject), Role = parsed.GetValue(role) ?? Role.Administrator, GrantedBy = actor.Subject }.Checked();
                var (grant, _) = await store.Access.AddGrantAsync(wanted, actor, cancellationToken).ConfigureAwait(false);
                await output.WriteLineAsync(grant.ToString()).ConfigureAwait(false);
                return Done;
            }
        });
        return command;
    }

    private static string Required(ServerArguments arguments, ParseResult parsed, Func<string, string?> variable) =>
        arguments.StoreOf(parsed, variable) ?? throw new SettingException("--store is missing", "write --store \"Host=...;...\", or the file of SQLite: --store .strata/strata.db");

    private static int Report(TextWriter error, DiagnosticCode code, string message, string? hint, int exitCode)
    {
        error.WriteLine($"error {code}: {Strata.Values.SecretText.MaskUrlPasswords(message)}");
        if (hint is not null)
        {
            error.WriteLine($"   = help: {hint}");
        }

        return exitCode;
    }
}
