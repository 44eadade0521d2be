using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Strata.Doctor.Connections;

/// <summary>A connection to a server, with TLS where that is asked for.</summary>
internal sealed class ServerConnection : IDisposable
{
    private readonly TcpClient _client;

    private ServerConnection(TcpClient client, Stream stream)
    {
        _client = client;
        Stream = stream;
    }

    public Stream Stream { get; }

    /// <summary>Connects.</summary>
    /// <exception cref="SocketException">Nobody is there.</exception>
    /// <exception cref="TlsFailureException">TLS fails.</exception>
    public static async Task<ServerConnection> OpenAsync(string host, int port, bool hasTls, CancellationToken cancellationToken)
    {
        var client = new TcpClient { NoDelay = true };
        try
        {
            await client.ConnectAsync(host, port, cancellationToken).ConfigureAwait(false);
            return new ServerConnection(client, hasTls ? await SecureAsync(client.GetStream(), host, cancellationToken).ConfigureAwait(false) : client.GetStream());
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Stream.Dispose();
        _client.Dispose();
    }

    private static async Task<SslStream> SecureAsync(NetworkStream network, string host, CancellationToken cancellationToken)
    {
        var errors = SslPolicyErrors.None;
        var stream = new SslStream(network, leaveInnerStreamOpen: false, (_, _, _, found) => (errors = found) == SslPolicyErrors.None);
        try
        {
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host }, cancellationToken).ConfigureAwait(false);
            return stream;
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw new TlsFailureException(
                errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? $"its certificate is not for {host}"
                : errors != SslPolicyErrors.None ? "no authority that this machine trusts has signed its certificate"
                : "it does not answer in TLS",
                exception);
        }
    }
}
