using System.CommandLine;

namespace Strata.Cli.Reports;

/// <summary>The options of <c>validate</c> about findings that are known.</summary>
internal sealed class BaselineOptions
{
    private readonly Option<string?> _file = new("--baseline") { HelpName = "FILE", Description = "Known findings, which are not shown and fail nothing" };

    private readonly Option<bool> _isUpdate = new("--update-baseline") { Description = "Write all findings of this run to the baseline" };

    /// <summary>Gives the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_file);
        command.Add(_isUpdate);
    }

    /// <inheritdoc cref="BaselineReview(Invocation, string?, bool, bool)"/>
    public BaselineReview Read(Invocation invocation, ParseResult parsed, bool hasNames) =>
        new(invocation, parsed.GetValue(_file), parsed.GetValue(_isUpdate), hasNames);
}
