using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Strata.Sources;

/// <summary>What files are, as one text: a line for each, in ordinal order of their paths, with its SHA-256, its bytes and its path. Equal files have equal manifests.</summary>
internal sealed class FileManifest
{
    private readonly SortedDictionary<string, string> _lines = new(StringComparer.Ordinal);

    /// <summary>Adds a file.</summary>
    public void Add(string path, ReadOnlySpan<byte> content) =>
        _lines[path] = string.Create(CultureInfo.InvariantCulture, $"{HashOf(content)} {content.Length} {path}\n");

    /// <summary>The text.</summary>
    public override string ToString() => string.Concat(_lines.Values);

    /// <summary>The SHA-256 of the text.</summary>
    public string Hash => HashOf(Encoding.UTF8.GetBytes(ToString()));

    /// <summary>The SHA-256 of bytes, in lower-case hexadecimal digits.</summary>
    public static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
