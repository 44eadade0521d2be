namespace Strata.Editing;

/// <summary>A value as the bytes of a file hold it: where it begins and ends, and how it is written. Offsets leave a byte order mark out.</summary>
internal abstract class WrittenNode
{
    /// <summary>The offset of its first byte; anchor and tag stand before it. Where the value is missing, where it could be put in.</summary>
    public int Start { get; init; }

    /// <summary>The offset behind its last byte.</summary>
    public int End { get; set; }

    /// <summary>Whether an alias or a merge key stands here or beneath.</summary>
    public virtual bool HasAliases => false;

    /// <summary>What is meant: behind an alias its anchor's value, else the value itself.</summary>
    public virtual WrittenNode Meant => this;
}

/// <summary>How a scalar is written.</summary>
internal enum WrittenStyle : byte
{
    /// <summary>Not at all: <c>key:</c>.</summary>
    Missing,
    Plain,
    SingleQuoted,
    DoubleQuoted,

    /// <summary>In YAML, in lines of its own behind <c>|</c> or <c>&gt;</c>.</summary>
    Block,

    /// <summary>In TOML, between three quotes.</summary>
    Long,
}

/// <summary>A text, number, boolean or null.</summary>
internal sealed class WrittenScalar : WrittenNode
{
    public WrittenStyle Style { get; init; }

    /// <summary>Whether it stands within brackets or braces.</summary>
    public bool IsInBrackets { get; init; }

    /// <summary>Its tag with the handle resolved; null for none.</summary>
    public string? Tag { get; init; }

    /// <summary>Its anchor; null for none.</summary>
    public string? Anchor { get; init; }

    /// <summary>Of a block text, the offset behind <c>|</c> and what belongs to it.</summary>
    public int HeaderEnd { get; init; }

    /// <summary>Of a block text, the offset behind its last line that is not blank.</summary>
    public int TextEnd { get; init; }
}

/// <summary>An alias.</summary>
internal sealed class WrittenAlias(WrittenNode target) : WrittenNode
{
    /// <inheritdoc/>
    public override WrittenNode Meant => target;

    /// <inheritdoc/>
    public override bool HasAliases => true;
}

/// <summary>How a mapping or list is written.</summary>
internal enum WrittenForm : byte
{
    /// <summary>By indentation.</summary>
    Block,

    /// <summary>In brackets or braces.</summary>
    Brackets,

    /// <summary>As one key within the brackets of a YAML list: <c>[key: value]</c>.</summary>
    Pair,

    /// <summary>In TOML, by headers or dotted keys: in several places, maybe.</summary>
    Table,
}

/// <summary>A mapping or list.</summary>
internal abstract class WrittenParent : WrittenNode
{
    public WrittenForm Form { get; init; }

    public abstract int Count { get; }

    /// <summary>The value at an index.</summary>
    public abstract WrittenNode ValueAt(int index);

    /// <summary>Where the entry or item at an index begins: at its key, or its dash.</summary>
    public abstract int StartAt(int index);
}

/// <summary>A mapping.</summary>
internal sealed class WrittenMapping : WrittenParent
{
    public List<WrittenEntry> Entries { get; } = [];

    /// <inheritdoc/>
    public override int Count => Entries.Count;

    /// <inheritdoc/>
    public override WrittenNode ValueAt(int index) => Entries[index].Value;

    /// <inheritdoc/>
    public override int StartAt(int index) => Entries[index].Start;

    /// <inheritdoc/>
    public override bool HasAliases => Entries.Exists(static entry => entry.IsMerge || entry.Value.HasAliases);

    /// <summary>The index of a key that is written in the mapping itself; -1 where it is not.</summary>
    public int IndexOf(string key) => Entries.FindIndex(entry => !entry.IsMerge && entry.Key == key);

    /// <summary>The value under a key, also one that comes by a merge key; null where there is none.</summary>
    public WrittenNode? Find(string key)
    {
        var index = IndexOf(key);
        if (index >= 0)
        {
            return Entries[index].Value;
        }

        return Entries.Find(static entry => entry.IsMerge)?.Value.Meant switch
        {
            WrittenMapping merged => merged.Find(key),
            WrittenSequence several => several.Items.Select(item => (item.Value.Meant as WrittenMapping)?.Find(key)).FirstOrDefault(static found => found is not null),
            _ => null,
        };
    }
}

/// <summary>A key and its value.</summary>
/// <param name="Key">The key.</param>
/// <param name="IsMerge">Whether it is YAML's merge key.</param>
/// <param name="Start">The offset of its first byte, anchor and tag among them.</param>
/// <param name="KeyEnd">The offset behind the key.</param>
/// <param name="Value">The value.</param>
internal sealed record WrittenEntry(string Key, bool IsMerge, int Start, int KeyEnd, WrittenNode Value);

/// <summary>A list.</summary>
internal sealed class WrittenSequence : WrittenParent
{
    public List<WrittenItem> Items { get; } = [];

    /// <inheritdoc/>
    public override bool HasAliases => Items.Exists(static item => item.Value.HasAliases);

    /// <inheritdoc/>
    public override int Count => Items.Count;

    /// <inheritdoc/>
    public override WrittenNode ValueAt(int index) => Items[index].Value;

    /// <inheritdoc/>
    public override int StartAt(int index) => Items[index].Start;
}

/// <summary>An item of a list.</summary>
/// <param name="Start">The offset of its dash, or in brackets of its value.</param>
/// <param name="Value">The value.</param>
internal readonly record struct WrittenItem(int Start, WrittenNode Value);
