using System.Globalization;

namespace Strata.Cli.Schemas;

/// <summary>Formats of JSON Schema that texts may have. What is accepted here, every validator accepts; much that they accept is not guessed.</summary>
[Flags]
internal enum TextForms
{
    None = 0,
    DateTime = 1,
    Date = 2,
    Ipv4 = 4,
    Email = 8,
    Uri = 16,
    Hostname = 32,
    All = 63,
}

/// <summary>Tells the formats of texts.</summary>
internal static class TextForm
{
    private const string Digits = "0123456789";
    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    // From the narrowest to the widest: of several the first is said.
    private static readonly (TextForms Form, string Name)[] Names =
    [
        (TextForms.DateTime, "date-time"), (TextForms.Date, "date"), (TextForms.Ipv4, "ipv4"), (TextForms.Email, "email"), (TextForms.Uri, "uri"),
        (TextForms.Hostname, "hostname"),
    ];

    /// <summary>The name of the narrowest of some formats; null for none.</summary>
    public static string? NameOf(TextForms forms) => Names.FirstOrDefault(known => forms.HasFlag(known.Form)).Name;

    /// <summary>The formats that a text has.</summary>
    /// <param name="text">The text.</param>
    /// <param name="key">The key that it stands at: any word could be a host's name, and a host that is an address here may have a name elsewhere.</param>
    public static TextForms Of(string text, string key) => LastWord(key) is "host" or "hostname"
        ? (IsHostname(text) ? TextForms.Hostname : 0)
        : (IsDateTime(text) ? TextForms.DateTime : 0)
        | (IsDate(text) ? TextForms.Date : 0)
        | (IsIpv4(text) ? TextForms.Ipv4 : 0)
        | (IsEmail(text) ? TextForms.Email : 0)
        | (IsUri(text) ? TextForms.Uri : 0);

    /// <summary>The last word of a key in lower case: <c>port</c> of <c>grpc_port</c> and of <c>grpcPort</c>.</summary>
    public static string LastWord(string key)
    {
        var start = key.Length;
        while (start > 0 && char.IsAsciiLetter(key[start - 1]) && (start == key.Length || !char.IsAsciiLetterUpper(key[start]) || char.IsAsciiLetterUpper(key[start - 1])))
        {
            start--;
        }

        return key[start..].ToLowerInvariant();
    }

    private static bool IsDate(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static bool IsDateTime(string text) => DateTimeOffset.TryParseExact(
        text,
        ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"],
        CultureInfo.InvariantCulture,
        DateTimeStyles.None,
        out _) && text[^1] is not '.' && (text[^1] == 'Z' || text[^3] == ':') && !text.Contains(".Z", StringComparison.Ordinal) && !text.Contains(".+", StringComparison.Ordinal);

    private static bool IsIpv4(string text)
    {
        var parts = text.Split('.');
        return parts.Length == 4 && parts.All(static part => part.Length is > 0 and <= 3
            && part.All(char.IsAsciiDigit) && (part.Length == 1 || part[0] != '0') && int.Parse(part, CultureInfo.InvariantCulture) <= 255);
    }

    private static bool IsEmail(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at is > 0 and <= 64 && IsDotted(text[..at], Letters + Digits + "_%+-") && IsHostname(text[(at + 1)..]) && text[(at + 1)..].Contains('.', StringComparison.Ordinal);
    }

    // Scheme, an authority without brackets, and plain characters: nothing that would have to be escaped, and no escapes.
    private static bool IsUri(string text)
    {
        var colon = text.IndexOf("://", StringComparison.Ordinal);
        if (colon <= 0 || !char.IsAsciiLetter(text[0]) || !text[..colon].All(static c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.'))
        {
            return false;
        }

        var rest = text[(colon + 3)..];
        var end = rest.IndexOfAny(['/', '?', '#']);
        var authority = end < 0 ? rest : rest[..end];
        var host = authority[(authority.LastIndexOf('@') + 1)..];
        var port = host.IndexOf(':', StringComparison.Ordinal);
        return authority.Count(static c => c == '@') <= 1
            && IsHostname(port < 0 ? host : host[..port])
            && (port < 0 || host[(port + 1)..] is { Length: > 0 and <= 5 } digits && digits.All(char.IsAsciiDigit))
            && authority[..^host.Length].All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~' or ':' or '@')
            && rest.Count(static c => c == '#') <= 1
            && (end < 0 || rest[end..].All(static c => char.IsAsciiLetterOrDigit(c) || "-._~!$&'()*+,;=:@/?#".Contains(c, StringComparison.Ordinal)));
    }

    // An address of numbers is no name.
    private static bool IsHostname(string text) =>
        text.Length is > 0 and <= 253
        && text.Split('.').All(static label => label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-' && label.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-')
            && !label.AsSpan().StartsWith("xn--", StringComparison.OrdinalIgnoreCase) && !(label.Length > 3 && label[2] == '-' && label[3] == '-'))
        && (!char.IsAsciiDigit(text[^1]) || text.Any(char.IsAsciiLetter));

    private static bool IsDotted(string text, string allowed) =>
        text.Split('.').All(part => part.Length > 0 && part.All(c => allowed.Contains(c, StringComparison.Ordinal)));
}
