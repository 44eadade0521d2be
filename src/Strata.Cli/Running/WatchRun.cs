using System.Globalization;
using System.Threading.Channels;
using Strata.Cli.Editing;
using Strata.Cli.Serving;
using Strata.Live;
using Strata.Selection;

namespace Strata.Cli.Running;

/// <summary>Watches a configuration until a signal ends it; where there is a command, it runs with what holds.</summary>
/// <param name="invocation">The run.</param>
/// <param name="words">The command and its arguments; none where there is no command.</param>
/// <param name="handover">How the command gets the configuration.</param>
/// <param name="signal">What the command is sent on a change; null to start it anew.</param>
/// <param name="grace">How long it may take to end.</param>
internal sealed class WatchRun(Invocation invocation, string[] words, Handover handover, int? signal, TimeSpan grace)
{
    private readonly Channel<Func<Task>> _work = Channel.CreateUnbounded<Func<Task>>(new UnboundedChannelOptions { SingleReader = true });
    private ChildProcess? _child;
    private Task _isAskedToEnd = Task.CompletedTask;
    private int? _exit;

    /// <summary>Runs until it is ended.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(ResolutionContext context)
    {
        IWatchedConfiguration watched;
        try
        {
            watched = invocation.Space is null ? new DirectoryWatch(await invocation.Manager.WatchAsync(context).ConfigureAwait(false)) : new SpaceWatch(invocation, context);
        }
        catch (OverrideValidationException exception)
        {
            invocation.Report(exception.Result);
            return ExitCode.Of(exception.Result, invocation.Strict);
        }

        await using (watched.ConfigureAwait(false))
        {
            watched.Listen(_work.Writer, TellAsync, Tell);
            using var signals = new EndingSignals();
            _isAskedToEnd = Task.WhenAny(signals.Ended, signals.Interrupted);
            _ = _isAskedToEnd.ContinueWith(_ => _work.Writer.TryWrite(End), TaskScheduler.Default);
            var first = watched.First;
            invocation.Report(first.Configuration.Validation);
            invocation.Note($"watching {context.Type} in {invocation.ShownDirectory}: {string.Join(" < ", first.Configuration.Overrides)}");
            invocation.Host.Error.Flush();
            if (words.Length > 0)
            {
                StartFirst(first);
            }

            while (_exit is null)
            {
                await (await _work.Reader.ReadAsync().ConfigureAwait(false))().ConfigureAwait(false);
                invocation.Host.Error.Flush();
            }
        }

        if (_child is { } child)
        {
            await child.StopAsync(grace).ConfigureAwait(false);
            child.Dispose();
        }

        return _exit.Value;
    }

    private Task End()
    {
        _exit = ExitCode.Done;
        return Task.CompletedTask;
    }

    private async Task TellAsync(ConfigurationChangedEventArgs change)
    {
        invocation.Report(change.New.Configuration.Validation);
        invocation.Note(string.Create(CultureInfo.InvariantCulture, $"revision {change.New.Revision}: {change.Changes.Length} {(change.Changes.Length == 1 ? "change" : "changes")}"));
        var text = ChangeText.Of(change.Changes, invocation.Reveal, invocation.HasColour);
        if (words.Length == 0)
        {
            invocation.WriteText(text);
            return;
        }

        // Standard output is the command's.
        await invocation.Host.Error.WriteAsync(text).ConfigureAwait(false);
        var running = _child is { HasExited: false } ? _child : null;

        // What cannot be handed over ends nothing that runs.
        if (handover.Prepare(invocation, change.New.Configuration, out var environment) != ExitCode.Done)
        {
            invocation.Note(running is null ? "the next change starts the command" : $"{words[0]} goes on with what it has");
            return;
        }

        if (signal is { } number && running is not null)
        {
            running.Signal(number);
            return;
        }

        if (_child is { } child)
        {
            await child.StopAsync(grace).ConfigureAwait(false);
            child.Dispose();
            _child = null;
        }

        if (!_isAskedToEnd.IsCompleted && Start(environment!) != ExitCode.Done)
        {
            invocation.Note("the next change starts the command");
        }
    }

    private Task Tell(ReloadFailure failure)
    {
        if (failure.Validation is { } validation)
        {
            invocation.Report(validation);
        }

        invocation.Note(failure.Validation is null ? $"the files cannot be resolved: {failure.Exception?.Message}"
            : ExitCode.Of(failure.Validation, strict: false) == ExitCode.Unreachable ? "the server is asked again and again: what was resolved last stays in use"
            : "the files are invalid: what was resolved last stays in use");
        return Task.CompletedTask;
    }

    // What does not start at first is wrong, and no change of the files is waited for.
    private void StartFirst(ConfigurationSnapshot snapshot)
    {
        var exit = handover.Prepare(invocation, snapshot.Configuration, out var environment);
        exit = environment is null ? exit : Start(environment);
        _exit = exit == ExitCode.Done ? null : exit;
    }

    private int Start(Dictionary<string, string> environment)
    {
        try
        {
            var child = ChildProcess.Start(words, environment);
            _child = child;
            child.Exited.ContinueWith(_ => _work.Writer.TryWrite(() => TellOfEnd(child)), TaskScheduler.Default);
            return ExitCode.Done;
        }
        catch (ChildStartException exception)
        {
            invocation.Host.WriteUsageError(exception.Message, exception.Hint);
            return exception.ExitCode;
        }
    }

    private Task TellOfEnd(ChildProcess child)
    {
        // One that was stopped for the next is no news.
        if (ReferenceEquals(child, _child))
        {
            invocation.Note(string.Create(CultureInfo.InvariantCulture, $"{words[0]} has ended with {child.ExitCode}; the next change starts it again"));
        }

        return Task.CompletedTask;
    }
}
