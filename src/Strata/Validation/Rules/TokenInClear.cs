using System.Collections.Frozen;
using Strata.Diagnostics;
using Strata.Interpolation;
using Strata.Values;

namespace Strata.Validation.Rules;

/// <summary>A token or key in a file under a name that does not say so: known by its shape, or by being random.</summary>
internal sealed class TokenInClear : IOverrideRule
{
    private static readonly RuleDescriptor Rule = new(DiagnosticCode.TokenInClear, "token in clear", DiagnosticSeverity.Warning);

    // What is random and may be seen by anybody.
    private static readonly FrozenSet<string> PublicNames = new[]
    {
        "checksum", "checksums", "sha", "md", "digest", "digests", "commit", "etag", "hash", "hashes", "revision", "rev", "ref", "sri", "integrity", "fingerprint", "fingerprints", "thumbprint",
        "image", "images", "tag", "uuid", "guid", "id", "ids", "version", "versions", "build", "cid", "public", "publishable", "site", "certificate", "cert", "certs", "csp", "nonce", "sample", "samples", "model", "models",
    }.ToFrozenSet(StringComparer.Ordinal);

    // Beneath these, random hexadecimal digits are more likely a key than a hash.
    private static readonly FrozenSet<string> KeyNames = new[] { "key", "keys", "auth", "salt", "pepper", "hmac", "cookie", "session", "seed", "private", "signing", "master" }.ToFrozenSet(StringComparer.Ordinal);

    public RuleDescriptor Descriptor => Rule;

    public void Check(in WrittenValue value, RuleReport report)
    {
        var isTold = SecretInClear.IsIn(value) && report.Wants(SecretInClear.Rule);
        if (value.Node.Type != ScalarType.String || value.Node.Text.Length < 8 || isTold || KindOf(value) is not { } kind)
        {
            return;
        }

        var path = value.Path;
        report.Add(Rule, Diagnostic.At(value.Node, Rule.Code, Rule.DefaultSeverity, $"{path} holds {kind}") with
        {
            Path = path,
            Hint = "take it from a variable, and replace it where it is valid: the history of the file keeps it",
            IsSensitive = true,
        });
    }

    private static string? KindOf(in WrittenValue value)
    {
        var text = value.Node.Text;
        if (SecretText.IsEncrypted(text))
        {
            return null;
        }

        if (TokenShape.Of(text) is { } shape)
        {
            return shape;
        }

        if (HasPassword(text, nesting: 0))
        {
            return UrlPasswords.IsUrl(text) ? "a URL with a password" : "a password within a text";
        }

        return IsRandom(value) ? "what looks like a key: long and random" : null;
    }

    // "${PASSWORD}" and "<password>" are none, and "guest" is not one that could be kept: STR6003 speaks of it.
    private static bool HasPassword(string written, int nesting)
    {
        if (!SecretText.MayHoldPassword(written))
        {
            return false;
        }

        var text = StandIn.WithoutExpressions(written, out var defaults);
        foreach (var part in SecretText.FindPasswords(text) ?? [])
        {
            var password = text[part].Trim('"', '\'');
            if (!StandIn.Is(password) && !password.Contains(UrlPasswords.Inserted, StringComparison.Ordinal) && !WeakText.Is(password))
            {
                return true;
            }
        }

        // "${URL:-postgres://shop:...@db}"
        return nesting < TemplateEvaluator.MaxNesting && defaults.Exists(inner => HasPassword(inner, nesting + 1));
    }

    private static bool IsRandom(in WrittenValue value)
    {
        var text = value.Node.Text;
        var isHex = RandomText.IsHex(text);
        if ((!isHex && !RandomText.Is(text)) || StandIn.Is(value.Node) || value.Node.Style == ScalarStyle.Block)
        {
            return false;
        }

        var hasKeyName = false;
        foreach (var step in value.Path.Steps())
        {
            foreach (var word in SecretKeys.Words(step.Key))
            {
                var name = word.TrimEnd("0123456789".ToCharArray());
                if (PublicNames.Contains(name))
                {
                    return false;
                }

                hasKeyName |= KeyNames.Contains(name);
            }
        }

        return hasKeyName || !isHex;
    }
}
