using Strata.Diagnostics;
using Strata.Live;

namespace Strata.Extensions.Configuration;

/// <summary>Why what is in use is older than the files. Immutable.</summary>
/// <param name="Since">Since when.</param>
/// <param name="Validation">What is wrong with the files; null where it was not the files.</param>
/// <param name="Exception">What was thrown; null where the files are bad.</param>
internal sealed record LoadFailure(DateTimeOffset Since, ValidationResult? Validation, Exception? Exception)
{
    public static LoadFailure Of(ReloadFailure failure) => new(failure.Since, failure.Validation, failure.Exception);

    private IEnumerable<Diagnostic> Problems => Validation is not { } validation ? [] : validation.IsValid ? validation.Warnings : validation.Errors;

    /// <summary>The problems as they are told to people, one a line.</summary>
    public string ToLines() => Validation is null ? Exception?.Message ?? "" : string.Join('\n', Problems);

    /// <summary>The problems' codes and places, without a word of the files.</summary>
    public override string ToString() => Validation is null
        ? Exception?.GetType().Name ?? ""
        : string.Join(", ", Problems.Select(static problem => problem.File is null ? $"{problem.Code}" : $"{problem.Code} {problem.File}:{problem.Position}"));
}
