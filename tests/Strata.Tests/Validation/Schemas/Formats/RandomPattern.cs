using System.Text;

namespace Strata.Tests.Validation.Schemas.Formats;

/// <summary>Patterns of all that ECMA-262 has, and texts that they are likely to match. The same from the same seed.</summary>
internal sealed class RandomPattern
{
    private static readonly string[] Atoms =
    [
        "a", "b", "c", "-", "1", "é", "😀", ".", "\\d", "\\w", "\\W", "\\s", "\\S", "\\D", "[ab]", "[^a]", "[a-c1]", "[😀-😂x]", "[^😀]", "[\\w-]", "[\\d.]", "[^\\s\\d]", "\\u{1F600}",
        "\\uD83D\\uDE00", "\\uD83D", "\\x61", "\\u0062", "\\cA", "\\t", "\\n", "\\.", "\\/", "\\p{L}", "\\P{L}", "\\p{Lu}", "[\\p{Nd}b]", "[^\\P{L}a]", "\\p{Script=Greek}", "\\p{sc=Latin}", "[]", "[^]", "\\0",
    ];

    private static readonly string[] Quantifiers = ["", "", "", "*", "+", "?", "{2}", "{1,2}", "{0}", "{2,}", "*?", "+?", "??", "{0,2}?"];

    private static readonly string[] Letters = ["a", "b", "c", "a", "b", "1", "-", " ", "é", "α", "A", "😀", "😁", "\n", "\u2028", ".", "\uD83D", "\uDE00", "_"];

    private readonly Random _random;
    private readonly bool _refersBack;
    private int _captures;

    private RandomPattern(int seed, bool refersBack) => (_random, _refersBack) = (new Random(seed), refersBack);

    public static string Of(int seed, bool refersBack)
    {
        var random = new RandomPattern(seed, refersBack);
        var pattern = random.Alternatives(3);
        return refersBack && random._captures > 0 ? $"{pattern}\\{1 + random._random.Next(random._captures)}" : pattern;
    }

    public static string Text(int seed)
    {
        var random = new Random(seed);
        var text = new StringBuilder();
        for (var length = random.Next(8); length > 0; length--)
        {
            text.Append(Letters[random.Next(Letters.Length)]);
        }

        return text.ToString();
    }

    private string Alternatives(int depth) => string.Join('|', Enumerable.Range(0, _random.Next(4) == 0 ? 2 : 1).Select(_ => Sequence(depth)));

    private string Sequence(int depth)
    {
        var text = new StringBuilder();
        for (var terms = _random.Next(4); terms >= 0; terms--)
        {
            text.Append(Term(depth));
        }

        return text.ToString();
    }

    private string Term(int depth) => _random.Next(depth > 0 ? 14 : 9) switch
    {
        0 => Pick(["^", "$", "\\b", "\\B"]),
        1 when _refersBack && _captures > 0 => $"\\{1 + _random.Next(_captures)}{Pick(Quantifiers)}",
        < 9 => Pick(Atoms) + Pick(Quantifiers),
        9 => $"(?{Pick(["=", "!", "<=", "<!"])}{Alternatives(depth - 1)})",
        < 12 => $"(?:{Alternatives(depth - 1)}){Pick(Quantifiers)}",
        _ => Capture(depth),
    };

    private string Capture(int depth)
    {
        _captures++;
        return $"({Alternatives(depth - 1)}){Pick(Quantifiers)}";
    }

    private string Pick(string[] items) => items[_random.Next(items.Length)];
}
