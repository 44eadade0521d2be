using System.Collections.Frozen;
using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Validation.Rules;

/// <summary>A list of security headers that forgets one of those which every answer should have.</summary>
internal sealed class MissingSecurityHeader : IEntryRule
{
    private const string Policy = "Content-Security-Policy";
    private const string Transport = "Strict-Transport-Security";
    private const string ContentType = "X-Content-Type-Options";
    private const string Frames = "X-Frame-Options";
    private const string Referrer = "Referrer-Policy";
    private const string Permissions = "Permissions-Policy";

    private static readonly string[] Expected = [Policy, Transport, ContentType, Frames, Referrer, Permissions];

    private static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["content_security_policy"] = Policy,
        ["content_security_policy_report_only"] = Policy,
        ["csp"] = Policy,
        ["strict_transport_security"] = Transport,
        ["hsts"] = Transport,
        ["x_content_type_options"] = ContentType,
        ["content_type_options"] = ContentType,
        ["content_type_nosniff"] = ContentType,
        ["nosniff"] = ContentType,
        ["x_frame_options"] = Frames,
        ["frame_options"] = Frames,
        ["frameguard"] = Frames,
        ["referrer_policy"] = Referrer,
        ["permissions_policy"] = Permissions,
        ["feature_policy"] = Permissions,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public RuleDescriptor Descriptor { get; } = new(DiagnosticCode.MissingSecurityHeader, "missing security header", DiagnosticSeverity.Warning);

    public IReadOnlyList<string> Keys { get; } = [.. Names.Keys.Order(StringComparer.Ordinal)];

    public void Check(in RuleEntry entry, RuleContext context)
    {
        // A mapping that a reference repeats is judged where it is written; and by the first of its headers, so that it is judged once.
        if (entry.Parent.Template is not null || !IsFirst(entry) || !AreHeaders(entry, out var present))
        {
            return;
        }

        var missing = Expected.Where(name => !present.Contains(name) && (name != Transport || context.IsProduction)).ToArray();
        if (missing.Length == 0 || !context.IsInForce(entry.ParentPath))
        {
            return;
        }

        context.Report(
            entry.Parent,
            entry.ParentPath,
            missing.Length == 1 ? $"the security header {missing[0]} is missing" : $"the security headers {Quotation.Join(missing, "and")} are missing",
            "add what a page of yours needs at least; a proxy that adds them is a reason to silence this rule");
    }

    private static bool IsFirst(in RuleEntry entry)
    {
        foreach (ref readonly var other in entry.Parent.Entries)
        {
            if (Names.ContainsKey(KeySpelling.Canonical(other.Key)))
            {
                return other.Key == entry.Key;
            }
        }

        return false;
    }

    private static bool AreHeaders(in RuleEntry entry, out HashSet<string> present)
    {
        present = new HashSet<string>(StringComparer.Ordinal);
        var known = 0;
        foreach (ref readonly var header in entry.Parent.Entries)
        {
            if (!Names.TryGetValue(KeySpelling.Canonical(header.Key), out var name))
            {
                continue;
            }

            known++;
            if (IsSent(header.Value))
            {
                present.Add(name);
                if (name == Policy && RulesFrames(header.Value))
                {
                    present.Add(Frames);
                }
            }
        }

        var place = entry.ParentPath;
        return known >= 2
            || SettingPlace.NameOf(place) is "security_headers"
            || (SettingPlace.NameOf(place) is "headers" && place.Parent is { } parent && SettingPlace.NameOf(parent) is "security");
    }

    private static bool IsSent(ConfigNode value) => value switch
    {
        ScalarNode scalar => !scalar.IsNull && scalar.Text.Length > 0 && Setting.Switch(scalar) != false,
        MappingNode mapping => !SettingPlace.IsOff(mapping),
        _ => true,
    };

    private static bool RulesFrames(ConfigNode policy) => policy switch
    {
        ScalarNode scalar => scalar.Text.Contains("frame-ancestors", StringComparison.OrdinalIgnoreCase),
        MappingNode mapping => (mapping.FindMapping("directives") ?? mapping).Find("frame_ancestors") is not null,
        SequenceNode directives => directives.Any(static directive => directive is ScalarNode scalar && RulesFrames(scalar)),
        _ => false,
    };
}
