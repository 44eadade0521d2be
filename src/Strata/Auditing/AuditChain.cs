using System.Globalization;

namespace Strata.Auditing;

/// <summary>Follows the chains of an audit log row by row, and finds where one is broken. For one thread.</summary>
internal sealed class AuditChain
{
    private readonly SortedDictionary<string, AuditHead> _heads = new(StringComparer.Ordinal);

    /// <summary>The last row of each chain that was followed.</summary>
    public IReadOnlyDictionary<string, AuditHead> Heads => _heads;

    /// <summary>The number of rows that were followed.</summary>
    public long Rows { get; private set; }

    /// <summary>Takes the next row of its chain.</summary>
    /// <returns>What is wrong with it; null where nothing is.</returns>
    public string? Follow(AuditRow row)
    {
        var head = _heads.GetValueOrDefault(row.Space);
        var (number, hash) = (head?.Number ?? 0, head?.Hash ?? AuditRow.NoHash);
        _heads[row.Space] = new AuditHead(row.Number, row.Hash);
        Rows++;
        return row.Number != number + 1 ? string.Create(CultureInfo.InvariantCulture, $"it stands where row {number + 1} should")
            : row.Hash.Length == 0 ? "it has no hash"
            : row.Previous != hash ? "it does not continue the row before it"
            : row.ComputeHash() != row.Hash ? "its columns are not those that were hashed"
            : null;
    }
}

/// <summary>A row of a chain, by its number and its hash: <c>12:9f86d0...</c>. Whoever noted one can tell later whether the chain still has it.</summary>
internal sealed record AuditHead(long Number, string Hash)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}:{Hash}");
}
