using System.Text;
using Strata.Values;

namespace Strata.Interpolation;

/// <summary>
/// What a text looks like before its expressions are filled in: its letters, and one sign for each of them. A password is found by
/// where it stands in this pattern, whatever letters it turns out to have.
/// </summary>
/// <param name="target">The text that the pieces are appended to.</param>
internal sealed class TextPattern(StringBuilder target)
{
    private readonly StringBuilder _pattern = new();

    // For each piece where it begins in the pattern and in the text.
    private readonly List<(int Pattern, int Text)> _pieces = [];

    /// <summary>Whether a template may be one in which a password's place can be told.</summary>
    public static bool MayHold(string template) => template.Contains('=') || template.Contains("://", StringComparison.Ordinal);

    /// <summary>Says that the letters in a part of the template are appended next.</summary>
    public void Literal(ReadOnlySpan<char> text)
    {
        _pieces.Add((_pattern.Length, target.Length));
        _pattern.Append(text);
    }

    /// <summary>Says that what an expression becomes is appended next.</summary>
    public void Expression()
    {
        _pieces.Add((_pattern.Length, target.Length));
        _pattern.Append(UrlPasswords.Inserted);
    }

    /// <summary>Adds the parts of the text that are passwords by their places.</summary>
    public void Find(List<Range> secrets)
    {
        _pieces.Add((_pattern.Length, target.Length));
        var pattern = _pattern.ToString();
        var found = new List<Range>();
        UrlPasswords.Find(pattern, isLine: false, found);
        foreach (var range in found)
        {
            var (start, end) = (InText(range.Start.Value), InText(range.End.Value));

            if (pattern[range.Start.Value - 1] != ':')
            {
                // An expression before any ":" may be the user, or the user and the password.
                var colon = target.ToString(start, end - start).IndexOf(':', StringComparison.Ordinal);
                start = colon < 0 ? end : start + colon + 1;
            }

            secrets.Add(start..end);
        }

        found.Clear();
        SecretParameters.Find(pattern, isLine: false, found);
        secrets.AddRange(found.Select(range => InText(range.Start.Value)..InText(range.End.Value)));
    }

    private int InText(int inPattern)
    {
        int low = 0, high = _pieces.Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = _pieces[middle].Pattern <= inPattern ? (middle, high) : (low, middle - 1);
        }

        return _pieces[low].Text + inPattern - _pieces[low].Pattern;
    }
}
