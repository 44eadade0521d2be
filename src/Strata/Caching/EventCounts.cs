using System.Buffers.Binary;

namespace Strata.Caching;

/// <summary>
/// Counts in a file what happens in many processes, at the cost of a byte each: the event's number is appended, which needs no lock.
/// Once the file is long the bytes are summed up; what another process appends in that instant is not counted.
/// </summary>
/// <remarks>The file: a sum of eight bytes for each event, then a byte for each event since.</remarks>
internal static class EventCounts
{
    private const int Kinds = (int)CacheEvent.Withheld + 1;
    private const int SumsLength = Kinds * sizeof(long);

    // Longer ones are summed up.
    private const int LongFile = 64 * 1024;

    /// <summary>The sums in a file's bytes.</summary>
    public static long[] Read(ReadOnlySpan<byte> bytes)
    {
        var counts = new long[Kinds];
        if (bytes.Length < SumsLength)
        {
            return counts;
        }

        for (var i = 0; i < Kinds; i++)
        {
            counts[i] = BinaryPrimitives.ReadInt64LittleEndian(bytes[(i * sizeof(long))..]);
        }

        foreach (var kind in bytes[SumsLength..])
        {
            if (kind < Kinds)
            {
                counts[kind]++;
            }
        }

        return counts;
    }

    /// <summary>A file of sums.</summary>
    public static byte[] Write(ReadOnlySpan<long> counts)
    {
        var bytes = new byte[SumsLength];
        for (var i = 0; i < Kinds; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), counts[i]);
        }

        return bytes;
    }

    /// <summary>Whether a file of so many bytes should be summed up.</summary>
    public static bool IsLong(long length) => length > LongFile;
}
