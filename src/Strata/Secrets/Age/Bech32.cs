using System.Security.Cryptography;

namespace Strata.Secrets.Age;

/// <summary>
/// Bech32 as BIP 173 has it, without its limit of 90 characters, as age does: a lower-case or upper-case prefix, <c>1</c>, the data
/// in groups of five bits, and a checksum of six characters.
/// </summary>
internal static class Bech32
{
    private const string Characters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private const int ChecksumLength = 6;

    /// <summary>The text of some bytes, in the case of its prefix.</summary>
    /// <param name="prefix">What stands before the last <c>1</c>, wholly in lower or in upper case.</param>
    /// <param name="data">The bytes.</param>
    public static string Encode(string prefix, ReadOnlySpan<byte> data)
    {
        var isUpper = prefix.AsSpan().ContainsAnyInRange('A', 'Z');
        var groups = new byte[((data.Length * 8) + 4) / 5];
        ToGroups(data, groups);

        var checksum = Checksum(prefix, groups, new byte[ChecksumLength]) ^ 1;
        var text = new char[prefix.Length + 1 + groups.Length + ChecksumLength];
        prefix.CopyTo(text);
        text[prefix.Length] = '1';
        for (var i = 0; i < groups.Length + ChecksumLength; i++)
        {
            var group = i < groups.Length ? groups[i] : (int)(checksum >> (5 * (groups.Length + ChecksumLength - 1 - i))) & 31;
            var character = Characters[group];
            text[prefix.Length + 1 + i] = isUpper ? char.ToUpperInvariant(character) : character;
        }

        var result = new string(text);
        CryptographicOperations.ZeroMemory(groups);
        Array.Clear(text);
        return result;
    }

    /// <summary>What stands before the last <c>1</c> of a text, of which the rest need not be right; null where nothing does.</summary>
    public static string? PrefixOf(ReadOnlySpan<char> text)
    {
        var separator = text.LastIndexOf('1');
        return separator < 1 ? null : text[..separator].ToString();
    }

    /// <summary>Reads the bytes of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="data">Its bytes, for the caller to clear; empty where it is wrong.</param>
    /// <param name="problem">What is wrong with it, in words that show nothing of it; null where nothing is.</param>
    /// <returns>Whether it is a Bech32 text.</returns>
    public static bool TryDecode(ReadOnlySpan<char> text, out byte[] data, out string? problem)
    {
        data = [];
        problem = null;
        var prefix = PrefixOf(text);
        if (prefix is null || text.Length - prefix.Length - 1 < ChecksumLength)
        {
            problem = "it is cut short";
            return false;
        }

        if (text.ContainsAnyInRange('a', 'z') && text.ContainsAnyInRange('A', 'Z'))
        {
            problem = "upper and lower case are mixed in it";
            return false;
        }

        var groups = new byte[text.Length - prefix.Length - 1];
        for (var i = 0; i < groups.Length; i++)
        {
            var group = Characters.IndexOf(char.ToLowerInvariant(text[prefix.Length + 1 + i]), StringComparison.Ordinal);
            if (group < 0)
            {
                problem = "it has a character that none can have";
                break;
            }

            groups[i] = (byte)group;
        }

        if (problem is null && Checksum(prefix, groups.AsSpan(0, groups.Length - ChecksumLength), groups.AsSpan(groups.Length - ChecksumLength)) != 1)
        {
            problem = "its checksum does not fit: a character was changed, or is missing";
        }

        if (problem is null && !TryToBytes(groups.AsSpan(0, groups.Length - ChecksumLength), out data))
        {
            problem = "it has bits too many";
        }

        CryptographicOperations.ZeroMemory(groups);
        return problem is null;
    }

    private static uint Checksum(string prefix, ReadOnlySpan<byte> groups, ReadOnlySpan<byte> last)
    {
        var state = 1u;
        foreach (var character in prefix)
        {
            state = Next(state, char.ToLowerInvariant(character) >> 5);
        }

        state = Next(state, 0);
        foreach (var character in prefix)
        {
            state = Next(state, char.ToLowerInvariant(character) & 31);
        }

        foreach (var group in groups)
        {
            state = Next(state, group);
        }

        foreach (var group in last)
        {
            state = Next(state, group);
        }

        return state;
    }

    // A step of the BCH code of BIP 173: the state is a polynomial of six coefficients of five bits each.
    private static uint Next(uint state, int value)
    {
        var top = state >> 25;
        state = ((state & 0x1ffffff) << 5) ^ (uint)value;
        state ^= (top & 1) != 0 ? 0x3b6a57b2u : 0;
        state ^= (top & 2) != 0 ? 0x26508e6du : 0;
        state ^= (top & 4) != 0 ? 0x1ea119fau : 0;
        state ^= (top & 8) != 0 ? 0x3d4233ddu : 0;
        state ^= (top & 16) != 0 ? 0x2a1462b3u : 0;
        return state;
    }

    private static void ToGroups(ReadOnlySpan<byte> data, Span<byte> groups)
    {
        var (bits, count, at) = (0, 0, 0);
        foreach (var value in data)
        {
            bits = ((bits << 8) | value) & 0xfff;
            for (count += 8; count >= 5; count -= 5)
            {
                groups[at++] = (byte)((bits >> (count - 5)) & 31);
            }
        }

        if (count > 0)
        {
            groups[at] = (byte)((bits << (5 - count)) & 31);
        }
    }

    // Bits that make no byte are fewer than five, and zero.
    private static bool TryToBytes(ReadOnlySpan<byte> groups, out byte[] data)
    {
        data = new byte[groups.Length * 5 / 8];
        var (bits, count, at) = (0, 0, 0);
        foreach (var group in groups)
        {
            bits = ((bits << 5) | group) & 0xfff;
            count += 5;
            if (count >= 8)
            {
                count -= 8;
                data[at++] = (byte)(bits >> count);
            }
        }

        if (count < 5 && (bits & ((1 << count) - 1)) == 0)
        {
            return true;
        }

        CryptographicOperations.ZeroMemory(data);
        data = [];
        return false;
    }
}
