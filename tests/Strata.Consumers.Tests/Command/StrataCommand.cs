using System.Text;
using Microsoft.Extensions.Time.Testing;
using Strata.Cli;

namespace Strata.Consumers.Tests.Command;

/// <summary>Runs the command in this process, on a directory of its own files or on the bundled overrides, with variables of its own.</summary>
internal sealed class StrataCommand
{
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);

    /// <summary>Sets a variable of the process environment that the command sees; it sees no others.</summary>
    public StrataCommand With(string variable, string value)
    {
        _variables[variable] = value;
        return this;
    }

    public CommandResult Run(params string[] args)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter { NewLine = "\n" };
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        var code = new CommandHost(output, error, _variables, IsOutputTerminal: false, IsErrorTerminal: false, time).Run(args);
        return new CommandResult(code, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }
}

/// <summary>What a run of the command gave.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error);
