using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Strata.Secrets.Age;

/// <summary>Reads the lines of an age header, and refuses what the format's grammar does not have.</summary>
internal ref struct AgeHeaderLines
{
    private readonly ReadOnlySpan<byte> _file;
    private int _line;

    /// <param name="file">The file that begins with the header.</param>
    public AgeHeaderLines(ReadOnlySpan<byte> file)
    {
        _file = file;
    }

    /// <summary>How many bytes were read.</summary>
    public int Position { get; private set; }

    /// <summary>Whether the next line is that of the MAC, the last.</summary>
    public readonly bool IsAtMac => _file[Position..].StartsWith("---"u8);

    /// <summary>Reads the first line.</summary>
    /// <exception cref="AgeException">It is not that of an age file of version 1.</exception>
    public void ReadVersion()
    {
        var first = _file[..Math.Min(_file.Length, 64)];
        var end = first.IndexOf((byte)'\n');
        if (end >= 0 && first[..end].SequenceEqual(Encoding.ASCII.GetBytes(AgeHeader.Version)))
        {
            Next();
            return;
        }

        throw !first.StartsWith("age-encryption.org/"u8) ? new AgeException(AgeFailure.Header, "this is no age file")
            : end >= 0 && first[end - 1] == '\r' ? Wrong("lines end in a carriage return", "the file was changed by a tool that rewrites line endings: restore it")
            : new AgeException(AgeFailure.Header, "the age file is of a version that Strata does not know", $"it must begin with {AgeHeader.Version}");
    }

    /// <summary>Reads a stanza.</summary>
    /// <exception cref="AgeException">There is none as the grammar has them.</exception>
    public AgeStanza ReadStanza()
    {
        var first = Next();
        if (!first.StartsWith("-> "u8))
        {
            throw Wrong("neither a stanza nor the MAC");
        }

        var words = ImmutableArray.CreateBuilder<string>();
        foreach (var range in first[3..].Split((byte)' '))
        {
            var word = first[3..][range];
            if (word.IsEmpty || word.ContainsAnyExceptInRange((byte)33, (byte)126))
            {
                throw Wrong("a word of a stanza is empty, or has characters that none may have");
            }

            words.Add(Encoding.ASCII.GetString(word));
        }

        var body = new MemoryStream();
        while (true)
        {
            var line = Next();
            if (line.Length > AgeStanza.Columns || CanonicalBase64.TryDecode(line, padded: false) is not { } bytes)
            {
                throw Wrong("no line of a stanza's body: at most 64 characters of base64 without padding");
            }

            body.Write(bytes);
            if (line.Length < AgeStanza.Columns)
            {
                return new AgeStanza(words[0], [.. words.Skip(1)], body.ToArray());
            }
        }
    }

    /// <summary>Reads the last line.</summary>
    /// <exception cref="AgeException">It is no MAC.</exception>
    public byte[] ReadMac(int length)
    {
        var line = Next();
        var mac = line.StartsWith("--- "u8) ? CanonicalBase64.TryDecode(line[4..], padded: false) : null;
        return mac?.Length == length ? mac : throw Wrong("the MAC is malformed");
    }

    private ReadOnlySpan<byte> Next()
    {
        var rest = _file[Position..Math.Min(_file.Length, AgeHeader.MaxLength)];
        var end = rest.IndexOf((byte)'\n');
        _line++;
        if (end < 0)
        {
            throw _file.Length > AgeHeader.MaxLength
                ? Wrong("the header is longer than 1 MiB")
                : Wrong("the header ends before its MAC", "restore it: it was cut short");
        }

        Position += end + 1;
        return rest[..end];
    }

    private readonly AgeException Wrong(string reason, string? hint = null) =>
        new(AgeFailure.Header, string.Create(CultureInfo.InvariantCulture, $"line {_line} of the age header: {reason}"), hint);
}
