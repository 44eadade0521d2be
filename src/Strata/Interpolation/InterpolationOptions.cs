using Strata.Values;

namespace Strata.Interpolation;

/// <summary>What interpolation reads, and how far it may go.</summary>
internal sealed record InterpolationOptions
{
    /// <summary>The variables.</summary>
    public required VariableSet Variables { get; init; }

    /// <summary>Reads the files of <c>${file:...}</c>.</summary>
    public required IncludeReader Include { get; init; }

    /// <summary>Whether an unset plain variable is empty, with a warning, and not an error.</summary>
    public bool AllowUnset { get; init; }

    /// <summary>Whether encrypted values that no key opens stay as they are, with a warning, and not an error.</summary>
    public bool AllowLocked { get; init; }

    /// <summary>The largest number of nodes of the result, each counted as often as it is reached.</summary>
    public required int MaxNodes { get; init; }

    /// <summary>How deep mappings and lists of the result may nest.</summary>
    public required int MaxDepth { get; init; }

    /// <summary>The longest text that one value may become, in UTF-16 code units.</summary>
    public int MaxTextLength { get; init; } = 4 * 1024 * 1024;

    /// <summary>The longest text that all values together may become.</summary>
    public long MaxTotalLength { get; init; } = 64 * 1024 * 1024;

    /// <summary>What was made for other configurations with the same variables and files; null where there are none. The result is the same.</summary>
    public InterpolationMemo? Memo { get; init; }
}
