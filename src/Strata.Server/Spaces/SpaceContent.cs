using System.Collections.Immutable;
using System.Text;
using Strata.Sources;

namespace Strata.Server.Spaces;

/// <summary>
/// The files of a space: overrides, schemas, what they include, <c>strata.yml</c> and <c>.env</c>. Immutable, and known by the SHA-256 of the
/// list of their names and hashes, so that equal files are one content.
/// </summary>
internal sealed class SpaceContent
{
    private SpaceContent(ImmutableSortedDictionary<string, ContentFile> files)
    {
        Files = files;
        Manifest = ManifestOf(files);
        Hash = HashOf(Encoding.UTF8.GetBytes(Manifest));
    }

    /// <summary>The content of a space that nothing was published to.</summary>
    public static SpaceContent Empty { get; } = new(ImmutableSortedDictionary.Create<string, ContentFile>(StringComparer.Ordinal));

    /// <summary>The files by their paths, in ordinal order.</summary>
    public ImmutableSortedDictionary<string, ContentFile> Files { get; }

    /// <summary>A line for each file: its hash, its bytes, its path.</summary>
    public string Manifest { get; }

    /// <summary>The SHA-256 of the manifest, in lower-case hexadecimal digits.</summary>
    public string Hash { get; }

    /// <summary>Makes a content of files.</summary>
    /// <exception cref="RefusalException">A path is none, or there is too much.</exception>
    public static SpaceContent Of(IEnumerable<KeyValuePair<string, byte[]>> files)
    {
        var read = ImmutableSortedDictionary.CreateBuilder<string, ContentFile>(StringComparer.Ordinal);
        var spellings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        long bytes = 0;
        foreach (var (path, body) in files)
        {
            ContentPath.Check(path);
            if (!spellings.TryAdd(path, path))
            {
                throw Refusal.BadContent($"the files \"{spellings[path]}\" and \"{path}\" are one file where case does not count", "rename one of them");
            }

            bytes += body.LongLength;
            ContentLimits.Check(path, body.LongLength, bytes, read.Count + 1);
            read[path] = new ContentFile(body, HashOf(body));
        }

        ContentPath.CheckNesting(read.Keys);
        return new SpaceContent(read.ToImmutable());
    }

    /// <summary>Puts together what a store kept.</summary>
    /// <exception cref="InvalidDataException">The files are not those that the hash names.</exception>
    public static SpaceContent Restore(string hash, IEnumerable<KeyValuePair<string, byte[]>> files)
    {
        var content = new SpaceContent(files.ToImmutableSortedDictionary(static file => file.Key, static file => new ContentFile(file.Value, HashOf(file.Value)), StringComparer.Ordinal));
        return content.Hash == hash ? content : throw new InvalidDataException($"the stored files of content {hash} are not those that were published: their hash is {content.Hash}");
    }

    /// <summary>The paths of a manifest with the hashes of their files.</summary>
    public static IEnumerable<KeyValuePair<string, string>> ReadManifest(string manifest) =>
        manifest.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => KeyValuePair.Create(line[(line.IndexOf(' ', 65) + 1)..], line[..64]));

    public static string HashOf(ReadOnlySpan<byte> bytes) => FileManifest.HashOf(bytes);

    private static string ManifestOf(ImmutableSortedDictionary<string, ContentFile> files)
    {
        var manifest = new FileManifest();
        foreach (var (path, file) in files)
        {
            manifest.Add(path, file.Body);
        }

        return manifest.ToString();
    }
}

/// <summary>One file of a content.</summary>
/// <param name="Body">Its bytes, which nobody changes.</param>
/// <param name="Hash">Their SHA-256, in lower-case hexadecimal digits.</param>
internal sealed record ContentFile(byte[] Body, string Hash);
