using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Strata.Consumers.Tests.Doctor;

/// <summary>A server that says what it likes: to the first thing that a client sends the first answer, to the next the next, and then nothing more.</summary>
internal sealed class RawServer : IDisposable
{
    private readonly Socket _listener;
    private readonly X509Certificate2? _certificate;
    private readonly string[] _answers;
    private readonly CancellationTokenSource _ended = new();

    private RawServer(Socket listener, X509Certificate2? certificate, string[] answers)
    {
        _listener = listener;
        _certificate = certificate;
        _answers = answers;
        _listener.Listen();
        _ = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>Whether it ends a connection behind the last answer.</summary>
    public bool HangsUp { get; set; }

    /// <summary>One at a port of 127.0.0.1.</summary>
    public static RawServer Start(params string[] answers) => new(Bound(), null, answers);

    /// <summary>One that speaks TLS.</summary>
    public static RawServer StartSecured((string Certificate, string Key) pem, params string[] answers) => new(Bound(), X509Certificate2.CreateFromPem(pem.Certificate, pem.Key), answers);

    /// <summary>One at a socket of the file system.</summary>
    public static RawServer StartAt(string path, params string[] answers)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        return new RawServer(socket, null, answers);
    }

    public void Dispose()
    {
        _ended.Cancel();
        _listener.Dispose();
        _certificate?.Dispose();
    }

    private static Socket Bound()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                _ = AnswerAsync(await _listener.AcceptAsync(_ended.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(Socket client)
    {
        try
        {
            await using Stream plain = new NetworkStream(client, ownsSocket: true);
            await using var secured = _certificate is null ? null : new SslStream(plain);
            await (secured?.AuthenticateAsServerAsync(_certificate!, clientCertificateRequired: false, checkCertificateRevocation: false) ?? Task.CompletedTask);
            var stream = secured ?? plain;
            var buffer = new byte[64 * 1024];
            foreach (var answer in _answers)
            {
                _ = await stream.ReadAtLeastAsync(buffer, minimumBytes: 1, throwOnEndOfStream: false, _ended.Token);
                await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), _ended.Token);
            }

            await Task.Delay(HangsUp ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, _ended.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or AuthenticationException or SocketException or ObjectDisposedException)
        {
            // The client would not go on.
        }
    }
}
