using System.Collections.Frozen;
using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Validation.Rules;

/// <summary>Model servers that are to answer on a port that one of them has already.</summary>
internal sealed class ServingPortsEqual : IMappingRule
{
    private static readonly FrozenSet<string> Servers = FrozenSet.Create(
        StringComparer.Ordinal,
        ["model_serving", "model_server", "serving", "tensorflow_serving", "tf_serving", "torchserve", "torch_serve", "triton", "triton_server", "inference_server", "inference", "kserve", "seldon", "bentoml", "model_servers"]);

    public RuleDescriptor Descriptor { get; } = new(DiagnosticCode.ServingPortsEqual, "equal ports of model servers", DiagnosticSeverity.Error);

    public bool Wants(string key) => IsPort(key);

    public MappingVisitor Begin(RuleContext context)
    {
        var taken = new Dictionary<(string Host, long Port), (ConfigNode At, ConfigPath Path)>();
        return (in RuleMapping shown) =>
        {
            var (mapping, path) = (shown.Node, shown.Path);
            if (mapping.Template is not null || !Servers.Contains(SettingPlace.NameOf(path)))
            {
                return;
            }

            // Servers that name no host may each have one of their own; a section is compared with itself then.
            var host = Setting.Text(mapping.Find("host", "hostname")) ?? path.ToString();
            foreach (ref readonly var entry in mapping.Entries)
            {
                // A port that was taken from another place is that of a server which stands there, such as a mock of several.
                if (IsPort(entry.Key) && Setting.Whole(entry.Value) is { } port and > 0 && !Setting.IsReference(entry.Value))
                {
                    // Each is held against the others, wherever they stand.
                    context.Note();
                    var at = path.Append(entry.Key);
                    if (!taken.TryAdd((host, port), (entry.Value, at)))
                    {
                        Report(entry.Value, at, taken[(host, port)]);
                    }
                }
            }
        };

        void Report(ConfigNode node, ConfigPath path, (ConfigNode At, ConfigPath Path) other)
        {
            if (context.IsInForce(path) && context.IsInForce(other.Path))
            {
                context.Report(
                    node,
                    path,
                    $"{path.Key} {context.Shown(path, (ScalarNode)node)} is the port of {other.Path} too",
                    "give each of them a port of its own",
                    RelatedPosition.To(other.At, $"{other.Path} is set here"));
            }
        }
    }

    private static bool IsPort(string key)
    {
        var name = KeySpelling.Canonical(key);
        return name is "port" || name.EndsWith("_port", StringComparison.Ordinal);
    }
}
