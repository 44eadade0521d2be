using System.Text;
using Strata.Secrets.Sops;
using Strata.Values;

namespace Strata.Encryption;

/// <summary>
/// Makes the rule of a SOPS file from the values that must be encrypted: <c>encrypted_regex: ^(password|signing_key)$</c>. SOPS tells values by
/// the keys on their paths, so each secret is told by the nearest key above it that stands above nothing which must stay in clear. Pure.
/// </summary>
internal static class SopsKeyRule
{
    /// <summary>The rule; null where there is none that fits.</summary>
    /// <param name="secrets">The values that must be encrypted, as paths of their documents.</param>
    /// <param name="clear">Those that must not be: metadata, templates, and what other tools read.</param>
    /// <param name="misfit">A secret that no key tells from them; null where the rule would be too long.</param>
    public static SopsRule? Of(IReadOnlyCollection<ConfigPath> secrets, IEnumerable<ConfigPath> clear, out ConfigPath? misfit)
    {
        var above = clear.SelectMany(KeysOf).ToHashSet(StringComparer.Ordinal);
        var keys = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var secret in secrets)
        {
            if (KeysOf(secret).LastOrDefault(key => key.Length > 0 && !above.Contains(key)) is not { } key)
            {
                misfit = secret;
                return null;
            }

            keys.Add(key);
        }

        misfit = null;
        return SopsRule.Of(SopsRuleKind.EncryptedRegex, $"^({string.Join('|', keys.Select(Escaped))})$");
    }

    /// <summary>Whether a rule encrypts what stands at a path of a document.</summary>
    public static bool Encrypts(SopsRule rule, ConfigPath path) => rule.Encrypts(KeysOf(path).Any(rule.Hits)) == true;

    private static IEnumerable<string> KeysOf(ConfigPath path) => path.Steps().Where(static step => !step.IsIndex).Select(static step => step.Key);

    private static string Escaped(string key)
    {
        var text = new StringBuilder(key.Length);
        foreach (var c in key)
        {
            // Neither a digit nor a letter means anything by itself; a hyphen does within brackets only.
            text.Append(char.IsAscii(c) && !char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-' or ' ') ? $"\\{c}" : c.ToString());
        }

        return text.ToString();
    }
}
