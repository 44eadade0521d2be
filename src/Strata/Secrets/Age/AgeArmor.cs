using System.Text;

namespace Strata.Secrets.Age;

/// <summary>
/// The text form of an age file: a strict subset of PEM (RFC 7468) with the label <c>AGE ENCRYPTED FILE</c>, lines of 64 columns
/// that end in LF or CRLF, padded canonical base64, and white space only before and after it.
/// </summary>
internal static class AgeArmor
{
    private const string Begin = "-----BEGIN AGE ENCRYPTED FILE-----";
    private const string End = "-----END AGE ENCRYPTED FILE-----";
    private const int Columns = 64;

    /// <summary>Whether a text is meant as armor: its first line that is not blank begins a PEM block.</summary>
    public static bool IsArmored(ReadOnlySpan<byte> text) => text.TrimStart(" \t\r\n"u8).StartsWith("-----BEGIN"u8);

    /// <summary>The armored text of a file, with a line ending after the last line.</summary>
    public static string Encode(ReadOnlySpan<byte> file)
    {
        var base64 = CanonicalBase64.Encode(file, padded: true);
        var text = new StringBuilder(base64.Length + (base64.Length / Columns) + Begin.Length + End.Length + 4);
        text.Append(Begin).Append('\n');
        for (var at = 0; at < base64.Length; at += Columns)
        {
            text.Append(base64, at, Math.Min(Columns, base64.Length - at)).Append('\n');
        }

        return text.Append(End).Append('\n').ToString();
    }

    /// <summary>The file that a text holds.</summary>
    /// <exception cref="AgeException">The text is not armored as the format says.</exception>
    public static byte[] Decode(ReadOnlySpan<byte> text)
    {
        var rest = text.TrimStart(" \t\r\n"u8);
        if (!NextLine(ref rest).SequenceEqual(Encoding.ASCII.GetBytes(Begin)))
        {
            throw Wrong($"it does not begin with the line {Begin}");
        }

        var base64 = new byte[rest.Length];
        var length = 0;
        var end = Encoding.ASCII.GetBytes(End);
        for (var isLast = false; ;)
        {
            if (rest.IsEmpty)
            {
                throw Wrong($"it does not end in the line {End}", "restore it: it was cut short");
            }

            var line = NextLine(ref rest);
            if (line.SequenceEqual(end))
            {
                break;
            }

            if (isLast || line.IsEmpty || line.Length > Columns)
            {
                throw Wrong("its lines must be of 64 characters, and only the last may be shorter");
            }

            line.CopyTo(base64.AsSpan(length));
            length += line.Length;
            isLast = line.Length < Columns;
        }

        if (!rest.Trim(" \t\r\n"u8).IsEmpty)
        {
            throw Wrong("something follows its end");
        }

        return CanonicalBase64.TryDecode(base64.AsSpan(0, length), padded: true) ?? throw Wrong("its lines are no base64 as a writer of age files makes it");
    }

    private static ReadOnlySpan<byte> NextLine(ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)'\n');
        var line = end < 0 ? rest : rest[..end];
        rest = end < 0 ? [] : rest[(end + 1)..];
        return end >= 0 && line.EndsWith("\r"u8) ? line[..^1] : line;
    }

    private static AgeException Wrong(string reason, string? hint = null) => new(AgeFailure.Armor, $"the age file's armor is malformed: {reason}", hint);
}
