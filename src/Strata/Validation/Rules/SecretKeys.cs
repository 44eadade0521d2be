using System.Collections.Frozen;
using Strata.Values;

namespace Strata.Validation.Rules;

/// <summary>Which keys hold a secret itself, and which only say something about one: <c>token</c>, and not <c>token_ttl</c>.</summary>
internal static class SecretKeys
{
    // The last word of a key that names, places, bounds or describes a secret.
    private static readonly FrozenSet<string> About = new[]
    {
        "file", "files", "path", "paths", "dir", "directory", "location", "mount", "volume", "name", "names", "id", "ids", "ref", "refs", "reference", "arn",
        "url", "uri", "endpoint", "host", "port", "issuer", "audience", "scope", "scopes", "region", "provider", "providers", "store", "storage", "backend", "manager",
        "source", "env", "var", "variable", "header", "headers", "cookie", "field", "fields", "parameter", "prefix", "suffix", "type", "kind", "class", "format", "encoding",
        "algorithm", "alg", "method", "version", "label", "description", "hint", "policy", "rules", "rule", "regex", "pattern", "length", "size", "limit", "limits", "count",
        "min", "max", "budget", "bucket", "ttl", "lifetime", "expiry", "expires", "expiration", "age", "validity", "rotation", "interval", "timeout", "seconds", "minutes",
        "hours", "days", "rounds", "iterations", "cost", "required", "enabled", "disabled", "allowed", "scan", "mode", "service", "user", "username", "login", "role", "owner",
        "engine", "plugin", "validator", "encoder", "hasher", "hash", "digest", "checksum", "fingerprint", "charset",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Countable = new[] { "tokens", "keys", "secrets", "credentials", "passwords", "token", "key" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether what stands under a key is a secret by the key's name.</summary>
    public static bool HoldsSecret(string key) => SecretNames.Contains(key) && !IsAbout(key);

    /// <summary>Whether a key says something about a secret, or about anything else, and holds none.</summary>
    public static bool IsAbout(string key) => About.Contains(LastWord(key));

    /// <summary>Whether a scalar of this type may be a secret under a key: a number beneath <c>access_tokens</c> counts them, and one beneath <c>password</c> is one.</summary>
    public static bool MayHold(string key, ScalarType type) => type switch
    {
        ScalarType.String => true,
        ScalarType.Integer or ScalarType.Float => SecretNames.Contains(key) && !Countable.Contains(LastWord(key)),
        _ => false,
    };

    /// <summary>The words of a key, in lower case.</summary>
    public static string[] Words(string key) => KeySpelling.Canonical(key).Split(Separators, StringSplitOptions.RemoveEmptyEntries);

    private static readonly char[] Separators = ['_', '.', ' ', '/', ':'];

    private static string LastWord(string key) => Words(key) is [.., var last] ? last.TrimEnd("0123456789".ToCharArray()) : "";
}
