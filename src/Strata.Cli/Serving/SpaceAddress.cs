using System.Buffers;

namespace Strata.Cli.Serving;

/// <summary>A space of a server.</summary>
/// <param name="Server">The server's address, which ends with a slash.</param>
/// <param name="Space">The name of the space.</param>
internal sealed record SpaceAddress(Uri Server, string Space)
{
    /// <summary>The space that is meant where none is named.</summary>
    public const string DefaultSpace = "default";

    private const int MostLength = 63;
    private const string Example = "http://127.0.0.1:8000";

    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>Why secrets are to be seen; null where that is not said.</summary>
    public string? Reason { get; init; }

    /// <summary>Reads one as it is typed.</summary>
    /// <param name="server">The server.</param>
    /// <param name="space">The space; null for the default one.</param>
    /// <exception cref="UsageException">One of them is none.</exception>
    public static SpaceAddress Read(string server, string? space)
    {
        if (!Uri.TryCreate(server.EndsWith('/') ? server : $"{server}/", UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            throw new UsageException($"--server \"{server}\" is no address of a server", $"write {Example}");
        }

        if (address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0)
        {
            throw new UsageException("--server has more than the address of a server", $"write {Example}");
        }

        space ??= DefaultSpace;
        return space.Length is > 0 and <= MostLength && !space.AsSpan().ContainsAnyExcept(Allowed) && space[0] != '-' && space[^1] != '-'
            ? new SpaceAddress(address, space)
            : throw new UsageException($"--space \"{space}\" is no name of a space", "it has lower-case letters, digits and hyphens, 63 at most, and no hyphen at its ends");
    }

    /// <summary>What the server is shown; null for nothing.</summary>
    public ServerCredential? Credential { get; init; }

    /// <summary>The address of something of the server that is of no space.</summary>
    /// <param name="path">Its path below the API.</param>
    public Uri OfServer(string path) => new(Server, $"api/v1/{path}");

    /// <summary>The address of something of the space.</summary>
    /// <param name="path">Its path below the space; empty for the space itself.</param>
    public Uri Of(string path) => new(Server, path.Length == 0 ? $"api/v1/spaces/{Space}" : $"api/v1/spaces/{Space}/{path}");
}
