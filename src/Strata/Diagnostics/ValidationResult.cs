using System.Collections.Immutable;

namespace Strata.Diagnostics;

/// <summary>Every problem that was found, ordered by file and place. Immutable.</summary>
public sealed class ValidationResult
{
    /// <summary>Makes a result of problems that were found elsewhere.</summary>
    /// <param name="diagnostics">The problems, ordered by file and place.</param>
    public ValidationResult(ImmutableArray<Diagnostic> diagnostics)
    {
        Diagnostics = diagnostics;
        Errors = Of(DiagnosticSeverity.Error);
        Warnings = Of(DiagnosticSeverity.Warning);
        Suggestions = Of(DiagnosticSeverity.Suggestion);

        ImmutableArray<Diagnostic> Of(DiagnosticSeverity severity) => [.. diagnostics.Where(d => d.Severity == severity)];
    }

    /// <summary>Whether there are no errors. Warnings and suggestions do not count.</summary>
    public bool IsValid => Errors.IsEmpty;

    /// <summary>What makes the configuration unusable.</summary>
    public ImmutableArray<Diagnostic> Errors { get; }

    /// <summary>What is hardly meant.</summary>
    public ImmutableArray<Diagnostic> Warnings { get; }

    /// <summary>What could be better.</summary>
    public ImmutableArray<Diagnostic> Suggestions { get; }

    /// <summary>All of them together.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; }
}
