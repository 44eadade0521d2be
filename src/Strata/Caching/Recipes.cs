using System.Buffers.Binary;
using System.IO.Hashing;

namespace Strata.Caching;

/// <summary>What resolutions of the same files, context and options depended on, the newest first. Another variable may lead to other ones. Immutable.</summary>
internal sealed class Recipes
{
    // Of older ones somebody may have had use for; they cost a resolution.
    private const int Most = 8;

    private Recipes(IReadOnlyList<InputNames> all) => All = all;

    public static Recipes None { get; } = new([]);

    public IReadOnlyList<InputNames> All { get; }

    /// <summary>These and one more.</summary>
    public Recipes With(InputNames names) => new([names, .. All.Where(other => !other.IsSameAs(names)).Take(Most - 1)]);

    public byte[] ToBytes()
    {
        var text = new ByteText().Add(All.Count);
        foreach (var names in All)
        {
            names.WriteTo(text);
        }

        var bytes = new byte[text.Written.Length + sizeof(ulong)];
        text.Written.CopyTo(bytes);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(^sizeof(ulong)..), XxHash3.HashToUInt64(text.Written));
        return bytes;
    }

    /// <summary>Reads recipes; null for what are none.</summary>
    public static Recipes? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < sizeof(ulong) || XxHash3.HashToUInt64(bytes[..^sizeof(ulong)]) != BinaryPrimitives.ReadUInt64LittleEndian(bytes[^sizeof(ulong)..]))
        {
            return null;
        }

        try
        {
            var reader = new ByteTextReader(bytes[..^sizeof(ulong)]);
            var all = new InputNames[reader.ReadCount()];
            foreach (ref var names in all.AsSpan())
            {
                names = InputNames.Read(ref reader);
            }

            return new Recipes(all);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
