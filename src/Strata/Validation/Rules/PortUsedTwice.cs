using System.Collections.Frozen;
using System.Globalization;
using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Validation.Rules;

/// <summary>Two that listen on the same port of the same address: the second will not start.</summary>
internal sealed class PortUsedTwice : IMappingRule
{
    // Beneath them stand programs that run apart from each other, each with a network of its own.
    private static readonly FrozenSet<string> Apart = FrozenSet.Create(
        StringComparer.Ordinal,
        ["services", "apps", "applications", "microservices", "components", "deployments", "containers", "pods", "hosts", "environments"]);

    // No machine has more addresses on which one port is taken, and each is held against the others.
    private const int MostAddresses = 32;

    public RuleDescriptor Descriptor { get; } = new(DiagnosticCode.PortUsedTwice, "port used twice", DiagnosticSeverity.Warning);

    // Whether a section listens is told by what stands in it, and not by its key.
    public bool Wants(string key) => true;

    public MappingVisitor? Begin(RuleContext context)
    {
        if (ComposeStack.Of(context.Configuration) is { } stack)
        {
            CheckPublished(stack, context);
            return null;
        }

        return (in RuleMapping mapping) =>
        {
            if (mapping.Node.Height > 1 && !Apart.Contains(SettingPlace.NameOf(mapping.Path)))
            {
                CheckListeners(mapping.Node, mapping.Path, context);
            }
        };
    }

    // Only sections side by side are sure to belong to one program on one machine.
    private static void CheckListeners(MappingNode mapping, ConfigPath path, RuleContext context)
    {
        Dictionary<long, List<Listener>>? taken = null;
        foreach (ref readonly var entry in mapping.Entries)
        {
            if (entry.Value is MappingNode section && MayHavePort(section) && Listeners.IsListener(section, entry.Key))
            {
                Add(section, path.Append(entry.Key));
            }
            else if (entry.Value is SequenceNode items && KeySpelling.Canonical(entry.Key) is "listeners")
            {
                for (var i = 0; i < items.Count; i++)
                {
                    if (items[i] is MappingNode item && Listeners.IsListener(item, entry.Key))
                    {
                        Add(item, path.Append(entry.Key).Append(i));
                    }
                }
            }
        }

        void Add(MappingNode section, ConfigPath at)
        {
            if (SettingPlace.IsOff(section))
            {
                return;
            }

            var host = Listeners.Host(section);
            foreach (ref readonly var port in section.Entries)
            {
                if (KeySpelling.Canonical(port.Key) is "port" or "http_port" or "https_port" or "grpc_port" or "admin_port" or "listen_port" or "websocket_port"
                    && Setting.Whole(port.Value) is { } number and > 0
                    && !Setting.IsReference(port.Value))
                {
                    Take(new Listener(number, host, port.Value, at.Append(port.Key)));
                }
            }
        }

        void Take(Listener listener)
        {
            taken ??= [];
            if (!taken.TryGetValue(listener.Port, out var others))
            {
                taken.Add(listener.Port, others = []);
            }

            var other = others.Find(known => Listeners.Overlap(known.Host, listener.Host));
            // Not in force here, it may be so elsewhere, and IsInForce notes that.
            if (other.At is not null && context.IsInForce(path))
            {
                context.Report(
                    listener.At,
                    listener.Path,
                    string.Create(CultureInfo.InvariantCulture, $"port {context.Shown(listener.Path, (ScalarNode)listener.At)} is taken by {other.Path} already"),
                    "give one of them another port",
                    RelatedPosition.To(other.At, $"{other.Path} is set here"));
            }
            else if (others.Count < MostAddresses)
            {
                others.Add(listener);
            }
        }
    }

    // Nearly no section has one, and what else makes it listen need not be looked for then.
    private static bool MayHavePort(MappingNode section)
    {
        foreach (ref readonly var entry in section.Entries)
        {
            if (entry.Key is [.., 't' or 'T'] && entry.Key.EndsWith("port", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static void CheckPublished(ComposeStack stack, RuleContext context)
    {
        var taken = new Dictionary<(string Port, string Protocol), List<(PublishedPort Port, string Service, MappingNode Body)>>();
        foreach (var (name, service, _) in stack.Services)
        {
            if (ComposeStack.Get(service, "ports") is not SequenceNode ports)
            {
                continue;
            }

            foreach (var item in ports)
            {
                if (PublishedPort.Read(item, stack) is not { } port)
                {
                    continue;
                }

                var key = (port.Port, port.Protocol);
                if (!taken.TryGetValue(key, out var others))
                {
                    taken.Add(key, others = []);
                }

                // A service that two files write is one service; those of different profiles may never run together.
                var index = others.FindIndex(other => other.Service != name && Listeners.Overlap(other.Port.Address, port.Address) && MayMeet(other.Body, service));
                if (index >= 0)
                {
                    context.Report(
                        port.At,
                        null,
                        $"port {port.Port} is published by \"{others[index].Service}\" already",
                        "publish one of them on another port",
                        RelatedPosition.To(others[index].Port.At, $"\"{others[index].Service}\" publishes it here"));
                }
                else if (others.Count < MostAddresses)
                {
                    others.Add((port, name, service));
                }
            }
        }
    }

    private static bool MayMeet(MappingNode left, MappingNode right)
    {
        string[] of = [.. ComposeStack.Names(ComposeStack.Get(left, "profiles"))];
        string[] and = [.. ComposeStack.Names(ComposeStack.Get(right, "profiles"))];
        return of.Length == 0 || and.Length == 0 || of.Intersect(and, StringComparer.Ordinal).Any();
    }

    private readonly record struct Listener(long Port, string? Host, ConfigNode At, ConfigPath Path);
}
