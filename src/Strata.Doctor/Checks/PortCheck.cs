using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Strata.Doctor.Connections;
using Strata.Sections;

namespace Strata.Doctor.Checks;

/// <summary>Whether the ports that the service listens on are free, or already its own.</summary>
internal sealed class PortCheck : IConfigurationCheck
{
    public string Name => "ports";

    public string Description => "The ports that the service listens on: free, or its own already";

    public async Task CheckAsync(CheckContext context, CancellationToken cancellationToken)
    {
        if (!context.Enters("api"))
        {
            return;
        }

        var api = context.Configuration.GetApiConfig();
        await ListenAsync(context, "api", api.Host, api.Port, cancellationToken).ConfigureAwait(false);
        if (context.IsInUse("ml.notebooks") && context.Configuration.Get<NotebooksConfig>("ml.notebooks") is { Port: { } port } notebooks)
        {
            await ListenAsync(context, "ml.notebooks", notebooks.Host ?? "127.0.0.1", port, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What is said of a port that nobody knows yet.</summary>
    public static string IsChosenLater(string section) => $"{section}.port is 0: the port is chosen when the service starts";

    private static async Task ListenAsync(CheckContext context, string section, string host, int port, CancellationToken cancellationToken)
    {
        var step = context.Begin("free", $"{section}.port");
        if (port == 0)
        {
            step.Skip(IsChosenLater(section));
            return;
        }

        var place = string.Create(CultureInfo.InvariantCulture, $"{host}:{port}");
        try
        {
            if (await AddressOfAsync(host, cancellationToken).ConfigureAwait(false) is not { } address)
            {
                step.At($"{section}.host").Fail("it is no name and no address of a host", $"set {section}.host to an address of this machine, or to 0.0.0.0 for all of them");
                return;
            }

            using var listener = new TcpListener(address, port) { ExclusiveAddressUse = true };
            listener.Start();
            step.Pass($"{place} is free");
        }
        catch (SocketException exception)
        {
            await JudgeAsync(context, step, section, host, port, exception, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<IPAddress?> AddressOfAsync(string host, CancellationToken cancellationToken) =>
        host is "*" or "+" ? IPAddress.Any
        : IPAddress.TryParse(host.Trim('[', ']'), out var address) ? address
        : Uri.CheckHostName(host) == UriHostNameType.Unknown ? null
        : (await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false))[0];

    private static async Task JudgeAsync(CheckContext context, CheckStep step, string section, string host, int port, SocketException exception, CancellationToken cancellationToken)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"{host}:{port}");
        switch (exception.SocketErrorCode)
        {
            case SocketError.AddressAlreadyInUse when section == "api" && await IsOursAsync(context, host, port, cancellationToken).ConfigureAwait(false):
                step.Pass($"the service itself listens at {place}");
                break;
            case SocketError.AddressAlreadyInUse:
                step.Fail($"another program listens at {place}", $"end it (ss -ltnp names it), or set {section}.port to one that is free");
                break;
            case SocketError.AccessDenied:
                step.Fail($"who runs this check may not listen at {place}", "take a port from 1024 on, or allow it (CAP_NET_BIND_SERVICE)");
                break;
            case SocketError.AddressNotAvailable:
                step.At($"{section}.host").Fail($"{host} is no address of this machine", $"set {section}.host to one of this machine, or to 0.0.0.0 for all of them");
                break;
            case SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain:
                step.At($"{section}.host").Fail($"the name {host} is not known", $"set {section}.host to an address of this machine");
                break;
            default:
                step.Fail($"nobody can listen at {place}: {exception.Message}", $"correct {section}.host and {section}.port");
                break;
        }
    }

    private static async Task<bool> IsOursAsync(CheckContext context, string host, int port, CancellationToken cancellationToken)
    {
        if (context.Text("monitoring.health.live_path") is not { Length: > 0 } path || HttpEndpoint.RootOf(host, port) is not { } root)
        {
            return false;
        }

        try
        {
            return (await HttpAnswer.GetAsync(HttpEndpoint.At(root, path), context.Time, cancellationToken).ConfigureAwait(false)).IsGood;
        }
        catch (Exception exception) when (NetworkFailure.Is(exception))
        {
            return false;
        }
    }
}
