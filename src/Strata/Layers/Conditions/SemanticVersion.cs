using System.Globalization;

namespace Strata.Layers.Conditions;

/// <summary>
/// A version, ordered as semver.org 2.0 says in chapter 11, with the fourth number of a .NET version behind its third. What
/// stands behind a <c>+</c> counts for nothing.
/// </summary>
/// <param name="Major">The first number.</param>
/// <param name="Minor">The second.</param>
/// <param name="Patch">The third.</param>
/// <param name="PreRelease">The part behind the <c>-</c>; empty for a release.</param>
/// <param name="Revision">The fourth number: 0 in a version of three.</param>
internal readonly record struct SemanticVersion(long Major, long Minor, long Patch, string PreRelease = "", long Revision = 0) : IComparable<SemanticVersion>
{
    /// <summary>The lowest of all versions with these numbers, below every other pre-release of them.</summary>
    public SemanticVersion Lowest => this with { PreRelease = "0" };

    /// <summary>Reads a version. Missing numbers are 0, and a leading <c>v</c> is let pass, for that is how tags are named.</summary>
    public static bool TryParse(string text, out SemanticVersion version)
    {
        var read = PartialVersion.TryParse(text, out var partial) && partial.Major is not null && !partial.HasWildcard;
        version = read ? partial.Floor : default;
        return read;
    }

    public int CompareTo(SemanticVersion other)
    {
        var order = Major.CompareTo(other.Major);
        order = order != 0 ? order : Minor.CompareTo(other.Minor);
        order = order != 0 ? order : Patch.CompareTo(other.Patch);
        order = order != 0 ? order : Revision.CompareTo(other.Revision);
        return order != 0 ? order : ComparePreReleases(PreRelease, other.PreRelease);
    }

    private static int ComparePreReleases(string left, string right)
    {
        if (left.Length == 0 || right.Length == 0)
        {
            return left.Length == right.Length ? 0 : left.Length == 0 ? 1 : -1;
        }

        var lefts = left.Split('.');
        var rights = right.Split('.');
        for (var i = 0; i < lefts.Length && i < rights.Length; i++)
        {
            var order = CompareIdentifiers(lefts[i], rights[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return lefts.Length.CompareTo(rights.Length);
    }

    private static int CompareIdentifiers(string left, string right)
    {
        var leftIsNumber = IsNumber(left);
        if (leftIsNumber != IsNumber(right))
        {
            return leftIsNumber ? -1 : 1;
        }

        // Of any length, so compared as digits: the longer one is the greater.
        return leftIsNumber && left.Length != right.Length ? left.Length.CompareTo(right.Length) : string.CompareOrdinal(left, right);
    }

    internal static bool IsNumber(ReadOnlySpan<char> text) => !text.IsEmpty && text.IndexOfAnyExceptInRange('0', '9') < 0;
}

/// <summary>A version of which the last numbers may be left open: <c>2</c>, <c>2.1</c>, <c>2.x</c>, <c>*</c>.</summary>
/// <param name="Major">The first number; null when it is open.</param>
/// <param name="Minor">The second.</param>
/// <param name="Patch">The third.</param>
/// <param name="PreRelease">The part behind the <c>-</c>; empty for none.</param>
/// <param name="Revision">The fourth number of a .NET version; 0 when there is none, unless a wildcard leaves it open.</param>
/// <param name="HasWildcard">Whether a number is left open by a wildcard.</param>
internal readonly record struct PartialVersion(long? Major, long? Minor, long? Patch, long Revision, string PreRelease, bool HasWildcard)
{
    // So many digits fit a long with one added.
    private const int LongestNumber = 18;

    /// <summary>Whether no number is left open.</summary>
    public bool IsFull => Patch is not null && !HasWildcard;

    /// <summary>The version with 0 for what is open.</summary>
    public SemanticVersion Floor => new(Major ?? 0, Minor ?? 0, Patch ?? 0, PreRelease, Revision);

    /// <summary>The lowest version above all that the open numbers stand for, the fourth always being one; null when there is none.</summary>
    public SemanticVersion? Ceiling => (Major, Minor, Patch) switch
    {
        (null, _, _) => null,
        ({ } major, null, _) => new SemanticVersion(major + 1, 0, 0).Lowest,
        ({ } major, { } minor, null) => new SemanticVersion(major, minor + 1, 0).Lowest,
        ({ } major, { } minor, { } patch) => new SemanticVersion(major, minor, patch + 1).Lowest,
    };

    public static bool TryParse(string text, out PartialVersion version)
    {
        version = default;
        var rest = text.AsSpan();
        rest = rest is ['v' or 'V', >= '0' and <= '9', ..] ? rest[1..] : rest;

        var plus = rest.IndexOf('+');
        if (plus >= 0 && !AreIdentifiers(rest[(plus + 1)..], numbersMayLeadWithZero: true))
        {
            return false;
        }

        rest = plus < 0 ? rest : rest[..plus];
        var minus = rest.IndexOf('-');
        var preRelease = minus < 0 ? default : rest[(minus + 1)..];
        if (minus >= 0 && !AreIdentifiers(preRelease, numbersMayLeadWithZero: false))
        {
            return false;
        }

        rest = minus < 0 ? rest : rest[..minus];
        Span<long> numbers = [-1, -1, -1, -1];
        var count = 0;
        var wildcard = false;
        foreach (var range in rest.Split('.'))
        {
            var part = rest[range];
            if (count == numbers.Length || !TryNumber(part, out var number) || (wildcard && number >= 0))
            {
                return false;
            }

            wildcard |= number < 0;
            numbers[count++] = number;
        }

        // A pre-release of several versions at once is none of any.
        if ((minus >= 0 || plus >= 0) && (count < 3 || wildcard))
        {
            return false;
        }

        version = new PartialVersion(Open(numbers[0]), Open(numbers[1]), Open(numbers[2]), Math.Max(0, numbers[3]), preRelease.ToString(), wildcard);
        return true;

        static long? Open(long number) => number < 0 ? null : number;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out long number)
    {
        number = -1;
        return text is "*" or "x" or "X"
            || (text.Length <= LongestNumber && SemanticVersion.IsNumber(text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number));
    }

    private static bool AreIdentifiers(ReadOnlySpan<char> text, bool numbersMayLeadWithZero)
    {
        foreach (var range in text.Split('.'))
        {
            var part = text[range];
            foreach (var c in part)
            {
                if (!char.IsAsciiLetterOrDigit(c) && c != '-')
                {
                    return false;
                }
            }

            if (part.IsEmpty || (!numbersMayLeadWithZero && part is ['0', _, ..] && SemanticVersion.IsNumber(part)))
            {
                return false;
            }
        }

        return true;
    }
}
