using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Strata.Server.Identity;

/// <summary>
/// The address that people and programs know this server by: the issuer of its tokens. Never what a request says of itself, which whoever sends it
/// chooses.
/// </summary>
internal sealed class PublicAddress(ServerSettings settings, IServer server)
{
    private readonly Lazy<Uri> _url = new(() => settings.PublicUrl ?? new Uri(server.Features.Get<IServerAddressesFeature>()!.Addresses.First()));

    public Uri Url => _url.Value;

    /// <summary>Whether it is reached by TLS.</summary>
    public bool IsSecure => Url.Scheme == Uri.UriSchemeHttps;
}
