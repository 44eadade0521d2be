using System.Collections.Frozen;
using Strata.Values;

namespace Strata.Validation.Rules;

/// <summary>Tells the sections in which a program says where it listens itself from those that say where others do.</summary>
internal static class Listeners
{
    private static readonly FrozenSet<string> Names = FrozenSet.Create(
        StringComparer.Ordinal,
        ["api", "app", "application", "server", "web", "http", "https", "http_server", "https_server", "web_server", "api_server", "grpc_server", "admin_server", "metrics_server", "management_server", "listener", "listeners"]);

    /// <summary>Whether a section is one where the program itself listens: it has such a name, or says on which address, and names no other machine.</summary>
    /// <param name="section">The section.</param>
    /// <param name="key">Its key; for an item of a list, the list's.</param>
    public static bool IsListener(MappingNode section, string key)
    {
        if (section.Find("bind", "listen", "bind_address", "listen_address", "bind_host", "listen_host") is ScalarNode)
        {
            return true;
        }

        if (!Names.Contains(KeySpelling.Canonical(key)))
        {
            return false;
        }

        var host = Host(section);
        return host is null || HostName.IsWildcard(host) || HostName.IsLoopback(host);
    }

    /// <summary>The address of a section; null where it names none.</summary>
    public static string? Host(MappingNode section) =>
        Setting.Text(section.Find("host", "hostname", "bind", "listen", "bind_address", "listen_address", "bind_host", "listen_host", "address"));

    /// <summary>Whether what listens on the one address takes a port from what listens on the other.</summary>
    public static bool Overlap(string? left, string? right) =>
        left is null || right is null || HostName.IsWildcard(left) || HostName.IsWildcard(right) || left == right;
}
