using System.Buffers.Text;
using System.Text;

namespace Strata.Secrets;

/// <summary>
/// Base64 of RFC 4648, section 4, in its one canonical form: no white space, no other padding than is asked for, and no bits set
/// beyond the last byte. So that what is read is written again as the same text, and nobody can alter a text unseen.
/// </summary>
internal static class CanonicalBase64
{
    /// <summary>The text of some bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="padded">Whether <c>=</c> fills the last group of four characters.</param>
    public static string Encode(ReadOnlySpan<byte> bytes, bool padded)
    {
        var text = Convert.ToBase64String(bytes);
        return padded ? text : text.TrimEnd('=');
    }

    /// <summary>The bytes of a text; null where it is not the canonical text of any.</summary>
    /// <param name="text">The text, in ASCII.</param>
    /// <param name="padded">Whether <c>=</c> must fill the last group, or must not.</param>
    public static byte[]? TryDecode(ReadOnlySpan<byte> text, bool padded)
    {
        var missing = padded ? 0 : (4 - (text.Length % 4)) % 4;
        if (missing == 3 || (text.Length + missing) % 4 != 0)
        {
            return null;
        }

        var whole = new byte[text.Length + missing];
        text.CopyTo(whole);
        whole.AsSpan(text.Length).Fill((byte)'=');

        // .NET's own decoder takes white space and stray bits. What it made of them gives another text.
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(whole.Length)];
        if (Base64.DecodeFromUtf8(whole, bytes, out _, out var count) != System.Buffers.OperationStatus.Done)
        {
            return null;
        }

        Array.Resize(ref bytes, count);
        return Encoding.ASCII.GetBytes(Encode(bytes, padded)).AsSpan().SequenceEqual(text) ? bytes : null;
    }
}
