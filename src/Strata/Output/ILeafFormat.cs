using System.Diagnostics.CodeAnalysis;

namespace Strata.Output;

/// <summary>A format of one line for each leaf: how a leaf is named, and how its line is written.</summary>
internal interface ILeafFormat
{
    /// <summary>Goes one key further. The name is empty at the root.</summary>
    void AppendKey(List<char> name, string key);

    /// <summary>Goes one list item further.</summary>
    void AppendIndex(List<char> name, int index);

    /// <summary>Whether a value cannot be written, and why: <c>a variable cannot hold the character U+0000</c>.</summary>
    bool Refuses(string value, [NotNullWhen(true)] out string? reason);

    /// <summary>Whether a leaf cannot be written under its name, and why.</summary>
    bool RefusesName(ReadOnlySpan<char> name, [NotNullWhen(true)] out string? reason)
    {
        reason = null;
        return false;
    }

    void WriteLine(Utf8Output output, ReadOnlySpan<char> name, string value);
}
