using System.Collections.Immutable;
using Strata.Values;

namespace Strata.Server.Access;

/// <summary>The values of a configuration that somebody may see. Immutable; the same limits are the same text.</summary>
internal sealed class PathLimits
{
    private readonly ImmutableArray<ScopePattern> _patterns;

    private PathLimits(ImmutableArray<ScopePattern> patterns)
    {
        _patterns = patterns;
        Text = string.Join('\n', patterns);
    }

    /// <summary>Everything.</summary>
    public static PathLimits All { get; } = new([ScopePattern.Any]);

    /// <summary>Nothing.</summary>
    public static PathLimits None { get; } = new([]);

    public bool IsAll => ReferenceEquals(this, All);

    public bool IsNone => _patterns.IsEmpty;

    /// <summary>The patterns in ordinal order, a line each.</summary>
    public string Text { get; }

    public static PathLimits Of(IEnumerable<ScopePattern> patterns)
    {
        ImmutableArray<ScopePattern> sorted = [.. patterns.Distinct().OrderBy(static pattern => pattern.Text, StringComparer.Ordinal)];
        return sorted.IsEmpty ? None : sorted.Contains(ScopePattern.Any) ? All : new PathLimits(sorted);
    }

    /// <summary>Reads back what <see cref="Text"/> was.</summary>
    public static PathLimits Read(string text) => Of(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => new ScopePattern(line)));

    /// <summary>Whether the value at a path, with all beneath it, lies within.</summary>
    public bool Covers(string path)
    {
        foreach (var pattern in _patterns)
        {
            if (pattern.CoversPath(path))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc cref="Covers(string)"/>
    public bool Covers(ConfigPath path) => IsAll || Covers(path.ToString());

    /// <summary>Whether everything that other limits let see lies within these.</summary>
    public bool Covers(PathLimits other) => other._patterns.All(pattern => Covers(pattern.Text));

    public override string ToString() => Text;
}
