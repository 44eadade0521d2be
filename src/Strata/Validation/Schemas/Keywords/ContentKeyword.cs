using Strata.Diagnostics;
using Strata.Validation.Schemas.Explaining;
using Strata.Values;

namespace Strata.Validation.Schemas.Keywords;

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
