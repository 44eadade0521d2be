namespace Strata.Documents;

/// <summary>How much a file may ask of the machine. A file beyond a limit is an error and is not loaded at all.</summary>
public sealed record ParseLimits
{
    /// <summary>The default limits.</summary>
    public static ParseLimits Default { get; } = new();

    /// <summary>The largest file, in bytes. Default: 16 MiB.</summary>
    public long MaxFileBytes
    {
        get;
        init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "At least 1.");
    } = 16 * 1024 * 1024;

    /// <summary>How deep mappings and lists may nest, those behind aliases and references counted in. Default: 128; 1,000 at most.</summary>
    public int MaxDepth
    {
        get;
        init => field = value is > 0 and <= 1000 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "From 1 to 1,000.");
    } = 128;

    /// <summary>The largest number of nodes in a file, and in a resolved configuration, after aliases and references are followed. Default: 1,000,000.</summary>
    public int MaxNodes
    {
        get;
        init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "At least 1.");
    } = 1_000_000;
}
