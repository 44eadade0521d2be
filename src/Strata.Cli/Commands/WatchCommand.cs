using System.CommandLine;
using System.Globalization;
using Strata.Binding;
using Strata.Cli.Running;

namespace Strata.Cli.Commands;

/// <summary><c>strata watch [TYPE] [-- COMMAND]</c>: resolves again on each change, tells what differs, and starts a command anew or signals it.</summary>
internal static class WatchCommand
{
    private static readonly TimeSpan DefaultGrace = TimeSpan.FromSeconds(10);

    public static Command Create(CommandHost host)
    {
        var words = CommandLineWords.Argument(needsCommand: false);
        var signal = new Option<string?>("--signal") { HelpName = "NAME", Description = "Send the command a signal on a change (HUP, USR1, ...), and do not start it anew" };
        var grace = new Option<string?>("--grace") { HelpName = "DURATION", Description = "How long the command may take to end before it is killed (default: 10s)" };
        var exports = Handover.ExportOption();
        var noVariables = Handover.NoVariablesOption();
        var command = new Command("watch", "Resolve again on each change, and tell what differs; start a command anew with it") { words, signal, grace, exports, noVariables };
        var options = new SharedOptions();
        options.AddTo(command, ["text"], fromServer: true);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(options.Now) is not null)
            {
                throw new UsageException("--now stands still, and a watch does not", "leave it out");
            }

            if (options.Server!.IsOfThePast(parsed))
            {
                throw new UsageException("--revision stands still, and a watch does not", "leave it out");
            }

            var invocation = new Invocation(host, options, parsed);
            invocation.FormatName(["text"]);
            var line = CommandLineWords.Of(parsed, words);
            var run = new WatchRun(
                invocation,
                line.Words,
                Handover.Of(parsed.GetValue(exports) ?? [], !parsed.GetValue(noVariables)),
                parsed.GetValue(signal) is { } name ? PosixSignals.NumberOf(name) : null,
                Duration(parsed.GetValue(grace)));
            return run.RunAsync(invocation.ContextOf(invocation.TypeOrDefault(line.Type)));
        });
        return command;
    }

    private static TimeSpan Duration(string? text)
    {
        if (text is null)
        {
            return DefaultGrace;
        }

        var isSeconds = double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds < TimeSpan.FromDays(1).TotalSeconds;
        return isSeconds ? TimeSpan.FromSeconds(seconds)
            : DurationText.TryParse(text, out var duration) && duration >= TimeSpan.Zero ? duration
            : throw new UsageException($"--grace \"{text}\" is no duration", "write 10s or 1m30s");
    }
}
