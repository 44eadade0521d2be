using System.Buffers;
using System.Globalization;
using System.Text;

namespace Strata.Extensions.Configuration;

/// <summary>An event of a server.</summary>
/// <param name="Name">What kind it is.</param>
/// <param name="Id">The identity that was given last, by this event or one before it.</param>
/// <param name="Data">What it says.</param>
internal readonly record struct ServerEvent(string Name, string Id, string Data);

/// <summary>
/// Takes server-sent events out of bytes, however these are cut into pieces, by the letter of the HTML standard. Memory is bounded: nothing that this
/// server sends is near the limits. For one thread.
/// </summary>
internal sealed class EventReader
{
    private const int LongestLine = 64 * 1024;
    private const int LongestData = 256 * 1024;

    private static readonly SearchValues<byte> LineEnds = SearchValues.Create("\r\n"u8);

    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly StringBuilder _data = new();
    private string _name = "";
    private string _id = "";
    private bool _hasData;
    private bool _endedByReturn;
    private bool _isBegun;

    /// <summary>How long the server wants to be left alone before the next connection; null while it has not said.</summary>
    public TimeSpan? Retry { get; private set; }

    /// <summary>Takes the next bytes.</summary>
    /// <returns>The events that they complete.</returns>
    /// <exception cref="InvalidDataException">A line or an event is too long.</exception>
    public IReadOnlyList<ServerEvent> Take(ReadOnlySpan<byte> bytes)
    {
        List<ServerEvent>? events = null;
        while (!bytes.IsEmpty)
        {
            // CR, LF and CRLF end lines, and a CRLF may be cut in two.
            if (_endedByReturn)
            {
                _endedByReturn = false;
                if (bytes[0] == '\n')
                {
                    bytes = bytes[1..];
                    continue;
                }
            }

            var end = bytes.IndexOfAny(LineEnds);
            Keep(end < 0 ? bytes : bytes[..end]);
            if (end < 0)
            {
                break;
            }

            _endedByReturn = bytes[end] == '\r';
            bytes = bytes[(end + 1)..];
            if (EndLine() is { } complete)
            {
                (events ??= []).Add(complete);
            }
        }

        return events ?? [];
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        if (_line.WrittenCount + part.Length > LongestLine)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"a line of the events is longer than {LongestLine:N0} bytes"));
        }

        _line.Write(part);
    }

    private ServerEvent? EndLine()
    {
        var line = _line.WrittenSpan;
        if (!_isBegun)
        {
            _isBegun = true;
            line = line.StartsWith("\uFEFF"u8) ? line[3..] : line;
        }

        var complete = line.IsEmpty ? Dispatch() : null;
        if (!line.IsEmpty)
        {
            var colon = line.IndexOf((byte)':');
            var value = colon < 0 ? [] : line[(colon + 1)..];
            Field(colon < 0 ? line : line[..colon], value is [(byte)' ', ..] ? value[1..] : value);
        }

        _line.ResetWrittenCount();
        return complete;
    }

    // A line that begins with a colon is a comment: its field has no name.
    private void Field(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (name.SequenceEqual("data"u8))
        {
            if (_data.Length + value.Length > LongestData)
            {
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"an event is longer than {LongestData:N0} characters"));
            }

            _data.Append(_hasData ? "\n" : "").Append(Encoding.UTF8.GetString(value));
            _hasData = true;
        }
        else if (name.SequenceEqual("event"u8))
        {
            _name = Encoding.UTF8.GetString(value);
        }
        else if (name.SequenceEqual("id"u8))
        {
            _id = value.Contains((byte)0) ? _id : Encoding.UTF8.GetString(value);
        }
        else if (name.SequenceEqual("retry"u8) && !value.IsEmpty && !value.ContainsAnyExceptInRange((byte)'0', (byte)'9') && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds))
        {
            Retry = TimeSpan.FromMilliseconds(milliseconds);
        }
    }

    private ServerEvent? Dispatch()
    {
        ServerEvent? complete = _hasData ? new ServerEvent(_name.Length == 0 ? "message" : _name, _id, _data.ToString()) : null;
        _name = "";
        _data.Clear();
        _hasData = false;
        return complete;
    }
}
