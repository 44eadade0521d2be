using Strata.Values;

namespace Strata.Validation.Rules;

/// <summary>Every name under which the services of a Compose file reach each other.</summary>
internal sealed class ComposeHosts
{
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);

    private ComposeHosts()
    {
    }

    /// <summary>The names, in no order.</summary>
    public IEnumerable<string> Names => _names;

    /// <summary>The names of a stack; null where it takes services from other files, or joins networks that others are on, so that no name is sure to be unknown.</summary>
    public static ComposeHosts? Of(ComposeStack stack)
    {
        if (!stack.IsWhole)
        {
            return null;
        }

        var hosts = new ComposeHosts();
        foreach (var (name, service, _) in stack.Services)
        {
            hosts._names.Add(name);
            hosts.Add(stack.Text(ComposeStack.Get(service, "hostname")));
            hosts.Add(stack.Text(ComposeStack.Get(service, "container_name")));
            if (ComposeStack.Get(service, "networks") is MappingNode networks)
            {
                foreach (var network in networks.Values)
                {
                    foreach (var alias in stack.Words(ComposeStack.Get(network, "aliases")))
                    {
                        hosts._names.Add(alias);
                    }
                }
            }

            foreach (var link in ComposeStack.Names(ComposeStack.Get(service, "links")).Concat(ComposeStack.Names(ComposeStack.Get(service, "external_links"))))
            {
                hosts._names.Add(link[(link.IndexOf(':', StringComparison.Ordinal) + 1)..]);
            }

            // "name=address" or "name:address".
            foreach (var host in ComposeStack.Names(ComposeStack.Get(service, "extra_hosts")))
            {
                var end = host.AsSpan().IndexOfAny('=', ':');
                hosts._names.Add(end < 0 ? host : host[..end]);
            }
        }

        return hosts;
    }

    public bool Contains(string name) => _names.Contains(name);

    private void Add(string? name)
    {
        if (name is { Length: > 0 })
        {
            _names.Add(name);
        }
    }
}
