using Strata.Diagnostics;

namespace Strata.Live;

/// <summary>Why the configuration in use is older than the files. Immutable.</summary>
public sealed class ReloadFailure
{
    internal ReloadFailure(DateTimeOffset since, DateTimeOffset at, ValidationResult? validation, Exception? exception)
    {
        Since = since;
        At = at;
        Validation = validation;
        Exception = exception;
    }

    /// <summary>When the first of the failures in a row came, by the manager's clock: since then the configuration in use is stale.</summary>
    public DateTimeOffset Since { get; }

    /// <summary>When the last of them came.</summary>
    public DateTimeOffset At { get; }

    /// <summary>What is wrong with the files; null where it was not the files.</summary>
    public ValidationResult? Validation { get; }

    /// <summary>What was thrown: by one of the options' rules, for one. Null where the files are bad.</summary>
    public Exception? Exception { get; }

    /// <summary>Whether it is the same that is wrong, whenever it was found.</summary>
    internal bool IsSameAs(ReloadFailure? other) =>
        other is not null && Exception?.ToString() == other.Exception?.ToString()
        && (Validation?.Diagnostics ?? []).Select(static diagnostic => diagnostic.ToString()).SequenceEqual((other.Validation?.Diagnostics ?? []).Select(static diagnostic => diagnostic.ToString()));

    /// <summary>The first problem, in one line. It holds no secret.</summary>
    public override string ToString() => Validation is { } validation ? new OverrideValidationException(validation).Message : Exception?.Message ?? "";
}
