using System.Globalization;
using System.Text;

namespace Strata.Doctor.Connections;

/// <summary>
/// A connection to a Redis server, or to a sentinel, in RESP2. Spoken here and not by a driver: docs/decisions tells why. For one thread.
/// </summary>
internal sealed class RespConnection : IDisposable
{
    private const int LongestText = 1 << 20;
    private const int MostItems = 100_000;
    private const int Deepest = 8;

    private readonly ServerConnection _connection;
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _at;
    private int _end;

    private RespConnection(ServerConnection connection) => _connection = connection;

    /// <summary>Connects.</summary>
    public static async Task<RespConnection> OpenAsync(string host, int port, bool hasTls, CancellationToken cancellationToken) =>
        new(await ServerConnection.OpenAsync(host, port, hasTls, cancellationToken).ConfigureAwait(false));

    /// <summary>Sends a command, and reads what is answered.</summary>
    /// <exception cref="IOException">The connection ended, or what is answered is no RESP.</exception>
    public async Task<RespReply> SendAsync(CancellationToken cancellationToken, params string[] words)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"*{words.Length}\r\n");
        foreach (var word in words)
        {
            text.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(word)}\r\n").Append(word).Append("\r\n");
        }

        await _connection.Stream.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellationToken).ConfigureAwait(false);
        await _connection.Stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        return await ReadAsync(0, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _connection.Dispose();

    private async Task<RespReply> ReadAsync(int depth, CancellationToken cancellationToken)
    {
        var line = await ReadLineAsync(cancellationToken).ConfigureAwait(false);
        switch (line is [] ? '\0' : line[0])
        {
            case '+' or ':':
                return new RespReply(line[1..], [], false);
            case '-':
                return new RespReply(line[1..], [], true);
            case '$':
                var length = LengthOf(line, LongestText);
                if (length < 0)
                {
                    return RespReply.Nothing;
                }

                var bytes = await ReadBytesAsync(length, cancellationToken).ConfigureAwait(false);
                await ReadLineAsync(cancellationToken).ConfigureAwait(false);
                return new RespReply(Encoding.UTF8.GetString(bytes), [], false);
            case '*' when depth < Deepest:
                var count = LengthOf(line, MostItems);
                var items = new List<RespReply>();
                for (var i = 0; i < count; i++)
                {
                    items.Add(await ReadAsync(depth + 1, cancellationToken).ConfigureAwait(false));
                }

                return count < 0 ? RespReply.Nothing : new RespReply(null, items, false);
            default:
                throw new IOException("what answers is no Redis");
        }
    }

    private static int LengthOf(string line, int most) => int.TryParse(line.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var length) && length <= most
        ? length
        : throw new IOException("what answers is no Redis");

    private async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (true)
        {
            var next = (char)await ReadByteAsync(cancellationToken).ConfigureAwait(false);
            if (next == '\n')
            {
                return line.Length > 0 && line[^1] == '\r' ? line.ToString(0, line.Length - 1) : line.ToString();
            }

            if (line.Append(next).Length > 4096)
            {
                throw new IOException("what answers is no Redis");
            }
        }
    }

    private async Task<byte[]> ReadBytesAsync(int length, CancellationToken cancellationToken)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
        {
            bytes[i] = await ReadByteAsync(cancellationToken).ConfigureAwait(false);
        }

        return bytes;
    }

    private async ValueTask<byte> ReadByteAsync(CancellationToken cancellationToken)
    {
        if (_at == _end)
        {
            _at = 0;
            _end = await _connection.Stream.ReadAsync(_buffer, cancellationToken).ConfigureAwait(false);
            if (_end == 0)
            {
                throw new EndOfStreamException();
            }
        }

        return _buffer[_at++];
    }
}
