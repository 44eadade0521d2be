using System.Collections.Frozen;
using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Validation.Rules;

/// <summary>A number that is no TCP or UDP port.</summary>
internal sealed class PortOutOfRange : IMappingRule
{
    private const int Greatest = 65535;

    private static readonly FrozenSet<string> OtherPorts = FrozenSet.Create(StringComparer.Ordinal, ["view_port", "serial_port", "com_port", "usb_port", "switch_port"]);

    public RuleDescriptor Descriptor { get; } = new(DiagnosticCode.PortOutOfRange, "port out of range", DiagnosticSeverity.Error);

    public bool Wants(string key) => IsPort(key);

    public MappingVisitor Begin(RuleContext context) => (in RuleMapping mapping) => Check(mapping.Node, mapping.Path, context);

    private static void Check(MappingNode mapping, ConfigPath path, RuleContext context)
    {
        var named = (bool?)null;
        foreach (ref readonly var entry in mapping.Entries)
        {
            if (!IsPort(entry.Key))
            {
                continue;
            }

            if (entry.Value is SequenceNode ports)
            {
                for (var i = 0; i < ports.Count; i++)
                {
                    Check(entry.Key, ports[i], path.Append(entry.Key).Append(i), context);
                }
            }
            else if (Check(entry.Key, entry.Value, path.Append(entry.Key), context) == 0 && (named ??= NamesAnother(mapping)))
            {
                // Who listens on port 0 gets any that is free; who calls it reaches nobody.
                context.Report(entry.Value, path.Append(entry.Key), $"nothing can be reached at {entry.Key} 0", "name the port that the other side listens on");
            }
        }
    }

    private static long? Check(string key, ConfigNode node, ConfigPath path, RuleContext context)
    {
        // -1 stands for "none", and whatever is no number is for a schema to judge.
        if (node is not ScalarNode scalar || scalar.Type is not (ScalarType.Integer or ScalarType.String))
        {
            return null;
        }

        var value = Setting.Whole(scalar);
        if (value is > Greatest or < -1 || (value is null && scalar.Type == ScalarType.Integer))
        {
            context.Report(scalar, path, $"{key} is {context.Shown(path, scalar)}, and ports go from 1 to 65535", "correct the number");
        }

        return value;
    }

    private static bool IsPort(string key)
    {
        if (!key.EndsWith("port", StringComparison.OrdinalIgnoreCase) && !key.EndsWith("ports", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var name = KeySpelling.Canonical(key);
        return name is "port" or "ports" || ((name.EndsWith("_port", StringComparison.Ordinal) || name.EndsWith("_ports", StringComparison.Ordinal)) && !OtherPorts.Contains(name));
    }

    private static bool NamesAnother(MappingNode section) =>
        Setting.Text(section.Find("host", "hostname")) is { } host && !HostName.IsWildcard(host) && !HostName.IsLoopback(host);
}
