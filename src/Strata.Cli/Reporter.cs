using Strata.Diagnostics;
using Strata.Explanations;
using Strata.Snapshots;
using Strata.Validation;

namespace Strata.Cli;

/// <summary>How much is written to standard error.</summary>
internal enum LogLevel : byte
{
    Debug,
    Info,
    Warning,
    Error,
    None,
}

/// <summary>Writes what people should know to standard error.</summary>
/// <param name="error">Standard error.</param>
/// <param name="level">The least that is written.</param>
/// <param name="strict">Whether warnings fail the run: they are then written as errors are.</param>
/// <param name="reveal">Whether secrets may be seen, in what this run says of its values; never in a line of a file.</param>
/// <param name="hasColour">Whether colours are written.</param>
internal sealed class Reporter(TextWriter error, LogLevel level, bool strict, bool reveal, bool hasColour)
{
    /// <summary>The level that a name stands for; what is written where none is given.</summary>
    public static LogLevel LevelOf(string? name) => name?.ToLowerInvariant() switch
    {
        null or "warning" or "warn" => LogLevel.Warning,
        "debug" or "trace" => LogLevel.Debug,
        "info" or "information" => LogLevel.Info,
        "error" => LogLevel.Error,
        "none" => LogLevel.None,
        _ => throw new UsageException($"unknown log level \"{name}\"", "known are debug, info, warning, error and none"),
    };

    public void Write(ValidationResult validation, DeclaredSecrets secrets)
    {
        if (validation.Diagnostics.IsEmpty)
        {
            return;
        }

        var text = new DiagnosticText(error, hasColour, secrets);
        foreach (var diagnostic in validation.Diagnostics.Where(diagnostic => level <= LevelOf(diagnostic.Severity)))
        {
            text.Write(diagnostic);
        }
    }

    /// <summary>Writes what was found in many contexts, each problem with those that it hits.</summary>
    public void Write(MatrixReport report, DeclaredSecrets secrets, bool withSuggestions)
    {
        var text = new DiagnosticText(error, hasColour, secrets);
        foreach (var finding in report.Findings)
        {
            var severity = finding.Diagnostic.Severity;
            if (level <= LevelOf(severity) || (withSuggestions && severity == DiagnosticSeverity.Suggestion))
            {
                text.Write(finding.Diagnostic, report.ReachOf(finding));
            }
        }
    }

    /// <summary>Says something of the run itself.</summary>
    public void Note(string line)
    {
        if (level <= LogLevel.Warning)
        {
            WriteLine(line);
        }
    }

    /// <summary>Whether decisions are told.</summary>
    public bool TellsDecisions => level <= LogLevel.Info;

    /// <summary>Whether warnings are told.</summary>
    public bool TellsWarnings => level <= LogLevel.Warning;

    /// <summary>Says something of the run that only who looks for a fault wants to know.</summary>
    public void Detail(string line)
    {
        if (level == LogLevel.Debug)
        {
            WriteLine($"debug: {line}");
        }
    }

    /// <summary>Says which overrides apply, which do not, and why.</summary>
    public void Decisions(ResolutionOutcome outcome)
    {
        if (level > LogLevel.Info || outcome.Attempt is not { } attempt)
        {
            return;
        }

        WriteLine($"info: {DecisionText.Summary(attempt)}");
        if (level > LogLevel.Debug)
        {
            return;
        }

        foreach (var decision in DecisionText.Of(attempt, reveal))
        {
            WriteLine($"debug: {decision}");
        }
    }

    /// <summary>Says what interpolation put in where.</summary>
    public void Substitutions(ResolvedConfiguration configuration)
    {
        foreach (var substitution in DecisionText.Substitutions(configuration, reveal))
        {
            WriteLine($"env: {substitution}");
        }
    }

    private void WriteLine(string line) => error.WriteLine(TerminalText.Harmless(line));

    private LogLevel LevelOf(DiagnosticSeverity severity) => severity switch
    {
        DiagnosticSeverity.Error => LogLevel.Error,
        DiagnosticSeverity.Warning => strict ? LogLevel.Error : LogLevel.Warning,
        _ => LogLevel.Info,
    };
}
