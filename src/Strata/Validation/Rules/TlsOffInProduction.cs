using System.Collections.Frozen;
using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Validation.Rules;

/// <summary>Connections in production that are not encrypted, or whose other end is not checked.</summary>
internal sealed class TlsOffInProduction : IEntryRule
{
    private const string SwitchOn = "switch it on in the overrides for this environment";

    private static readonly FrozenSet<string> Sections = FrozenSet.Create(StringComparer.Ordinal, ["tls", "ssl", "https"]);

    private readonly FrozenDictionary<string, Action<RuleEntry, RuleContext>> _checks;

    public TlsOffInProduction()
    {
        var checks = new Dictionary<string, Action<RuleEntry, RuleContext>>(StringComparer.Ordinal);
        Add(MustBeOn, "tls", "ssl", "https", "use_tls", "use_ssl", "use_https", "tls_enabled", "ssl_enabled", "https_enabled", "enable_tls", "enable_ssl", "require_tls", "require_ssl", "require_https");
        Add(MustBeOn, "verify_ssl", "ssl_verify", "verify_tls", "tls_verify", "verify_certificate", "verify_certificates", "verify_peer", "reject_unauthorized", "verify");
        Add(MustBeOff, "insecure_skip_verify", "skip_tls_verify", "insecure_skip_tls_verify", "tls_insecure", "trust_server_certificate", "tls_skip_verify");
        Add(CheckMode, "ssl_mode", "sslmode", "tls_mode");
        Add(CheckVersion, "min_version", "minimum_version", "min_tls_version", "minimum_tls_version", "tls_min_version", "tls_minimum_version", "ssl_minimum_version", "tls_version", "tls_versions", "ssl_protocols", "protocols");
        Add(CheckUrl, "public_url", "external_url", "site_url");
        _checks = checks.ToFrozenDictionary(StringComparer.Ordinal);
        Keys = [.. _checks.Keys.Order(StringComparer.Ordinal)];

        void Add(Action<RuleEntry, RuleContext> check, params string[] keys)
        {
            foreach (var key in keys)
            {
                checks.Add(key, check);
            }
        }
    }

    public RuleDescriptor Descriptor { get; } = new(DiagnosticCode.TlsOffInProduction, "TLS off in production", DiagnosticSeverity.Error);

    public IReadOnlyList<string> Keys { get; }

    public void Check(in RuleEntry entry, RuleContext context)
    {
        if (context.IsProduction)
        {
            _checks[KeySpelling.Canonical(entry.Key)](entry, context);
        }
    }

    private static void MustBeOn(RuleEntry entry, RuleContext context)
    {
        if (Setting.Switch(entry, out var at, out var path) != false
            || (KeySpelling.Canonical(entry.Key) == "verify" && !Sections.Contains(SettingPlace.NameOf(entry.ParentPath)))
            || IsTerminatedElsewhere(entry))
        {
            return;
        }

        Report(entry, context, at, path, $"{entry.Key} is off in production", SwitchOn);
    }

    private static void MustBeOff(RuleEntry entry, RuleContext context)
    {
        if (Setting.Switch(entry.Value) == true)
        {
            Report(entry, context, entry.Value, entry.Path, $"{entry.Key} is on in production: nobody checks who answers", "switch it off, and let the client know the certificate's authority");
        }
    }

    private static void CheckMode(RuleEntry entry, RuleContext context)
    {
        if (entry.Value is ScalarNode mode && mode.Text.ToLowerInvariant() is "disable" or "disabled" or "allow" or "off" or "none")
        {
            Report(entry, context, mode, entry.Path, $"{entry.Key} is {context.Shown(entry.Path, mode)} in production: the connection may not be encrypted", "write require, or better verify-full");
        }
    }

    private static void CheckVersion(RuleEntry entry, RuleContext context)
    {
        var key = KeySpelling.Canonical(entry.Key);
        if (key is "min_version" or "minimum_version" or "protocols" && !Sections.Contains(SettingPlace.NameOf(entry.ParentPath)))
        {
            return;
        }

        if (entry.Value is ScalarNode scalar)
        {
            Check(scalar, entry.Path);
        }
        else if (entry.Value is SequenceNode versions)
        {
            for (var i = 0; i < versions.Count; i++)
            {
                Check(versions[i] as ScalarNode, entry.Path.Append(i));
            }
        }

        void Check(ScalarNode? version, ConfigPath path)
        {
            if (version is not null && IsOld(version.Text))
            {
                Report(entry, context, version, path, $"{entry.Key} is {context.Shown(path, version)} in production: versions of TLS below 1.2 are broken", "write \"1.2\" or \"1.3\"");
            }
        }
    }

    // A clear text address that only this machine or an inner network knows is somebody's decision; one for the public is none.
    private static void CheckUrl(RuleEntry entry, RuleContext context)
    {
        if (entry.Value is ScalarNode url && url.Text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && HostName.Of(url.Text) is { } host && HostName.IsPublic(host))
        {
            Report(entry, context, url, entry.Path, $"{entry.Key} is not encrypted in production: it begins with http://", "write https://");
        }
    }

    private static void Report(RuleEntry entry, RuleContext context, ConfigNode at, ConfigPath path, string message, string hint)
    {
        if (!IsForThisMachine(entry) && context.IsInForce(entry.ParentPath))
        {
            context.Report(at, path, message, hint);
        }
    }

    // A proxy on the same machine encrypts, or nothing leaves it at all.
    private static bool IsForThisMachine(in RuleEntry entry) =>
        Setting.Text(entry.Parent.Find("host", "hostname", "bind", "bind_address", "listen", "listen_address", "address")) is { } host && HostName.IsLoopback(host);

    private static bool IsTerminatedElsewhere(in RuleEntry entry) =>
        (entry.Value as MappingNode ?? entry.Parent).Find("terminated_by", "termination", "terminated_at", "offloaded_to", "tls_terminated_by", "tls_termination", "behind_proxy") is ScalarNode { IsNull: false } other
        && Setting.Switch(other) != false;

    private static bool IsOld(string version)
    {
        var text = version.ToLowerInvariant();
        if (text.StartsWith("ssl", StringComparison.Ordinal))
        {
            return text.Length > 3;
        }

        text = text.Replace("version", "", StringComparison.Ordinal).Replace("tls", "", StringComparison.Ordinal).TrimStart('v').TrimStart(' ', '-', '_');
        return text is "1" or "1.0" or "1.1" or "10" or "11" or "1_0" or "1_1";
    }
}
