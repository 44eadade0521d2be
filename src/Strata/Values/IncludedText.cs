namespace Strata.Values;

/// <summary>What a <c>${file:name}</c> found.</summary>
internal enum IncludeOutcome : byte
{
    Read,
    Missing,

    /// <summary>It stands outside the directories that may be read, by its path or through a symbolic link.</summary>
    Forbidden,
    Unreadable,
    TooLarge,
    NoText,
    Directory,
}

/// <summary>The text of an included file, or why there is none.</summary>
/// <param name="Outcome">What happened.</param>
/// <param name="Text">The text; empty unless it was read.</param>
internal readonly record struct IncludedText(IncludeOutcome Outcome, string Text);

/// <summary>Reads a file for <c>${file:name}</c>. Files are an input of interpolation, as variables are.</summary>
internal delegate IncludedText IncludeReader(string name);
