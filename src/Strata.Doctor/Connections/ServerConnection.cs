using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Strata.Doctor.Connections;

/// <summary>A connection to a server, with TLS where that is asked for.</summary>
internal sealed class ServerConnection : IDisposable
{
    private ServerConnection(Stream stream) => Stream = stream;

    public Stream Stream { get; }

    /// <summary>Connects.</summary>
    /// <param name="host">A name, an address, or the path of a Unix socket, which has no port.</param>
    /// <param name="port">The port.</param>
    /// <param name="hasTls">Whether TLS is asked for.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="SocketException">Nobody is there.</exception>
    /// <exception cref="TlsFailureException">TLS fails.</exception>
    public static async Task<ServerConnection> OpenAsync(string host, int port, bool hasTls, CancellationToken cancellationToken)
    {
        var network = new NetworkStream(await ConnectAsync(host, port, cancellationToken).ConfigureAwait(false), ownsSocket: true);
        return new ServerConnection(hasTls ? await SecureAsync(network, host, cancellationToken).ConfigureAwait(false) : network);
    }

    public void Dispose() => Stream.Dispose();

    private static async Task<Socket> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        var isPath = host.StartsWith('/');
        var socket = isPath ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(isPath ? new UnixDomainSocketEndPoint(host) : new DnsEndPoint(host, port), cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch (ArgumentException)
        {
            // Longer than a name or a path can be, or empty.
            socket.Dispose();
            throw new SocketException((int)SocketError.HostNotFound);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<SslStream> SecureAsync(NetworkStream network, string host, CancellationToken cancellationToken)
    {
        var peer = new PeerCertificate(host);
        var stream = new SslStream(network, leaveInnerStreamOpen: false);
        try
        {
            await stream.AuthenticateAsClientAsync(peer.Options, cancellationToken).ConfigureAwait(false);
            return stream;
        }
        catch (Exception exception)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            if (exception is AuthenticationException or IOException)
            {
                throw new TlsFailureException(peer, exception);
            }

            throw;
        }
    }
}
