using Strata.Diagnostics;
using Strata.Validation.Schemas.Explaining;
using Strata.Validation.Schemas.Formats;
using Strata.Values;

namespace Strata.Validation.Schemas.Keywords;

/// <summary><c>minLength</c> and <c>maxLength</c>, counted in code points.</summary>
internal sealed class LengthKeyword(long least, long most) : TextKeyword
{
    public override bool Accepts(string text)
    {
        // A code point is one or two units, and nearly always nobody has to know which.
        if (text.Length < least || (text.Length + 1) / 2 > most)
        {
            return false;
        }

        return (text.Length <= most && (text.Length + 1) / 2 >= least) || (CodePoints(text) is var length && length >= least && length <= most);
    }

    public override void Explain(ConfigNode instance, Explanation to, in Place place)
    {
        var text = ((ScalarNode)instance).Text;
        if (!Accepts(text))
        {
            to.ReportSize(instance, place, $"a text of {Expectation.Count(least, most, "character")}", CodePoints(text));
        }
    }

    private static int CodePoints(string text)
    {
        var count = text.Length;
        for (var i = 0; i + 1 < text.Length; i++)
        {
            if (char.IsSurrogatePair(text[i], text[i + 1]))
            {
                count--;
                i++;
            }
        }

        return count;
    }
}

/// <summary><c>pattern</c>.</summary>
internal sealed class PatternKeyword(string pattern, EcmaPattern compiled) : TextKeyword
{
    public override bool Accepts(string text) => compiled.IsMatch(text);

    public override void Explain(ConfigNode instance, Explanation to, in Place place)
    {
        if (!compiled.IsMatch(((ScalarNode)instance).Text))
        {
            to.ReportMismatch(instance, place, DiagnosticCode.PatternMismatch, $"a text that matches {Quotation.Of(pattern)}");
        }
    }
}

/// <summary><c>format</c>, where it must hold.</summary>
internal sealed class FormatKeyword(string name, Func<string, bool> holds) : TextKeyword
{
    public override bool Accepts(string text) => holds(text);

    public override void Explain(ConfigNode instance, Explanation to, in Place place)
    {
        if (!holds(((ScalarNode)instance).Text))
        {
            to.ReportMismatch(instance, place, DiagnosticCode.BadFormat, Expectation.Format(name));
        }
    }
}

/// <summary><c>contentEncoding</c> and <c>contentMediaType</c>, which only draft 7 lets be asserted.</summary>
internal sealed class ContentKeyword(bool isBase64, bool isJson) : TextKeyword
{
    public override bool Accepts(string text)
    {
        var bytes = default(byte[]);
        if (isBase64)
        {
            bytes = new byte[text.Length];
            if (!Convert.TryFromBase64String(text, bytes, out var length))
            {
                return false;
            }

            bytes = bytes[..length];
        }

        return !isJson || IsJson(bytes ?? System.Text.Encoding.UTF8.GetBytes(text));
    }

    public override void Explain(ConfigNode instance, Explanation to, in Place place)
    {
        if (!Accepts(((ScalarNode)instance).Text))
        {
            var what = isJson ? isBase64 ? "JSON in base64" : "JSON" : "base64";
            to.ReportMismatch(instance, place, DiagnosticCode.BadFormat, $"a text that holds {what}");
        }
    }

    private static bool IsJson(byte[] bytes)
    {
        var reader = new System.Text.Json.Utf8JsonReader(bytes);
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }
}
