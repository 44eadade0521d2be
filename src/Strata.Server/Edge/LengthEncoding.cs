using System.Text;

namespace Strata.Server.Edge;

/// <summary>
/// Reads how long a body is: digits and nothing else, as RFC 9110 has it. The server by itself takes a sign before them, which whatever stands before it
/// may read in another way, and so see another request behind the body.
/// </summary>
internal sealed class LengthEncoding : ASCIIEncoding
{
    private const string Header = "Content-Length";

    private static readonly LengthEncoding Digits = new();

    /// <summary>What the values of a header are read by; null for the usual.</summary>
    public static Encoding? Of(string header) => header == Header ? Digits : null;

    /// <inheritdoc/>
    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        if (bytes.Length <= chars.Length && !bytes.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return base.GetChars(bytes, chars);
        }

        // What is no number is refused.
        chars[0] = '?';
        return 1;
    }
}
