using System.Net;

namespace Strata.Server.Edge;

/// <summary>What stands between the server and whoever calls it. Immutable.</summary>
internal sealed record EdgeSettings
{
    /// <summary>The certificate with those up to its authority: PEM, or PKCS #12; null for no TLS.</summary>
    public string? Certificate { get; init; }

    /// <summary>The file of its private key; null where that is in the file of the certificate.</summary>
    public string? Key { get; init; }

    /// <summary>What the private key is encrypted with; null where it is not.</summary>
    public string? KeyPassword { get; init; }

    /// <summary>A file with the authorities whose certificates name clients; null where certificates name nobody.</summary>
    public string? ClientAuthorities { get; init; }

    /// <summary>Where the proxies are that end TLS and say for whom they ask. Nobody else is believed.</summary>
    public IReadOnlyList<IPNetwork> Proxies { get; init; } = [];

    /// <summary>The names that it is called by on loopback addresses, beside <c>localhost</c>: those of what stands before it.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>The origins of web pages that may read answers, beside the server's own.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>How many requests a caller may make in a second, on average; null for as many as he likes.</summary>
    public int? RequestsPerSecond { get; init; }

    /// <summary>Whether only this machine can reach the server: all addresses are loopback, and no proxy stands before it.</summary>
    public bool IsLocal { get; init; } = true;
}
