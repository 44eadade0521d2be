using System.Globalization;
using System.Text;
using Strata.Diagnostics;
using Strata.Sources;
using Strata.Values;

namespace Strata.Cli;

/// <summary>What the command has of the world: its streams, its variables, and whether people look on.</summary>
/// <param name="Output">Takes results, and nothing else.</param>
/// <param name="Error">Takes diagnostics and progress.</param>
/// <param name="Variables">The process environment.</param>
/// <param name="IsOutputTerminal">Whether people read the output.</param>
/// <param name="IsErrorTerminal">Whether people read the errors.</param>
/// <param name="Time">The clock.</param>
internal sealed record CommandHost(
    Stream Output,
    TextWriter Error,
    IReadOnlyDictionary<string, string> Variables,
    bool IsOutputTerminal,
    bool IsErrorTerminal,
    TimeProvider Time)
{
    private readonly List<Action> _atEnd = [];

    /// <summary>Whether the command has the process to itself, whose memory it may then settle.</summary>
    public bool OwnsProcess { get; init; }

    /// <summary>That of this process. The console itself is never initialised: a redirected command writes bytes and ends.</summary>
    public static CommandHost OfProcess() => new(
        StandardStream.OfProcess(Descriptor.Output, isBestEffort: false),
        new StreamWriter(StandardStream.OfProcess(Descriptor.Error, isBestEffort: true), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1024),
        ProcessVariables.Read(),
        !Console.IsOutputRedirected,
        !Console.IsErrorRedirected,
        TimeProvider.System)
    { OwnsProcess = true };

    public string? Variable(string name) => Variables.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>The columns of the output's terminal: $COLUMNS, else what the terminal says, else 80.</summary>
    public int Columns => int.TryParse(Variable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var columns) && columns > 0
        ? columns
        : Descriptor.ColumnsOf(Descriptor.Output) ?? 80;

    /// <summary>Whether colour is wanted: on a terminal that knows it, unless NO_COLOR says otherwise (no-color.org).</summary>
    public bool HasColour(bool isTerminal) => isTerminal && Variable("NO_COLOR") is null && Variable("TERM") != "dumb";

    /// <summary>Has something done when the command has ended, however it ends.</summary>
    public void AtEnd(Action action) => _atEnd.Add(action);

    /// <summary>Runs the command.</summary>
    /// <returns>The exit code.</returns>
    public int Run(string[] args)
    {
        using var trace = CommandTrace.Of(this, args);
        using var profile = CommandProfile.Of(this, args);
        try
        {
            return CommandTree.Invoke(args, this);
        }
        catch (UsageException exception)
        {
            WriteUsageError(exception.Message, exception.Hint);
            return ExitCode.WrongUsage;
        }
        catch (RefusedException exception)
        {
            return exception.ExitCode;
        }
        catch (OutputException exception)
        {
            Error.WriteLine($"error: the output cannot be written: {exception.Message}");
            return ExitCode.Unreachable;
        }
        catch (Exception exception)
        {
            BugReport.Write(Error, exception, args.Contains("--debug"));
            return ExitCode.Bug;
        }
        finally
        {
            _atEnd.ForEach(static action => action());
            profile?.Write();
            trace?.Send();
            Error.Flush();
        }
    }

    public void WriteUsageError(string message, string? hint)
    {
        Error.WriteLine($"error: {Shown(message)}");
        if (hint is not null)
        {
            Error.WriteLine($"   = help: {Shown(hint)}");
        }
    }

    // What was typed is repeated there, and may be anything.
    private static string Shown(string text) => TerminalText.Harmless(SecretText.MaskUrlPasswords(text));
}
