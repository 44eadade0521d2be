using Microsoft.Extensions.Logging;
using Strata.Diagnostics;
using Strata.Explanations;
using Strata.Snapshots;

namespace Strata.Logging;

/// <summary>
/// Tells of each resolution of a manager: what came of it, at the level Debug what was decided, and what was found wrong. No message
/// holds a secret. Safe for use from several threads.
/// </summary>
internal sealed partial class ResolutionLog
{
    /// <summary>The category of the messages.</summary>
    public const string Category = "Strata.OverrideManager";

    private readonly ILogger _logger;
    private readonly LogLevel _least;
    private readonly bool _writesSubstitutions;

    /// <param name="logger">Takes the messages.</param>
    /// <param name="least">The least that is told.</param>
    /// <param name="writesSubstitutions">Whether each substitution is written to standard error, whatever the log takes.</param>
    private ResolutionLog(ILogger logger, LogLevel least, bool writesSubstitutions)
    {
        _logger = logger;
        _least = least;
        _writesSubstitutions = writesSubstitutions;
    }

    /// <summary>Makes the log of a manager; null where it has nothing to tell.</summary>
    /// <param name="factory">Makes the log; null for standard error.</param>
    /// <param name="least">The least that is told; null for what the factory's log takes, or without one for nothing.</param>
    /// <param name="writesSubstitutions">Whether each substitution is written to standard error.</param>
    public static ResolutionLog? Of(ILoggerFactory? factory, LogLevel? least, bool writesSubstitutions)
    {
        if (factory is null && least is null or LogLevel.None && !writesSubstitutions)
        {
            return null;
        }

        ILogger logger = factory is null ? new ErrorStreamLogger() : factory.CreateLogger(Category);
        return new ResolutionLog(logger, least ?? (factory is null ? LogLevel.None : LogLevel.Trace), writesSubstitutions);
    }

    /// <summary>Whether it tells how a configuration came to be, which only a resolution knows.</summary>
    public bool TellsHow => _writesSubstitutions || Takes(LogLevel.Debug);

    /// <summary>Tells of a resolution.</summary>
    /// <param name="outcome">What came of it.</param>
    /// <param name="type">The type that was resolved.</param>
    /// <param name="took">How long it took.</param>
    public void Tell(ResolutionOutcome outcome, string type, TimeSpan took)
    {
        if (outcome.Attempt is { } attempt)
        {
            TellHow(attempt);
        }

        foreach (var diagnostic in outcome.Validation.Diagnostics)
        {
            var level = LevelOf(diagnostic.Severity);
            if (Takes(level))
            {
                var problem = diagnostic.ToString();
                Found(_logger, level, problem);
            }
        }

        if (outcome.Configuration is { } configuration)
        {
            if (Takes(LogLevel.Information))
            {
                Resolved(_logger, DecisionText.Summary(configuration), took.TotalMilliseconds);
            }
        }
        else if (Takes(LogLevel.Error))
        {
            Refused(_logger, type, outcome.Validation.Errors.Length, outcome.Validation.Warnings.Length, took.TotalMilliseconds);
        }
    }

    private void TellHow(ResolvedConfiguration attempt)
    {
        if (_writesSubstitutions)
        {
            foreach (var substitution in DecisionText.Substitutions(attempt, reveal: false))
            {
                ErrorStreamLogger.Write($"env: {substitution}");
            }
        }

        if (!Takes(LogLevel.Debug))
        {
            return;
        }

        foreach (var decision in DecisionText.Of(attempt, reveal: false))
        {
            Decided(_logger, decision);
        }

        if (!_writesSubstitutions)
        {
            foreach (var substitution in DecisionText.Substitutions(attempt, reveal: false))
            {
                Substituted(_logger, substitution);
            }
        }
    }

    private bool Takes(LogLevel level) => level >= _least && _logger.IsEnabled(level);

    private static LogLevel LevelOf(DiagnosticSeverity severity) => severity switch
    {
        DiagnosticSeverity.Error => LogLevel.Error,
        DiagnosticSeverity.Warning => LogLevel.Warning,
        _ => LogLevel.Information,
    };

    [LoggerMessage(100, LogLevel.Information, "{Stack} (resolved in {Milliseconds:0.0} ms)")]
    private static partial void Resolved(ILogger logger, string stack, double milliseconds);

    [LoggerMessage(101, LogLevel.Error, "{Type} is invalid: {Errors} errors, {Warnings} warnings (found in {Milliseconds:0.0} ms)")]
    private static partial void Refused(ILogger logger, string type, int errors, int warnings, double milliseconds);

    [LoggerMessage(102, LogLevel.Debug, "{Decision}")]
    private static partial void Decided(ILogger logger, string decision);

    [LoggerMessage(103, LogLevel.Debug, "{Substitution}")]
    private static partial void Substituted(ILogger logger, string substitution);

    [LoggerMessage(EventId = 104, Message = "{Diagnostic}")]
    private static partial void Found(ILogger logger, LogLevel level, string diagnostic);
}
