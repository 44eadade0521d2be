using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Strata.Values;

/// <summary>
/// The way to a value: <c>database.postgresql.host</c>, <c>services[0].name</c> or <c>services.0.name</c>,
/// <c>"key.with.dots".x</c>, or a JSON Pointer (RFC 6901) when it starts with <c>/</c>. Immutable.
/// </summary>
public sealed class ConfigPath : IEquatable<ConfigPath>
{
    // As deep as any limit lets a configuration be, so that what walks up a path may recurse.
    private const int LongestPath = 1000;

    private readonly string _key;

    private ConfigPath(ConfigPath? parent, string key, int index, bool isIndex)
    {
        Parent = parent;
        _key = key;
        Index = index;
        IsIndex = isIndex;
        Depth = parent is null ? 0 : parent.Depth + 1;
    }

    /// <summary>The path of the whole configuration.</summary>
    public static ConfigPath Root { get; } = new(null, "", -1, isIndex: false);

    /// <summary>The path without its last step; null for <see cref="Root"/>.</summary>
    public ConfigPath? Parent { get; }

    /// <summary>The number of steps from the root.</summary>
    public int Depth { get; }

    /// <summary>Whether this is the whole configuration.</summary>
    public bool IsRoot => Parent is null;

    /// <summary>The last step as a key. An index is its digits, for a mapping may have such a key.</summary>
    public string Key => _key;

    /// <summary>The last step as a list index; -1 where it cannot be one.</summary>
    public int Index { get; }

    /// <summary>Whether the last step can only be a list index: it is written in brackets.</summary>
    public bool IsIndex { get; }

    /// <summary>The path one key further.</summary>
    public ConfigPath Append(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new ConfigPath(this, key, ParseIndex(key), isIndex: false);
    }

    /// <summary>The path one list index further.</summary>
    public ConfigPath Append(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return new ConfigPath(this, index.ToString(CultureInfo.InvariantCulture), index, isIndex: true);
    }

    /// <summary>Reads a path.</summary>
    /// <exception cref="FormatException">The text is no path; the message says what is wrong with it.</exception>
    public static ConfigPath Parse(string text) =>
        TryParse(text, out var path, out var problem) ? path : throw new FormatException(problem);

    /// <summary>Reads a path.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ConfigPath? path) => TryParse(text, out path, out _);

    internal static bool TryParse(string text, [NotNullWhen(true)] out ConfigPath? path, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        path = Root;
        var reader = new ConfigPathReader(text);
        while (reader.Read() && path.Depth <= LongestPath)
        {
            if (reader.IsAnyItem)
            {
                path = null;
                problem = "[*] stands for many items, and a path leads to one: write a number";
                return false;
            }

            path = reader.IsIndex ? path.Append(reader.Index) : path.Append(reader.Key);
        }

        problem = path.Depth > LongestPath ? $"it has more than {LongestPath} steps, and no configuration is that deep" : reader.Problem;
        path = problem is null ? path : null;
        return problem is null;
    }

    /// <summary>The steps from the root on.</summary>
    internal ConfigPath[] Steps()
    {
        var steps = new ConfigPath[Depth];
        for (var at = this; at.Parent is { } parent; at = parent)
        {
            steps[at.Depth - 1] = at;
        }

        return steps;
    }

    /// <summary>The child of a node that the last step names; null where there is none.</summary>
    internal ConfigNode? ChildOf(ConfigNode node) => node switch
    {
        MappingNode mapping when !IsIndex => mapping.TryGetValue(_key, out var child) ? child : null,
        SequenceNode sequence => (uint)Index < (uint)sequence.Count ? sequence[Index] : null,
        _ => null,
    };

    /// <summary>The node that this path leads to from a root; null where there is none.</summary>
    internal ConfigNode? Find(ConfigNode root)
    {
        if (Parent is null)
        {
            return root;
        }

        return Parent.Find(root) is { } node ? ChildOf(node) : null;
    }

    /// <inheritdoc/>
    public bool Equals(ConfigPath? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Depth == other.Depth && IsIndex == other.IsIndex && _key == other._key && (Parent is null || Parent.Equals(other.Parent)));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ConfigPath);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Parent, _key.GetHashCode(StringComparison.Ordinal));

    /// <summary>The path as <see cref="Parse"/> reads it: keys joined by dots, quoted where they must be, indexes in brackets.</summary>
    public override string ToString()
    {
        if (Parent is null)
        {
            return "";
        }

        var text = new StringBuilder();
        foreach (var step in Steps())
        {
            AppendStep(text, step.IsIndex ? null : step._key, step.Index);
        }

        return text.ToString();
    }

    /// <summary>The path as a JSON Pointer (RFC 6901).</summary>
    public string ToJsonPointer() => Parent is null
        ? ""
        : Parent.ToJsonPointer() + "/" + _key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    /// <summary>Writes one step behind a path text.</summary>
    internal static void AppendStep(StringBuilder text, string? key, int index)
    {
        if (key is null)
        {
            text.Append('[').Append(CultureInfo.InvariantCulture, $"{index}").Append(']');
            return;
        }

        if (text.Length > 0)
        {
            text.Append('.');
        }

        if (NeedsQuotes(key, first: text.Length == 0))
        {
            text.Append('"').Append(key.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
        }
        else
        {
            text.Append(key);
        }
    }

    internal static int ParseIndex(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= 9 && text.IndexOfAnyExceptInRange('0', '9') < 0
            ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)
            : -1;

    private static bool NeedsQuotes(string key, bool first) =>
        key.Length == 0 || key.AsSpan().IndexOfAny(".[]\"\\") >= 0 || (first && key[0] == '/') || char.IsWhiteSpace(key[0]) || char.IsWhiteSpace(key[^1]);
}
