using Strata.Values;

namespace Strata.Output;

/// <summary>How numbers are written so that every reader of a format takes them for the same number. Nothing is rounded.</summary>
internal static class NumberSpelling
{
    /// <summary>A floating-point number as JSON writes it; null for the infinities and not-a-number, which JSON cannot say.</summary>
    public static string? Json(string text)
    {
        var unsigned = text is ['+' or '-', ..] ? text.AsSpan(1) : text;
        if (unsigned is ['.', 'i' or 'I' or 'n' or 'N', ..])
        {
            return null;
        }

        if (text is ['0', 'x' or 'o', ..])
        {
            return CoreSchema.CanonicalInteger(text) + ".0";
        }

        var end = unsigned.IndexOfAny('e', 'E');
        var mantissa = end < 0 ? unsigned : unsigned[..end];
        var exponent = end < 0 ? default : unsigned[end..];
        var point = mantissa.IndexOf('.');
        var whole = (point < 0 ? mantissa : mantissa[..point]).TrimStart('0');
        whole = whole.IsEmpty ? "0" : whole;
        var fraction = point < 0 ? default : mantissa[(point + 1)..];

        // Without point and exponent it would come back as a whole number.
        var needsPoint = point >= 0 || exponent.IsEmpty;
        var spelled = string.Concat(text[0] == '-' ? "-" : "", whole, needsPoint ? "." : "", needsPoint && fraction.IsEmpty ? "0" : fraction);
        return exponent.IsEmpty ? spelled : string.Concat(spelled, exponent);
    }

    /// <summary>A floating-point number as readers of YAML 1.1 and 1.2 agree on: with a point, and a sign in the exponent.</summary>
    public static string Yaml(string text)
    {
        var json = Json(text);
        if (json is null)
        {
            return text[0] == '-' ? "-.inf" : text is [.., 'n' or 'N'] ? ".nan" : ".inf";
        }

        var end = json.AsSpan().IndexOfAny('e', 'E');
        if (end < 0)
        {
            return json;
        }

        var point = json.Contains('.') ? "" : ".0";
        var sign = json[end + 1] is '+' or '-' ? "" : "+";
        return string.Concat(string.Concat(json.AsSpan(0, end), point, "e"), sign, json.AsSpan(end + 1));
    }
}
