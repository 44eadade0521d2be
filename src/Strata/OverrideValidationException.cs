using Strata.Diagnostics;

namespace Strata;

/// <summary>A configuration is invalid, or cannot be had. The one exception for what users wrote; it carries everything that was found.</summary>
public sealed class OverrideValidationException : Exception
{
    /// <summary>Makes the exception from a result that is not valid.</summary>
    public OverrideValidationException(ValidationResult result)
        : base(Describe(result))
    {
        Result = result;
    }

    /// <summary>Everything that was found.</summary>
    public ValidationResult Result { get; }

    private static string Describe(ValidationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var problems = result.IsValid ? result.Warnings : result.Errors;
        var first = problems.IsEmpty ? "" : $" {problems[0]}";

        // Of a configuration that nobody could read, nothing is known to be wrong.
        var whole = !problems.IsEmpty && problems[0].Code == DiagnosticCode.ServerUnreachable ? "There is no configuration" : "The configuration is invalid";
        return problems.Length > 1 ? $"{whole}:{first} (and {problems.Length - 1} more)" : $"{whole}:{first}";
    }
}
