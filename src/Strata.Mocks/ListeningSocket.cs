using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Strata.Mocks;

/// <summary>
/// The socket that the mocks listen on, bound before the server starts: a port that is taken is known at once and by its own name, a
/// free one without a race, and the server, which would listen on every address, listens on the one that is configured.
/// </summary>
internal static class ListeningSocket
{
    /// <summary>Binds a socket.</summary>
    /// <exception cref="MockAddressException">It cannot be.</exception>
    public static Socket Bind(string host, int port)
    {
        try
        {
            var address = AddressOf(host);
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(address, port));
                return socket;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
        catch (SocketException exception)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{host}:{port}");
            throw new MockAddressException(
                exception.SocketErrorCode switch
                {
                    SocketError.AddressAlreadyInUse => $"port {port.ToString(CultureInfo.InvariantCulture)} of {host} is taken",
                    SocketError.AccessDenied => $"permission to listen on {place} is missing",
                    SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData => $"{host} is not known",
                    _ => $"nothing can listen on {place}: {exception.Message}",
                },
                exception);
        }
    }

    /// <summary>How a socket is reached from this machine.</summary>
    public static string UrlOf(Socket socket)
    {
        var bound = (IPEndPoint)socket.LocalEndPoint!;
        var address = bound.Address.Equals(IPAddress.Any) ? IPAddress.Loopback : bound.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : bound.Address;
        return $"http://{new IPEndPoint(address, bound.Port)}";
    }

    // A name that has addresses of both kinds is reached by the older.
    private static IPAddress AddressOf(string host)
    {
        if (IPAddress.TryParse(host.AsSpan().Trim("[]"), out var address))
        {
            return address;
        }

        var all = Dns.GetHostAddresses(host);
        return Array.Find(all, static address => address.AddressFamily == AddressFamily.InterNetwork) ?? all[0];
    }
}
