using Strata.Diagnostics;

namespace Strata;

/// <summary>A configuration is invalid. The one exception for what users wrote; it carries everything that was found.</summary>
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
        return problems.Length > 1 ? $"The configuration is invalid:{first} (and {problems.Length - 1} more)" : $"The configuration is invalid:{first}";
    }
}
