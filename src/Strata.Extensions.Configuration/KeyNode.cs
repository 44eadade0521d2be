using Strata.Values;

namespace Strata.Extensions.Configuration;

/// <summary>What stands under one key of Microsoft.Extensions.Configuration.</summary>
internal sealed class KeyNode
{
    /// <summary>A value, or a list or mapping without any.</summary>
    /// <param name="written">Where it was written.</param>
    /// <param name="value">What the key is worth; null for an explicit null.</param>
    /// <param name="shown">The same as it may be shown; null where nothing of it is secret.</param>
    public KeyNode(ConfigNode written, string? value, string? shown)
    {
        Written = written;
        Value = value;
        Shown = shown;
        HasValue = true;
    }

    /// <summary>A mapping or a list with something in it.</summary>
    /// <param name="written">Where it was written; the first one, where several are one here.</param>
    /// <param name="branch">The keys in it.</param>
    public KeyNode(ConfigNode written, KeyBranch branch)
    {
        Written = written;
        Branch = branch;
    }

    public ConfigNode Written { get; }

    public string? Value { get; }

    public string? Shown { get; }

    public bool HasValue { get; }

    public KeyBranch? Branch { get; }

    /// <summary>Whether this is all there is: what providers beneath have further down belongs to what was replaced.</summary>
    public bool IsClosed => Branch is not { IsList: false };
}
