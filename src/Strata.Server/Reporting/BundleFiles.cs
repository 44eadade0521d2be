using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Strata.Extensions.Logging;

namespace Strata.Server.Reporting;

/// <summary>The files of a report, none of which holds a secret: whatever is put in goes through the masks of the log once more.</summary>
internal sealed class BundleFiles
{
    public static JsonSerializerOptions Json { get; } = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    /// <summary>Their names, in order.</summary>
    public IEnumerable<string> Names => _files.Keys;

    public void Add(string name, JsonNode json) => Add(name, json.ToJsonString(Json) + "\n");

    public void Add(string name, string text) => _files[name] = Encoding.UTF8.GetBytes(string.Join('\n', text.Split('\n').Select(MaskedEvent.TextOf)));

    /// <summary>All of them as a compressed tar archive, in one directory.</summary>
    public byte[] ToArchive(string directory, DateTimeOffset now)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Optimal, leaveOpen: true))
        using (var tar = new TarWriter(gzip, TarEntryFormat.Pax))
        {
            foreach (var (name, content) in _files)
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, $"{directory}/{name}")
                {
                    DataStream = new MemoryStream(content),
                    ModificationTime = now,
                    Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                });
            }
        }

        return bytes.ToArray();
    }
}
