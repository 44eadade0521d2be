using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Validation.Rules;

/// <summary>An API that answers pages of any origin: with the user's cookies every page on the web acts as that user.</summary>
internal sealed class CorsAnyOrigin : IEntryRule
{
    private static readonly string[] Credentials =
        ["allow_credentials", "allow_cookies", "credentials", "supports_credentials", "allowed_credentials", "cors_allow_credentials", "access_control_allow_credentials"];

    public RuleDescriptor Descriptor { get; } = new(DiagnosticCode.CorsAnyOrigin, "CORS for any origin", DiagnosticSeverity.Error);

    public IReadOnlyList<string> Keys { get; } =
    [
        "allow_origins", "allowed_origins", "allow_origin", "allowed_origin", "origins", "origin", "cors_origins", "cors_allowed_origins", "cors_allow_origins",
        "allow_any_origin", "allow_all_origins", "cors_allow_all_origins", "access_control_allow_origin",
        "allow_origin_regex", "allowed_origin_regex", "allow_origin_patterns", "allowed_origin_patterns",
    ];

    public void Check(in RuleEntry entry, RuleContext context)
    {
        var key = KeySpelling.Canonical(entry.Key);
        if (AnyOrigin(entry, key) is not var (at, path))
        {
            return;
        }

        entry.Parent.TryFind(Credentials, out var credentials);
        var allows = Setting.Switch(credentials.Value) == true;
        if (key is "origins" or "origin" && !allows && !SettingPlace.NameOf(entry.ParentPath).Contains("cors", StringComparison.Ordinal))
        {
            return;
        }

        if (!(allows || context.IsProduction) || !context.IsInForce(entry.ParentPath))
        {
            return;
        }

        const string Hint = "name the origins that may";
        if (allows)
        {
            context.Report(at, path, $"{entry.Key} allows any origin while {credentials.Key} is on: every page on the web may act for its visitor", Hint, RelatedPosition.To(credentials.Value, $"{credentials.Key} is on here"));
        }
        else
        {
            context.Report(DiagnosticSeverity.Warning, at, path, $"{entry.Key} allows any origin in production", Hint);
        }
    }

    private static (ConfigNode At, ConfigPath Path)? AnyOrigin(in RuleEntry entry, string key)
    {
        if (entry.Value is SequenceNode origins)
        {
            for (var i = 0; i < origins.Count; i++)
            {
                if (origins[i] is ScalarNode item && IsAny(item, key))
                {
                    return (item, entry.Path.Append(i));
                }
            }

            return null;
        }

        return entry.Value is ScalarNode scalar && IsAny(scalar, key) ? (scalar, entry.Path) : null;
    }

    private static bool IsAny(ScalarNode origin, string key)
    {
        // "origin: true" gives back whatever origin asks.
        if (origin.Type == ScalarType.Boolean)
        {
            return key is "origin" or "allow_any_origin" or "allow_all_origins" or "cors_allow_all_origins" && Setting.Switch(origin) == true;
        }

        return key.EndsWith("regex", StringComparison.Ordinal) || key.EndsWith("patterns", StringComparison.Ordinal)
            ? origin.Text is "*" or ".*" or "^.*$" or ".+" or "^.+$" or "https?://.*" or "^https?://.*$" or "http*://*"
            : origin.Text.Split(',', StringSplitOptions.TrimEntries).Contains("*");
    }
}
