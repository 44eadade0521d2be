using Strata.Snapshots;
using Strata.Values;

namespace Strata.Doctor;

/// <summary>
/// Takes the secrets of a configuration out of texts: what servers and drivers answer may repeat what they were given. Immutable.
/// </summary>
internal sealed class SecretScrub
{
    // Shorter, a text would be torn apart wherever its letters stand.
    private const int ShortestAnywhere = 4;

    private readonly string[] _secrets;

    private SecretScrub(string[] secrets) => _secrets = secrets;

    /// <summary>That of a configuration.</summary>
    public static SecretScrub Of(ResolvedConfiguration configuration)
    {
        var secrets = new HashSet<string>(StringComparer.Ordinal);
        foreach (var leaf in configuration.Leaves())
        {
            if (leaf.Value is ScalarNode { IsNull: false } scalar && !ReferenceEquals(leaf.Text, scalar.Text) && leaf.Text.Contains(SecretText.Mask, StringComparison.Ordinal))
            {
                Add(secrets, scalar.Text);
                foreach (var part in SecretText.FindPasswords(scalar.Text) ?? [])
                {
                    Add(secrets, scalar.Text[part]);
                }
            }
        }

        // The longest first: one may be a part of another.
        return new SecretScrub([.. secrets.OrderByDescending(static secret => secret.Length)]);
    }

    private static void Add(HashSet<string> secrets, string secret)
    {
        if (secret.Length > 0 && secret != SecretText.Mask)
        {
            secrets.Add(secret);
            secrets.Add(Uri.EscapeDataString(secret));
        }
    }

    /// <summary>A text in one line, without secrets.</summary>
    public string Of(string text)
    {
        foreach (var secret in _secrets)
        {
            text = secret.Length >= ShortestAnywhere ? text.Replace(secret, SecretText.Mask, StringComparison.Ordinal) : WithoutWord(text, secret);
        }

        return OneLine(SecretText.MaskUrlPasswords(text));
    }

    private static string WithoutWord(string text, string word)
    {
        for (var at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at, StringComparison.Ordinal))
        {
            var end = at + word.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end])))
            {
                text = $"{text[..at]}{SecretText.Mask}{text[end..]}";
                end = at + SecretText.Mask.Length;
            }

            at = end;
            if (at >= text.Length)
            {
                break;
            }
        }

        return text;
    }

    private static string OneLine(string text) => text.AsSpan().IndexOfAny('\r', '\n') < 0 ? text : string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
