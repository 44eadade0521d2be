using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Strata.Server.Sources;

/// <summary>The program git, asked for one thing at a time, without a terminal and without the settings of whoever runs the server.</summary>
internal static class GitProgram
{
    private const int MostOutput = 256 * 1024 * 1024;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Runs it, and gives what it printed.</summary>
    /// <exception cref="SourceException">It failed, or took too long.</exception>
    public static async Task<byte[]> RunAsync(string directory, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("git")
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };

        // Other protocols run programs that an address names, and a redirect leads to where nobody allowed it.
        string[] settings = ["protocol.allow=never", "protocol.https.allow=always", "protocol.ssh.allow=always", "protocol.file.allow=always", "http.followRedirects=false", "core.hooksPath=/dev/null", "core.symlinks=false", "user.name=strata-server", "user.email=strata-server@localhost"];
        foreach (var argument in settings.SelectMany(static setting => new[] { "-c", setting }).Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        start.Environment["GIT_SSH_COMMAND"] = "ssh -o BatchMode=yes";
        start.Environment["LC_ALL"] = "C";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        using var process = StartOf(start);
        process.StandardInput.Close();
        var output = new MemoryStream();
        try
        {
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            var buffer = new byte[64 * 1024];
            while (await process.StandardOutput.BaseStream.ReadAsync(buffer, limit.Token).ConfigureAwait(false) is var count and > 0)
            {
                output.Write(buffer, 0, count);
                if (output.Length > MostOutput)
                {
                    throw new SourceException("the repository gives more than 256 MiB of files");
                }
            }

            var said = await error.ConfigureAwait(false);
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            return process.ExitCode == 0 ? output.ToArray() : throw new SourceException(LastLineOf(said));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SourceException(string.Create(CultureInfo.InvariantCulture, $"git does not answer within {Limit.TotalMinutes} minutes"));
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>The same, for what it prints as a line of text.</summary>
    public static async Task<string> AskAsync(string directory, IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        Encoding.UTF8.GetString(await RunAsync(directory, arguments, cancellationToken).ConfigureAwait(false)).Trim();

    private static Process StartOf(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new SourceException($"git cannot be started: {exception.Message}");
        }
    }

    private static string LastLineOf(string text) => Values.SecretText.MaskUrlPasswords(
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault(static line => !line.StartsWith("hint:", StringComparison.Ordinal)) ?? "git failed");
}

/// <summary>A source cannot be read or written.</summary>
internal sealed class SourceException(string message) : Exception(message);
