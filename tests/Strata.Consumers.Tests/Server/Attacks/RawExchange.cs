using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Strata.Consumers.Tests.Server.Attacks;

/// <summary>Bytes sent to a server as no client of HTTP would, and all that comes back until it ends the connection.</summary>
internal sealed partial class RawExchange : IDisposable
{
    private readonly TcpClient _client = new();
    private readonly NetworkStream _stream;

    public RawExchange(Uri server)
    {
        _client.Connect("127.0.0.1", server.Port);
        _stream = _client.GetStream();
    }

    /// <summary>Sends bytes, one for each character.</summary>
    /// <returns>Whether the connection takes them still.</returns>
    public bool Send(string bytes)
    {
        try
        {
            _stream.Write(Encoding.Latin1.GetBytes(bytes));
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>What comes back until the server ends the connection, or says nothing more for a while.</summary>
    public string ReadAll(int silentSeconds = 3)
    {
        var text = new StringBuilder();
        var buffer = new byte[16 * 1024];
        _stream.ReadTimeout = silentSeconds * 1000;
        try
        {
            for (int count; (count = _stream.Read(buffer)) > 0;)
            {
                text.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }

            IsEnded = true;
        }
        catch (IOException exception)
        {
            IsEnded = exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset };
        }

        return text.ToString();
    }

    /// <summary>Whether the server ended the connection.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>How long the server takes to end the connection, while nothing or ever less is sent.</summary>
    public TimeSpan UntilEnded(Func<bool> send, TimeSpan most)
    {
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < most && !IsEnded && send())
        {
            ReadAll(silentSeconds: 1);
        }

        return waited.Elapsed;
    }

    /// <summary>The statuses of the answers in a text.</summary>
    public static int[] Statuses(string text) => [.. Status().Matches(text).Select(static match => int.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture))];

    public void Dispose() => _client.Dispose();

    [GeneratedRegex(@"HTTP/1\.1 ([0-9]{3}) ")]
    private static partial Regex Status();
}
