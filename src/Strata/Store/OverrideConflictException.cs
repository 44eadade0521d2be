namespace Strata.Store;

/// <summary>
/// An override is not what the caller took it for: somebody changed it, removed it, or made one of that name. Nothing was written: read
/// it again, and decide anew.
/// </summary>
public sealed class OverrideConflictException : Exception
{
    internal OverrideConflictException(string name, string message, string? expected = null, string? actual = null)
        : base(message)
    {
        Name = name;
        ExpectedChecksum = expected;
        ActualChecksum = actual;
    }

    /// <summary>The override.</summary>
    public string Name { get; }

    /// <summary>The checksum that it should have had; null where none was to be met.</summary>
    public string? ExpectedChecksum { get; }

    /// <summary>The checksum that it has; null where it is gone, or was never read.</summary>
    public string? ActualChecksum { get; }

    internal static OverrideConflictException Changed(string name, string expected, string? actual) => new(
        name,
        actual is null ? $"The override {name} was removed by somebody else: nothing was written." : $"The override {name} was changed by somebody else: nothing was written.",
        expected,
        actual);
}
