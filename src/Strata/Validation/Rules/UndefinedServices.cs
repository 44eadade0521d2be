using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Validation.Rules;

/// <summary>A host that looks like a service of the Compose file, and that the file does not define: nobody will answer.</summary>
internal sealed class UndefinedServices : IConfigurationRule
{
    // To look for the nearest name is slow, and a stack that misses so many has one cause.
    private const int MostHints = 20;

    public RuleDescriptor Descriptor { get; } = new(DiagnosticCode.UndefinedService, "undefined service", DiagnosticSeverity.Warning);

    public void Check(RuleContext context)
    {
        if (ComposeStack.Of(context.Configuration) is not { } stack || ComposeHosts.Of(stack) is not { } hosts)
        {
            return;
        }

        var hints = 0;
        SettingPlace.EachMapping(context.Configuration.Root, ConfigPath.Root, (mapping, path) =>
        {
            foreach (ref readonly var entry in mapping.Entries)
            {
                if (!MayNameAHost(entry.Key))
                {
                    continue;
                }

                var at = path.Append(entry.Key);
                if (entry.Value is ScalarNode scalar)
                {
                    Check(entry.Key, scalar, at);
                }
                else if (entry.Value is SequenceNode items)
                {
                    for (var i = 0; i < items.Count; i++)
                    {
                        if (items[i] is ScalarNode item)
                        {
                            Check(entry.Key, item, at.Append(i));
                        }
                    }
                }
            }
        });

        void Check(string key, ScalarNode scalar, ConfigPath path)
        {
            // What another value refers to is judged there.
            if (scalar.Type != ScalarType.String || Setting.IsReference(scalar) || HostIn(key, scalar.Text) is not { } host || hosts.Contains(host) || !HostName.IsSingleLabel(host))
            {
                return;
            }

            if (!context.IsInForce(path) || context.Configuration.CursorAt(path).IsSecret(scalar))
            {
                return;
            }

            var near = hints++ < MostHints ? EditDistance.Nearest(host, hosts.Names) : null;
            context.Report(
                scalar,
                path,
                $"the host {Quotation.Of(host)} is no service of {stack.File}",
                near is not null ? $"did you mean {near}?" : "add the service, or name a host that is known elsewhere with its domain");
        }
    }

    private static bool MayNameAHost(string key)
    {
        if (!key.Contains("host", StringComparison.OrdinalIgnoreCase) && !key.Contains("ur", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var name = KeySpelling.Canonical(key);
        return IsHostKey(name) || name is "url" or "urls" or "uri" || name.EndsWith("_url", StringComparison.Ordinal) || name.EndsWith("_uri", StringComparison.Ordinal);
    }

    private static bool IsHostKey(string name) => name is "host" or "hostname" or "hosts" || name.EndsWith("_host", StringComparison.Ordinal) || name.EndsWith("_hostname", StringComparison.Ordinal);

    private static string? HostIn(string key, string text) =>
        text.Contains("://", StringComparison.Ordinal) || IsHostKey(KeySpelling.Canonical(key)) ? HostName.Of(text) : null;
}
