using Strata.Values;

namespace Strata.Doctor;

/// <summary>What a step of a check found. Immutable. No text of it holds a secret value.</summary>
public sealed record CheckFinding
{
    internal CheckFinding(string check, string id, CheckOutcome outcome, string message)
    {
        Check = check;
        Id = id;
        Outcome = outcome;
        Message = message;
    }

    /// <summary>The name of the check: <c>postgresql</c>.</summary>
    public string Check { get; }

    /// <summary>What was looked at: <c>postgresql.pool</c>. It stays the same from version to version. A check without anything to do has its name alone.</summary>
    public string Id { get; }

    /// <summary>What came of it.</summary>
    public CheckOutcome Outcome { get; }

    /// <summary>What was found, in one line.</summary>
    public string Message { get; }

    /// <summary>What to do; null where nothing is to be done.</summary>
    public string? Hint { get; init; }

    /// <summary>The value that the finding is about.</summary>
    public required ConfigPath Path { get; init; }

    /// <summary>The file in which the value, or where there is none the nearest section above it, is set; null where neither is.</summary>
    public string? File { get; init; }

    /// <summary>The place in the file.</summary>
    public SourcePosition Position { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Whether it is more than a warning.</summary>
    public bool IsFailure => Outcome is CheckOutcome.Error or CheckOutcome.Unreachable;

    /// <summary>The place as <c>file:line:column</c>; null where there is none.</summary>
    public string? Place => File is null ? null : Position.Line > 0 ? $"{File}:{Position}" : File;

    /// <summary>The finding in one line.</summary>
    public override string ToString() => $"{Outcome} {Id}: {Message}";
}
