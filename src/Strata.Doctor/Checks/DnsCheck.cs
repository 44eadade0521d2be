using System.Net;
using System.Net.Sockets;
using Strata.Doctor.Connections;
using Strata.Values;

namespace Strata.Doctor.Checks;

/// <summary>Whether every name of a host that is configured is known.</summary>
internal sealed class DnsCheck : IConfigurationCheck
{
    // Keys whose value is a host, or the address of one, that the service connects to.
    private static readonly string[] HostKeys = ["host", "hostname"];
    private static readonly string[] AddressKeys = ["url", "uri", "endpoint", "webhook"];

    public string Name => "dns";

    public string Description => "The name of every host that is configured";

    public async Task CheckAsync(CheckContext context, CancellationToken cancellationToken)
    {
        var hosts = new Dictionary<string, (CheckStep Step, bool IsSecret)>(StringComparer.OrdinalIgnoreCase);
        var leaves = context.Configuration.Leaves().Where(static leaf => leaf.Value is ScalarNode { IsNull: false }).Select(static leaf => (Leaf: leaf, Path: ConfigPath.Parse(leaf.Path))).ToList();

        // An address is often made of a host that stands elsewhere: that is the value to be corrected.
        foreach (var (leaf, path) in leaves.OrderBy(static leaf => HasKey(leaf.Path, HostKeys) ? 0 : 1))
        {
            if (HostOf(path, ((ScalarNode)leaf.Value).Text) is { } host && !hosts.ContainsKey(host) && path.Parent is { } section && (section.IsRoot || context.IsInUse(section.ToString())))
            {
                // An address that is secret is not to be told in part.
                hosts.Add(host, (context.Begin("name", leaf.Path), ((ScalarNode)leaf.Value).Text != leaf.Text));
            }
        }

        if (hosts.Count == 0)
        {
            context.SkipAll("no host is configured by a name", "");
        }

        await Task.WhenAll(hosts.Select(host => LookUpAsync(host.Key, host.Value.Step, host.Value.IsSecret, cancellationToken))).ConfigureAwait(false);
    }

    private static string? HostOf(ConfigPath path, string text)
    {
        var host = HasKey(path, HostKeys) ? text : HasKey(path, AddressKeys) && Uri.TryCreate(text, UriKind.Absolute, out var url) ? url.IdnHost : "";
        return host.Length == 0 || host == "localhost" || host.AsSpan().IndexOfAny('/', '*') >= 0 || IPAddress.TryParse(host.Trim('[', ']'), out _) ? null : host;
    }

    private static bool HasKey(ConfigPath path, string[] keys) => !path.IsIndex && !path.IsRoot && Array.Exists(keys, key => path.Key == key || path.Key.EndsWith($"_{key}", StringComparison.Ordinal));

    private static async Task LookUpAsync(string host, CheckStep step, bool isSecret, CancellationToken cancellationToken)
    {
        if (Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            step.Fail("it is no name of a host", $"correct {step.Path}");
            return;
        }

        var shown = isSecret ? "its host" : host;
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false);
            step.Pass(isSecret ? "its host is known" : $"{host} is {string.Join(", ", addresses.Take(3).Select(static address => address.ToString()))}");
        }
        catch (SocketException exception)
        {
            step.Unreachable($"{shown} cannot be found: {NetworkFailure.ReasonOf(exception)}", $"correct {step.Path}, or make the name known; names of containers are known within their network alone");
        }
    }
}
