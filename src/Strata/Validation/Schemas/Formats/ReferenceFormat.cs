using System.Buffers;

namespace Strata.Validation.Schemas.Formats;

/// <summary>
/// URIs and references by RFC 3986, appendix A; IRIs by RFC 3987, section 2.2, which allows what is not ASCII besides. Nothing is made right
/// silently, as <see cref="Uri"/> does.
/// </summary>
internal static class ReferenceFormat
{
    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    private const string SubDelimiters = "!$&'()*+,;=";

    private static readonly SearchValues<char> Names = SearchValues.Create(Unreserved + SubDelimiters);
    private static readonly SearchValues<char> Users = SearchValues.Create(Unreserved + SubDelimiters + ":");
    private static readonly SearchValues<char> Paths = SearchValues.Create(Unreserved + SubDelimiters + ":@/");
    private static readonly SearchValues<char> Queries = SearchValues.Create(Unreserved + SubDelimiters + ":@/?");

    /// <param name="text">The text.</param>
    /// <param name="international">Whether it may hold what is not ASCII.</param>
    /// <param name="absolute">Whether it must begin with a scheme.</param>
    public static bool IsReference(ReadOnlySpan<char> text, bool international, bool absolute)
    {
        var scheme = SchemeLength(text);
        if (scheme < 0 && absolute)
        {
            return false;
        }

        if (scheme >= 0)
        {
            text = text[(scheme + 1)..];
        }

        if (text.IndexOf('#') is >= 0 and var fragment)
        {
            if (!IsMadeOf(text[(fragment + 1)..], Queries, international))
            {
                return false;
            }

            text = text[..fragment];
        }

        if (text.IndexOf('?') is >= 0 and var query)
        {
            if (!IsMadeOf(text[(query + 1)..], Queries, international, allowPrivate: international))
            {
                return false;
            }

            text = text[..query];
        }

        if (text.StartsWith("//"))
        {
            text = text[2..];
            var length = text.IndexOf('/') is >= 0 and var slash ? slash : text.Length;
            return IsAuthority(text[..length], international) && IsMadeOf(text[length..], Paths, international);
        }

        // Without a scheme, a colon in the first segment would begin one.
        var segment = text.IndexOf('/') is >= 0 and var end ? end : text.Length;
        return (scheme >= 0 || !text[..segment].Contains(':')) && IsMadeOf(text, Paths, international);
    }

    /// <summary>The length of the scheme before the first colon, or -1.</summary>
    private static int SchemeLength(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == ':')
            {
                return i == 0 ? -1 : i;
            }

            if (!char.IsAsciiLetter(text[i]) && (i == 0 || !(char.IsAsciiDigit(text[i]) || text[i] is '+' or '-' or '.')))
            {
                return -1;
            }
        }

        return -1;
    }

    private static bool IsAuthority(ReadOnlySpan<char> text, bool international)
    {
        if (text.IndexOf('@') is >= 0 and var user)
        {
            if (!IsMadeOf(text[..user], Users, international))
            {
                return false;
            }

            text = text[(user + 1)..];
        }

        var end = text is ['[', ..] ? text.IndexOf(']') + 1 : text.IndexOf(':') is >= 0 and var colon ? colon : text.Length;
        if (text is ['[', ..] ? end == 0 || !IsLiteral(text[1..(end - 1)]) : !IsMadeOf(text[..end], Names, international))
        {
            return false;
        }

        return end == text.Length || (text[end] == ':' && !text[(end + 1)..].ContainsAnyExceptInRange('0', '9'));
    }

    private static bool IsLiteral(ReadOnlySpan<char> text)
    {
        if (text is not ['v' or 'V', .. var future])
        {
            return AddressFormat.IsVersion6(text);
        }

        var dot = future.IndexOf('.');
        if (dot < 1 || dot + 1 == future.Length)
        {
            return false;
        }

        foreach (var digit in future[..dot])
        {
            if (!char.IsAsciiHexDigit(digit))
            {
                return false;
            }
        }

        return !future[(dot + 1)..].ContainsAnyExcept(Users);
    }

    /// <summary>Whether the text is made of some ASCII characters, of percent-encoded ones, and, where that is allowed, of others.</summary>
    private static bool IsMadeOf(ReadOnlySpan<char> text, SearchValues<char> allowed, bool international, bool allowPrivate = false)
    {
        for (var i = text.IndexOfAnyExcept(allowed); i >= 0; i = text.IndexOfAnyExcept(allowed))
        {
            if (text[i] == '%')
            {
                if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
                {
                    return false;
                }

                text = text[(i + 3)..];
                continue;
            }

            var point = CodePoints.At(text, i);
            if (!international || !(IsInternational(point) || (allowPrivate && IsPrivate(point))))
            {
                return false;
            }

            text = text[(i + CodePoints.Width(point))..];
        }

        return true;
    }

    /// <summary><c>ucschar</c> of RFC 3987.</summary>
    public static bool IsInternational(int point) => point switch
    {
        < 0xA0 => false,
        <= 0xFFFF => point is <= 0xD7FF or (>= 0xF900 and <= 0xFDCF) or (>= 0xFDF0 and <= 0xFFEF),

        // Of each further plane up to 14 all but the last two, and of plane 14 not the tags.
        _ => point < 0xF0000 && (point & 0xFFFF) <= 0xFFFD && point is < 0xE0000 or (>= 0xE1000 and <= 0xEFFFD),
    };

    /// <summary><c>iprivate</c> of RFC 3987.</summary>
    public static bool IsPrivate(int point) => point is (>= 0xE000 and <= 0xF8FF) or (>= 0xF0000 and <= 0xFFFFD) or (>= 0x100000 and <= 0x10FFFD);
}
