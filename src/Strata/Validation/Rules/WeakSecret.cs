using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Validation.Rules;

/// <summary>A secret that is guessed at once, or a key too short for its algorithm.</summary>
internal sealed class WeakSecret : IMappingRule
{
    // What is shorter is tried out in hours once its hash leaks.
    private const int ShortestPassword = 8;

    private static readonly FrozenSet<string> UserKeys = new[] { "user", "username", "user_name", "login", "account", "name" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> AlgorithmKeys = new[] { "algorithm", "alg", "algorithms", "signing_algorithm" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> PasswordWords = new[] { "password", "passwd", "pwd", "passphrase", "pass" }.ToFrozenSet(StringComparer.Ordinal);

    public RuleDescriptor Descriptor { get; } = new(DiagnosticCode.WeakSecret, "weak secret", DiagnosticSeverity.Warning);

    // Any text may be a URL with a password.
    public bool Wants(string key) => true;

    public MappingVisitor Begin(RuleContext context) => (in RuleMapping mapping) => Check(mapping, context);

    private static void Check(in RuleMapping mapping, RuleContext context)
    {
        var place = mapping.Secrets;
        var isOpen = place.Cursor.IsOpen && !mapping.HasSecretNames;
        foreach (ref readonly var entry in mapping.Node.Entries)
        {
            if (entry.Value is ScalarNode scalar)
            {
                // Most mappings hold nothing secret, and most texts no URL.
                if (!isOpen || scalar.IsSensitive || scalar.HoldsPassword)
                {
                    var isSecret = place.Enter(entry.Key, scalar).IsSecret(scalar);
                    CheckScalar(scalar, isSecret ? new Holder(mapping.Node, entry.Key, place.Key) : null, mapping.Path, entry.Key, -1, context);
                }
            }
            else if (entry.Value is SequenceNode sequence)
            {
                CheckItems(sequence, mapping.Path.Append(entry.Key), place.Enter(entry.Key, sequence), context);
            }
        }
    }

    // As deep as the limit on nesting. Mappings among the items are shown by themselves.
    private static void CheckItems(SequenceNode sequence, ConfigPath path, SecretPlace place, RuleContext context)
    {
        for (var i = 0; i < sequence.Count; i++)
        {
            if (sequence[i] is ScalarNode scalar)
            {
                var isSecret = place.Enter(i, scalar).IsSecret(scalar);
                CheckScalar(scalar, isSecret ? new Holder(null, place.Key, "") : null, path, null, i, context);
            }
            else if (sequence[i] is SequenceNode inner)
            {
                CheckItems(inner, path.Append(i), place.Enter(i, inner), context);
            }
        }
    }

    private static void CheckScalar(ScalarNode scalar, Holder? holder, ConfigPath parent, string? key, int index, RuleContext context)
    {
        var problem = (holder is null && !scalar.HoldsPassword) || scalar.Text.Length == 0 || SecretText.IsEncrypted(scalar.Text) ? null
            : holder is not null ? ProblemOf(scalar.Text, holder, context.IsProduction)
            : HoldsWeakPassword(scalar.Text) ? "has a password in it that is tried first"
            : null;
        if (problem is null)
        {
            return;
        }

        var path = key is null ? parent.Append(index) : parent.Append(key);
        var severity = context.IsProduction ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning;
        context.Report(severity, scalar, path, $"{path} {problem}", "draw one at random, such as openssl rand -base64 48 gives, and hand it in by a variable");
    }

    private static bool HoldsWeakPassword(string text) =>
        SecretText.FindPasswords(text) is { } passwords && passwords.Exists(part => WeakText.Is(text[part]));

    private static string? ProblemOf(string text, Holder holder, bool isProduction)
    {
        var words = SecretKeys.Words(holder.Key);
        if (WeakText.Is(text))
        {
            return "is a default that everybody knows";
        }

        if (StandIn.Is(text))
        {
            return null;
        }

        if (holder.Mapping?.Any(entry => UserKeys.Contains(KeySpelling.Canonical(entry.Key)) && entry.Value is ScalarNode user && user.Text.Equals(text, StringComparison.OrdinalIgnoreCase)) == true)
        {
            return "is the same as the user's name";
        }

        if (LeastBytes(holder, words) is { } least && Encoding.UTF8.GetByteCount(text) is var bytes && bytes < least.Bytes)
        {
            return string.Create(CultureInfo.InvariantCulture, $"has {bytes} bytes, and a key for {least.Algorithm} at least {least.Bytes}");
        }

        return isProduction && text.Length < ShortestPassword && words.Any(PasswordWords.Contains)
            ? string.Create(CultureInfo.InvariantCulture, $"is shorter than {ShortestPassword} characters")
            : null;
    }

    // RFC 7518, 3.2: a key has at least as many bits as the hash that it is used with.
    private static (string Algorithm, int Bytes)? LeastBytes(Holder holder, string[] words)
    {
        if (holder.Mapping is null || !words.Any(static word => word is "key" or "secret"))
        {
            return null;
        }

        foreach (ref readonly var entry in holder.Mapping.Entries)
        {
            if (AlgorithmKeys.Contains(KeySpelling.Canonical(entry.Key)))
            {
                var named = entry.Value is SequenceNode { Count: > 0 } several ? several[0] : entry.Value;
                return named is not ScalarNode { Text: var algorithm } ? null : algorithm.ToUpperInvariant() switch
                {
                    "HS256" => ("HS256", 32),
                    "HS384" => ("HS384", 48),
                    "HS512" => ("HS512", 64),
                    _ => null,
                };
            }
        }

        return words.Contains("jwt") || SecretKeys.Words(holder.ParentKey).Contains("jwt") ? ("HS256", 32) : null;
    }

    private sealed record Holder(MappingNode? Mapping, string Key, string ParentKey);
}
