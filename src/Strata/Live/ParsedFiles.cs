using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Layers;
using Strata.Sources;

namespace Strata.Live;

/// <summary>
/// The override files of a directory as they were last read. A file that the file system says is as it was is not opened again, and one
/// with the same content is not parsed again: it gives the very same overrides. What had errors is always parsed again. Safe for use from
/// several threads, one after another.
/// </summary>
/// <param name="directory">The overrides directory.</param>
/// <param name="options">How files are read.</param>
internal sealed class ParsedFiles(string directory, ResolutionOptions options)
{
    /// <summary>How often files are read that change meanwhile. Those that are never at rest are then taken as they come: what happens afterwards will be seen.</summary>
    public const int MostAttempts = 8;

    private readonly Lock _lock = new();
    private Dictionary<string, ParsedFile> _known = new(StringComparer.Ordinal);
    private DirectoryReading? _last;

    /// <summary>Reads what has changed.</summary>
    /// <returns>The overrides; the same object as before where nothing has changed.</returns>
    public DirectoryReading Read()
    {
        lock (_lock)
        {
            for (var attempt = 1; ; attempt++)
            {
                var listing = List();
                if (_last is { } last && IsAsKnown(listing))
                {
                    return last;
                }

                var reading = Read(listing);

                // What was put in its place while it was read, a whole directory perhaps, must not come half from before and half from after.
                if (attempt == MostAttempts || List().IsSameAs(listing))
                {
                    return _last = reading;
                }
            }
        }
    }

    private Listing List()
    {
        var found = new DiagnosticBag();
        var entered = new List<string>();
        var files = OverrideDirectory.List(directory, found, entered.Add, options.ShownDirectory);
        var stamps = new FileStamp[files.Count];
        for (var i = 0; i < stamps.Length; i++)
        {
            stamps[i] = FileStamp.Of(files[i].FullPath);
        }

        return new Listing(files, stamps, entered, found.ToSorted());
    }

    private bool IsAsKnown(Listing listing)
    {
        if (!listing.Found.IsEmpty || listing.Files.Count != _known.Count)
        {
            return false;
        }

        for (var i = 0; i < listing.Stamps.Length; i++)
        {
            if (KnownAs(listing.Files[i], listing.Stamps[i]) is null)
            {
                return false;
            }
        }

        return true;
    }

    private ParsedFile? KnownAs(in OverrideFile file, in FileStamp stamp) =>
        _known.TryGetValue(file.File, out var known) && known.IsSettled && known.Stamp == stamp ? known : null;

    private DirectoryReading Read(Listing listing)
    {
        var files = new ParsedFile[listing.Files.Count];
        var changed = new List<int>();
        for (var i = 0; i < files.Length; i++)
        {
            if (KnownAs(listing.Files[i], listing.Stamps[i]) is { } known)
            {
                files[i] = known;
            }
            else
            {
                changed.Add(i);
            }
        }

        Pipeline.ForEachFile(
            [.. changed.Select(index => listing.Files[index])],
            (place, keys) => files[changed[place]] = Read(listing.Files[changed[place]], listing.Stamps[changed[place]], keys));
        return Accept(listing, files);
    }

    private ParsedFile Read(in OverrideFile file, in FileStamp stamp, KeyPool keys)
    {
        var found = new DiagnosticBag();
        var isSettled = stamp.IsSettled();
        if (FileContent.Read(file, options.Limits.MaxFileBytes, found) is not { } source)
        {
            return new ParsedFile(stamp, isSettled, "", [], found.ToSorted(), PlacesOf(file));
        }

        if (_known.TryGetValue(file.File, out var known) && known.Checksum == source.Checksum)
        {
            return known with { Stamp = stamp, IsSettled = isSettled, Places = PlacesOf(file) };
        }

        var layers = Pipeline.ParseLayers(file, source, options.Limits, options.Keys, found, keys, options.AllowLocked);
        return new ParsedFile(stamp, isSettled, source.Checksum, layers, found.ToSorted(), PlacesOf(file));
    }

    private DirectoryReading Accept(Listing listing, ParsedFile[] files)
    {
        var found = new DiagnosticBag();
        found.AddRange(listing.Found);
        var places = new WatchedPlaces();
        foreach (var entered in listing.Entered)
        {
            places.AddDirectory(entered);
        }

        _known = new Dictionary<string, ParsedFile>(files.Length, StringComparer.Ordinal);
        var layers = ImmutableArray.CreateBuilder<Layer>(files.Length);
        for (var i = 0; i < files.Length; i++)
        {
            places.AddRange(files[i].Places);
            layers.AddRange(files[i].Layers);
            found.AddRange(files[i].Found);
            if (files[i].IsGood)
            {
                _known.Add(listing.Files[i].File, files[i]);
            }
        }

        var read = layers.DrainToImmutable();
        var reading = new DirectoryReading(read, found.ToSorted(), OverrideSet.UnreadableAmong(listing.Files, read), places.All);
        return _last is { } last && last.IsSameAs(reading) ? last : reading;
    }

    // Most files stand where their directory does, and that is watched already.
    private static IReadOnlyCollection<WatchedPlace> PlacesOf(in OverrideFile file)
    {
        if (new FileInfo(file.FullPath).LinkTarget is null)
        {
            return [];
        }

        var places = new WatchedPlaces();
        places.AddFile(file.FullPath);
        return places.All;
    }

    /// <summary>A file that was read.</summary>
    /// <param name="Stamp">What the file system said of it before.</param>
    /// <param name="IsSettled">Whether that tells of every change.</param>
    /// <param name="Checksum">Of its bytes.</param>
    /// <param name="Layers">Its overrides.</param>
    /// <param name="Found">What was found in it by itself.</param>
    /// <param name="Places">Where it stands, where that is not its own directory.</param>
    private sealed record ParsedFile(FileStamp Stamp, bool IsSettled, string Checksum, ImmutableArray<Layer> Layers, ImmutableArray<Diagnostic> Found, IReadOnlyCollection<WatchedPlace> Places)
    {
        /// <summary>Whether nothing but another content can make anything else of it: a key that was not to be had may be there the next time.</summary>
        public bool IsGood => Found.All(static diagnostic => diagnostic.Severity != DiagnosticSeverity.Error && diagnostic.Code != DiagnosticCode.LockedOverride);
    }

    /// <summary>The files that there are, and what the file system says of them.</summary>
    private sealed record Listing(IReadOnlyList<OverrideFile> Files, FileStamp[] Stamps, List<string> Entered, ImmutableArray<Diagnostic> Found)
    {
        public bool IsSameAs(Listing other) =>
            Stamps.AsSpan().SequenceEqual(other.Stamps)
            && Files.Select(static file => file.FullPath).SequenceEqual(other.Files.Select(static file => file.FullPath))
            && Found.Length == other.Found.Length;
    }
}
