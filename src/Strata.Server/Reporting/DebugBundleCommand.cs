using System.CommandLine;
using System.Globalization;
using Strata.Editing;
using Strata.Server.Hosting;

namespace Strata.Server.Reporting;

/// <summary><c>strata-server debug-bundle</c>: collects what a report of a fault needs.</summary>
internal static class DebugBundleCommand
{
    public static Command Create(TextWriter output, Func<string, string?> variable)
    {
        var arguments = new ServerArguments();
        var file = new Option<string?>("--output") { HelpName = "FILE", Description = "Where to write (default: strata-debug-TIME.tar.gz)" };
        var server = new Option<string?>("--server") { HelpName = "URL", Description = "The running server (default: the one that was last started with the data directory)" };
        var command = new Command("debug-bundle", "Collect versions, settings, health, metrics, what is served and the last log lines for a report of a fault, with secrets masked") { file, server, arguments.Store, arguments.Data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var now = TimeProvider.System.GetUtcNow();
            var name = string.Create(CultureInfo.InvariantCulture, $"strata-debug-{now.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}");
            var path = ServerArguments.Given(parsed, file) ?? $"{name}.tar.gz";
            var bundle = new DebugBundle(arguments.DataOf(parsed, variable), arguments.StoreFor(parsed, variable), AddressOf(ServerArguments.Given(parsed, server)), TimeProvider.System);
            var files = await bundle.CollectAsync(cancellationToken).ConfigureAwait(false);
            AtomicFile.Write(path, files.ToArchive(name, now));
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            foreach (var part in files.Names)
            {
                await output.WriteLineAsync(part).ConfigureAwait(false);
            }

            await output.WriteLineAsync($"written to {path}: look through it before you send it").ConfigureAwait(false);
            return 0;
        });
        return command;
    }

    private static Uri? AddressOf(string? text) => text is null ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "http" or "https", UserInfo: "" } ? url
        : throw new SettingException($"--server \"{text}\" is no address", "write --server http://127.0.0.1:8000");
}
