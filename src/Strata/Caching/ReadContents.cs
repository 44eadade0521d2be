using Strata.Sources;

namespace Strata.Caching;

/// <summary>The fingerprints of what was parsed.</summary>
internal static class ReadContents
{
    // So many bytes are hashed by the system's cryptography, which takes some milliseconds to load.
    private const long Many = 1024 * 1024;

    /// <summary>Those of the files of a listing, in its order; null where one of them has no override.</summary>
    public static List<Fingerprint>? Of(DirectoryObservation observation, OverrideSet overrides)
    {
        var sources = new Dictionary<string, OverrideSource>(StringComparer.Ordinal);
        foreach (var layer in overrides.Layers)
        {
            sources[layer.Source.File] = layer.Source;
        }

        var isMuch = observation.Files.Sum(static file => file.File.Length) > Many;
        var contents = new List<Fingerprint>(observation.Files.Count);
        foreach (var (file, _) in observation.Files)
        {
            if (!sources.TryGetValue(file.File, out var source))
            {
                return null;
            }

            contents.Add(source.KnownChecksum is null && !isMuch
                ? Fingerprint.Of(source.Content.Span)
                : Fingerprint.Read(Convert.FromHexString(source.Checksum.AsSpan(OverrideSource.ChecksumPrefix.Length))));
        }

        return contents;
    }
}
