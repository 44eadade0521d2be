using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Strata.Diagnostics;
using Strata.Secrets;
using Strata.Values;

namespace Strata.Validation.Rules;

/// <summary>A secret that is guessed at once, or a key too short for its algorithm.</summary>
internal sealed class WeakSecret : IConfigurationRule
{
    // What is shorter is tried out in hours once its hash leaks.
    private const int ShortestPassword = 8;

    private static readonly FrozenSet<string> UserKeys = new[] { "user", "username", "user_name", "login", "account", "name" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> AlgorithmKeys = new[] { "algorithm", "alg", "algorithms", "signing_algorithm" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> PasswordWords = new[] { "password", "passwd", "pwd", "passphrase", "pass" }.ToFrozenSet(StringComparer.Ordinal);

    public RuleDescriptor Descriptor { get; } = new(DiagnosticCode.WeakSecret, "weak secret", DiagnosticSeverity.Warning);

    public void Check(RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        VisitEntries(context.Configuration.Root, ConfigPath.Root, context.Configuration.Sensitivity.Root, new Above(IsNamed: false, Key: ""), context);
    }

    // As deep as the limit on nesting.
    private static void VisitEntries(MappingNode mapping, ConfigPath path, Sensitivity.Cursor cursor, Above above, RuleContext context)
    {
        if (context.Barren is { } parts && (parts.Of(mapping, path) & context.Bit) != 0)
        {
            return;
        }

        var before = context.Activity;
        foreach (ref readonly var entry in mapping.Entries)
        {
            // Where nothing is secret, no name on the way is a secret's.
            var inner = cursor.Enter(entry.Key, entry.Value);
            var isNamed = inner.IsSensitive && (above.IsNamed || SecretNames.Contains(entry.Key)) && !SecretKeys.IsAbout(entry.Key);
            if (entry.Value is ScalarNode scalar)
            {
                var isSecret = (inner.IsMarked || (isNamed && SecretKeys.MayHold(entry.Key, scalar.Type))) && inner.IsSecret(scalar);
                CheckScalar(scalar, isSecret ? new Holder(mapping, entry.Key, above.Key) : null, path, entry.Key, -1, context);
            }
            else
            {
                VisitBeneath(entry.Value, context.Barren?.PathTo(entry, path) ?? path.Append(entry.Key), inner, new Above(isNamed, entry.Key), context);
            }
        }

        if (before == context.Activity)
        {
            context.Barren?.Add(mapping, path, context.Bit);
        }
    }

    private static void VisitBeneath(ConfigNode node, ConfigPath path, Sensitivity.Cursor cursor, Above above, RuleContext context)
    {
        if (node is MappingNode mapping)
        {
            VisitEntries(mapping, path, cursor, above, context);
            return;
        }

        var sequence = (SequenceNode)node;
        for (var i = 0; i < sequence.Count; i++)
        {
            if (sequence[i] is ScalarNode scalar)
            {
                var inner = cursor.Enter(i, scalar);
                var isSecret = (inner.IsMarked || (above.IsNamed && SecretKeys.MayHold(above.Key, scalar.Type))) && inner.IsSecret(scalar);
                CheckScalar(scalar, isSecret ? new Holder(null, above.Key, "") : null, path, null, i, context);
            }
            else
            {
                VisitBeneath(sequence[i], path.Append(i), cursor.Enter(i, sequence[i]), above, context);
            }
        }
    }

    private static void CheckScalar(ScalarNode scalar, Holder? holder, ConfigPath parent, string? key, int index, RuleContext context)
    {
        var problem = scalar.Text.Length == 0 || SecretText.IsEncrypted(scalar.Text) ? null
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

    private readonly record struct Above(bool IsNamed, string Key);

    private sealed record Holder(MappingNode? Mapping, string Key, string ParentKey);
}
