namespace Strata.Server.Access;

/// <summary>What a right is limited to: a text as it is, <c>prefix*</c>, or <c>*</c> for everything. Case counts.</summary>
/// <param name="Text">The pattern as it is written.</param>
internal readonly record struct ScopePattern(string Text)
{
    private const int MostLength = 200;

    /// <summary>No limit.</summary>
    public static ScopePattern Any { get; } = new("*");

    public bool IsAny => Text == "*";

    /// <summary>Whether a text is a pattern: only its last character may be <c>*</c>.</summary>
    public static bool IsOne(string text) => text.Length is > 0 and <= MostLength && !text.AsSpan(0, text.Length - 1).Contains('*') && !text.Any(char.IsControl);

    /// <summary>Whether a text lies within the limit. Where the text is itself a pattern, everything that it stands for does.</summary>
    public bool Covers(ReadOnlySpan<char> text) => Text[^1] == '*' ? text.StartsWith(Text.AsSpan(0, Text.Length - 1), StringComparison.Ordinal) : text.SequenceEqual(Text);

    /// <summary>Whether the value at a path lies within the limit: a path stands for everything beneath it too.</summary>
    public bool CoversPath(ReadOnlySpan<char> path) => Covers(path) || (path.Length > Text.Length && path.StartsWith(Text, StringComparison.Ordinal) && path[Text.Length] is '.' or '[');

    public override string ToString() => Text;
}
