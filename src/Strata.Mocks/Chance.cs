using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace Strata.Mocks;

/// <summary>
/// Draws that only the seed decides: the third call of a service has the same latency and the same fault in every run, on every
/// machine, however many services are called beside it.
/// </summary>
/// <param name="seed"><c>testing.seed</c>.</param>
internal sealed class Chance(long seed)
{
    /// <summary>A number from 0 to below 1.</summary>
    /// <param name="service">The service.</param>
    /// <param name="call">Which of its calls it is.</param>
    /// <param name="purpose">What is decided.</param>
    public double Draw(string service, long call, string purpose) => (Bits(service, call, purpose) >> 11) * (1.0 / (1UL << 53));

    /// <summary>An identifier, in the form of a random one.</summary>
    public Guid Identifier(string service, long call, int which)
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, Bits(service, call, string.Create(CultureInfo.InvariantCulture, $"uuid {which} a")));
        BitConverter.TryWriteBytes(bytes[8..], Bits(service, call, string.Create(CultureInfo.InvariantCulture, $"uuid {which} b")));
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    private ulong Bits(string service, long call, string purpose) =>
        XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seed}\n{service}\n{call}\n{purpose}")));
}
