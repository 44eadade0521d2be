using System.Buffers;

namespace Strata.Validation.Rules;

/// <summary>What the tokens and keys of well-known issuers look like.</summary>
internal static class TokenShape
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string Digits = "0123456789";
    private const string Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + Digits;
    private const string Alphanumeric = Letters + Digits;
    private const string UrlSafe = Alphanumeric + "_-";
    private const string Hex = Digits + "abcdefABCDEF";
    private const string Begin = "-----BEGIN ";
    private const string WebTokenBegin = "eyJ";

    // A prefix, how many characters of which kind follow it at least, and whose it is.
    private static readonly (string Prefix, int Length, SearchValues<char> Kind, string Name)[] Shapes =
    [
        Shape("AKIA", 16, Upper, "an access key of AWS"), Shape("ASIA", 16, Upper, "a temporary access key of AWS"),
        Shape("ghp_", 36, Alphanumeric, "a token of GitHub"), Shape("gho_", 36, Alphanumeric, "a token of GitHub"), Shape("ghs_", 36, Alphanumeric, "a token of GitHub"),
        Shape("ghu_", 36, Alphanumeric, "a token of GitHub"), Shape("ghr_", 36, Alphanumeric, "a token of GitHub"), Shape("github_pat_", 22, UrlSafe, "a token of GitHub"),
        Shape("glpat-", 20, UrlSafe, "a token of GitLab"), Shape("xoxb-", 10, UrlSafe, "a token of Slack"), Shape("xoxp-", 10, UrlSafe, "a token of Slack"),
        Shape("xoxa-", 10, UrlSafe, "a token of Slack"), Shape("xoxr-", 10, UrlSafe, "a token of Slack"), Shape("xoxs-", 10, UrlSafe, "a token of Slack"),
        Shape("xoxe-", 10, UrlSafe, "a token of Slack"), Shape("xapp-", 10, UrlSafe, "a token of Slack"), Shape("hooks.slack.com/services/T", 30, UrlSafe + "/", "a webhook of Slack"),
        Shape("sk_live_", 16, Alphanumeric, "a live key of Stripe"), Shape("rk_live_", 16, Alphanumeric, "a live key of Stripe"), Shape("whsec_", 32, Alphanumeric, "a webhook secret of Stripe"),
        Shape("AIza", 35, UrlSafe, "a key of Google"), Shape("ya29.", 30, UrlSafe, "a token of Google"), Shape("npm_", 36, Alphanumeric, "a token of npm"), Shape("pypi-", 50, UrlSafe, "a token of PyPI"),
        Shape("hf_", 34, Alphanumeric, "a token of Hugging Face"), Shape("sk-ant-", 40, UrlSafe, "a key of Anthropic"), Shape("sk-proj-", 40, UrlSafe, "a key of OpenAI"),
        Shape("dop_v1_", 64, Hex, "a token of DigitalOcean"), Shape("shpat_", 32, Hex, "a token of Shopify"), Shape("AGE-SECRET-KEY-1", 50, Upper, "a secret key of age"),
        Shape("AccountKey=", 80, Alphanumeric + "+/=", "a storage key of Azure"), Shape("SharedAccessKey=", 40, Alphanumeric + "+/=", "an access key of Azure"),
        Shape("SG.", 60, UrlSafe + ".", "a key of SendGrid"), Shape("SK", 32, Digits + "abcdef", "a key of Twilio"),
    ];

    private static readonly SearchValues<string> Beginnings = SearchValues.Create([.. Shapes.Select(static shape => shape.Prefix), Begin, WebTokenBegin], StringComparison.Ordinal);

    /// <summary>Whose token a text has in it: <c>a token of GitHub</c>. Null where it has none.</summary>
    public static string? Of(string text)
    {
        // Nearly every value of every file comes here, and few go on.
        if (text.Length < 15 || !text.AsSpan().ContainsAny(Beginnings))
        {
            return null;
        }

        foreach (var (prefix, length, kind, name) in Shapes)
        {
            for (var at = text.IndexOf(prefix, StringComparison.Ordinal); at >= 0; at = text.IndexOf(prefix, at + 1, StringComparison.Ordinal))
            {
                var rest = text.AsSpan(at + prefix.Length);
                var end = rest.IndexOfAnyExcept(kind);
                var token = end < 0 ? rest : rest[..end];
                if (token.Length >= length && (at == 0 || !char.IsAsciiLetterOrDigit(text[at - 1])) && IsExact(prefix, token.Length) && !IsExample(token))
                {
                    return name;
                }
            }
        }

        return IsPrivateKey(text) ? "a private key" : IsWebToken(text) ? "a JSON web token" : null;
    }

    // Those with no sign behind the prefix have one length only; longer words merely begin alike.
    private static bool IsExact(string prefix, int length) => prefix switch
    {
        "AKIA" or "ASIA" => length == 16,
        "AIza" => length == 35,
        "SK" => length == 32,
        _ => true,
    };

    // "AKIAIOSFODNN7EXAMPLE" of AWS's own documentation, "ghp_xxxxxxxx...".
    private static bool IsExample(ReadOnlySpan<char> token) =>
        token.Contains("EXAMPLE", StringComparison.OrdinalIgnoreCase) || token.IndexOfAnyExcept(token[0]) < 0 || token.Contains("xxxxxxxx", StringComparison.OrdinalIgnoreCase);

    private static bool IsPrivateKey(string text)
    {
        var at = text.IndexOf(Begin, StringComparison.Ordinal);
        if (at < 0)
        {
            return false;
        }

        var label = text.AsSpan(at + Begin.Length);
        var end = label.IndexOf("-----");
        label = end < 0 ? [] : label[..end];
        return label.EndsWith("PRIVATE KEY") && !label.StartsWith("ENCRYPTED") || label is "PGP PRIVATE KEY BLOCK";
    }

    // Three parts, of which the first two are JSON objects in base64.
    private static bool IsWebToken(string text)
    {
        for (var at = text.IndexOf(WebTokenBegin, StringComparison.Ordinal); at >= 0; at = text.IndexOf(WebTokenBegin, at + 1, StringComparison.Ordinal))
        {
            var rest = text.AsSpan(at);
            var first = PartOf(rest);
            if (first >= 10 && first < rest.Length && rest[first] == '.' && rest[(first + 1)..].StartsWith(WebTokenBegin))
            {
                var second = PartOf(rest[(first + 1)..]);
                rest = rest[(first + 1 + second)..];
                if (rest is ['.', ..] && PartOf(rest[1..]) >= 10)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static int PartOf(ReadOnlySpan<char> text) => text.IndexOfAnyExcept(WebTokenParts) is var end and >= 0 ? end : text.Length;

    private static readonly SearchValues<char> WebTokenParts = SearchValues.Create(UrlSafe);

    private static (string, int, SearchValues<char>, string) Shape(string prefix, int length, string kind, string name) =>
        (prefix, length, SearchValues.Create(kind), name);
}
