using System.Net;
using System.Net.Sockets;

namespace Strata.Consumers.Tests.Server.Client;

/// <summary>An address that stays the same, whichever port what is behind it listens at.</summary>
internal sealed class RelayedServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();

    public RelayedServer(Uri target)
    {
        Target = target;
        _listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _ = ServeAsync();
    }

    public Uri Url { get; }

    /// <summary>What is behind it.</summary>
    public Uri Target { get; set; }

    public void Dispose()
    {
        _stopping.Cancel();
        _listener.Stop();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                _ = RelayAsync(await _listener.AcceptTcpClientAsync(_stopping.Token));
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task RelayAsync(TcpClient caller)
    {
        using (caller)
        using (var server = new TcpClient())
        {
            try
            {
                await server.ConnectAsync(Target.Host, Target.Port, _stopping.Token);
                await await Task.WhenAny(
                    caller.GetStream().CopyToAsync(server.GetStream(), _stopping.Token),
                    server.GetStream().CopyToAsync(caller.GetStream(), _stopping.Token));
            }
            catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
            {
                // Either side is gone, and with it the other.
            }
        }
    }
}
