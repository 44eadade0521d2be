using Strata.Values;

namespace Strata.Documents;

/// <summary>A comment of a file that is addressed to Strata: <c># strata:disable STR6007 reason</c>.</summary>
/// <param name="Position">The place of its <c>#</c>.</param>
/// <param name="Text">What stands behind <c>strata:</c>.</param>
internal readonly record struct StrataComment(SourcePosition Position, string Text)
{
    private const string Address = "strata:";

    /// <summary>How far behind its <c>#</c> the text of a comment begins that is addressed to Strata; -1 for any other. "strata: a layer" is prose.</summary>
    public static int TextAt(ReadOnlySpan<byte> comment)
    {
        var start = comment.IndexOfAnyExcept((byte)' ', (byte)'\t');
        return start >= 0 && comment[start..].StartsWith("strata:"u8) && start + Address.Length is var at && at < comment.Length && char.IsAsciiLetter((char)comment[at]) ? at : -1;
    }

    /// <inheritdoc cref="TextAt(ReadOnlySpan{byte})"/>
    public static int TextAt(ReadOnlySpan<char> comment)
    {
        var start = comment.IndexOfAnyExcept(' ', '\t');
        return start >= 0 && comment[start..].StartsWith(Address) && start + Address.Length is var at && at < comment.Length && char.IsAsciiLetter(comment[at]) ? at : -1;
    }
}
