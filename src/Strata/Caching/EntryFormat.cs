using System.Runtime.InteropServices;

namespace Strata.Caching;

/// <summary>
/// The form of a kept configuration. It is read from its end: a footer of fixed length says where the rest is. Numbers are of variable
/// length, seven bits a byte, unless it is said; texts are their length and kind (twice the length, plus 1 where each character is one
/// byte, Latin-1, and not two) and their characters.
/// <code>
/// nodes      each after all that is beneath it
///   scalar   kind and flags (a byte), type and style (a byte), document, line, column, text, count and places of secret parts
///   mapping  kind and flags, the bytes of the record in four bytes, document, line, column, how far back the first node beneath it begins, count,
///            with 16 entries or more a table of them: hash of the key, place of the entry, four bytes each, by hash,
///            entries: key, line and column of the key, how far back the value is
///   sequence kind and flags, the bytes of the record in four bytes, document, line, column, how far back the first node beneath it
///            begins, count, then four bytes each: how far back the item is
/// tables     names and files of documents, secret paths, names of the overrides
/// footer     96 bytes in one block: the format's name, the entry's key, places of root and tables, counts of nodes and withheld values
/// </code>
/// </summary>
internal static class EntryFormat
{
    public const int FooterLength = 96;

    /// <summary>Mappings of so many entries are looked up by a table.</summary>
    public const int TableThreshold = 16;

    public const int KindMask = 3;
    public const byte Sensitive = 4;

    /// <summary>The value, or one beneath, is a secret that was left out.</summary>
    public const byte Withheld = 8;

    /// <summary>The mapping has a table.</summary>
    public const byte HasTable = 16;

    public static ReadOnlySpan<byte> Name => "strata-e"u8;

    /// <summary>What the checksums of an entry's blocks are mixed with.</summary>
    public static long SeedOf(in Fingerprint key) => MemoryMarshal.Read<long>(key.Bytes);

    /// <summary>The hash of a key in a mapping's table: FNV-1a over its UTF-16.</summary>
    public static uint HashOf(ReadOnlySpan<char> key)
    {
        var hash = 2166136261u;
        foreach (var c in key)
        {
            hash = (hash ^ c) * 16777619u;
        }

        return hash;
    }
}
