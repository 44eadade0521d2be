using System.Text;
using Microsoft.Extensions.Time.Testing;
using Strata.Cli;

namespace Strata.Consumers.Tests.Command;

/// <summary>Runs the command in this process, on a directory of its own files or on the bundled overrides, with variables of its own.</summary>
internal sealed class StrataCommand
{
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);
    private bool _isOutputTerminal;
    private bool _isErrorTerminal;
    private TimeProvider _time = new FakeTimeProvider(Now);

    static StrataCommand() => TestProject.Enter();

    /// <summary>What the clock shows when no <c>--now</c> is given.</summary>
    public static DateTimeOffset Now { get; } = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Sets a variable of the process environment that the command sees; it sees no others.</summary>
    public StrataCommand With(string variable, string value)
    {
        _variables[variable] = value;
        return this;
    }

    /// <summary>Lets people look on.</summary>
    public StrataCommand OnTerminal(bool output = true, bool error = true)
    {
        _isOutputTerminal = output;
        _isErrorTerminal = error;
        return this;
    }

    /// <summary>Lets the clock run: for what goes by time limits.</summary>
    public StrataCommand InRealTime()
    {
        _time = TimeProvider.System;
        return this;
    }

    public CommandResult Run(params string[] args)
    {
        using var output = new MemoryStream();
        var (code, error) = RunInto(output, args);
        return new CommandResult(code, Encoding.UTF8.GetString(output.ToArray()), error);
    }

    /// <summary>Runs the command with a standard output of the test's own.</summary>
    public (int ExitCode, string Error) RunInto(Stream output, params string[] args)
    {
        using var error = new StringWriter { NewLine = "\n" };
        var code = new CommandHost(output, error, _variables, _isOutputTerminal, _isErrorTerminal, _time).Run(args);
        return (code, error.ToString());
    }
}

/// <summary>What a run of the command gave.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error);
