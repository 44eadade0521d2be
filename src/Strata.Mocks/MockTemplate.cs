using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Strata.Mocks;

/// <summary>
/// A body with places to fill in: text, <c>{# remarks #}</c>, and <c>{{ name | filter }}</c>, written as Jinja writes them. In a file of
/// JSON what is filled in is escaped as within a string, so that no request can break out of it.
/// </summary>
internal sealed partial class MockTemplate
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ImmutableArray<Part> _parts;
    private readonly bool _isJson;

    private MockTemplate(ImmutableArray<Part> parts, bool isJson)
    {
        _parts = parts;
        _isJson = isJson;
    }

    /// <summary>The type of what it gives, by the ending of its file.</summary>
    public string ContentType { get; private init; } = "text/plain; charset=utf-8";

    /// <summary>Reads a file.</summary>
    /// <exception cref="FormatException">It cannot be understood; the message says where.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static MockTemplate ReadFile(string file, ImmutableArray<string> parameters)
    {
        var name = file.EndsWith(".j2", StringComparison.OrdinalIgnoreCase) ? file[..^3] : file;
        return Path.GetExtension(name).ToLowerInvariant() switch
        {
            ".json" => Parse(File.ReadAllText(file), isJson: true, parameters, "application/json; charset=utf-8"),
            ".html" => Parse(File.ReadAllText(file), isJson: false, parameters, "text/html; charset=utf-8"),
            ".xml" => Parse(File.ReadAllText(file), isJson: false, parameters, "application/xml; charset=utf-8"),
            _ => Parse(File.ReadAllText(file), isJson: false, parameters, "text/plain; charset=utf-8"),
        };
    }

    public static MockTemplate Parse(string text, bool isJson, ImmutableArray<string> parameters, string contentType)
    {
        var parts = ImmutableArray.CreateBuilder<Part>();
        var end = 0;
        foreach (Match match in Place().Matches(text))
        {
            parts.Add(new Part(text[end..match.Index], null, false, null));
            end = match.Index + match.Length;
            if (match.ValueSpan[1] == '{')
            {
                parts.Add(Read(text, match, parameters));
            }
            else if (match.ValueSpan[1] == '%')
            {
                throw Wrong(text, match.Index, "statements ({% %}) are not understood, only {{ names }} and {# remarks #}");
            }
        }

        parts.Add(new Part(text[end..], null, false, null));
        if (text.IndexOf("{{", end, StringComparison.Ordinal) is >= 0 and var open)
        {
            throw Wrong(text, open, "}} is missing");
        }

        return new MockTemplate(parts.ToImmutable(), isJson) { ContentType = contentType };
    }

    /// <summary>The body for a request.</summary>
    public string Render(TemplateValues values)
    {
        var text = new StringBuilder();
        foreach (var part in _parts)
        {
            if (part.Name is null)
            {
                text.Append(part.Text);
                continue;
            }

            var value = values[part.Name];
            var isMissing = value.ValueKind == JsonValueKind.Undefined || (part.Otherwise is not null && value.ValueKind is JsonValueKind.Null);
            if (isMissing && part.Otherwise is { } otherwise)
            {
                value = otherwise;
            }

            text.Append(part.AsJson ? value.ValueKind == JsonValueKind.Undefined ? "null" : value.GetRawText() : Plain(value));
        }

        return text.ToString();
    }

    private string Plain(JsonElement value)
    {
        var text = value.ValueKind switch
        {
            JsonValueKind.Undefined => "",
            JsonValueKind.String => value.GetString()!,
            _ => value.GetRawText(),
        };
        return _isJson ? JsonSerializer.Serialize(text, Relaxed)[1..^1] : text;
    }

    private static Part Read(string text, Match match, ImmutableArray<string> parameters)
    {
        try
        {
            var pieces = match.Groups[1].Value.Split('|', StringSplitOptions.TrimEntries);
            var (asJson, otherwise) = (false, (JsonElement?)null);
            foreach (var filter in pieces.AsSpan(1))
            {
                if (filter == "tojson")
                {
                    asJson = true;
                }
                else if (Default().Match(filter) is { Success: true } found)
                {
                    otherwise = found.Groups["text"] is { Success: true } quoted ? JsonSerializer.SerializeToElement(quoted.Value) : JsonElement.Parse(found.Groups["json"].Value);
                }
                else
                {
                    throw new FormatException($"the filter \"{filter}\" is not known; known are tojson and default('text')");
                }
            }

            return new Part("", TemplateName.Read(pieces[0], parameters), asJson, otherwise);
        }
        catch (FormatException exception)
        {
            throw Wrong(text, match.Index, exception.Message);
        }
    }

    private static FormatException Wrong(string text, int at, string message) =>
        new(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"line {text.AsSpan(0, at).Count('\n') + 1}: {message}"));

    [GeneratedRegex(@"\{\{(.*?)\}\}|\{#.*?#\}|\{%.*?%\}", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Place();

    [GeneratedRegex(@"^default\(\s*(?:'(?<text>[^']*)'|""(?<text>[^""]*)""|(?<json>-?[0-9]+(?:\.[0-9]+)?|true|false|null))\s*\)$", RegexOptions.CultureInvariant)]
    private static partial Regex Default();

    private readonly record struct Part(string Text, TemplateName? Name, bool AsJson, JsonElement? Otherwise);
}
