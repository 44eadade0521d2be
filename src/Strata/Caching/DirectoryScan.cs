using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Sources;

namespace Strata.Caching;

/// <summary>Tells which contents the files of a directory have now, and reads as few of them as it can.</summary>
internal static class DirectoryScan
{
    /// <summary>The index of a directory as it is now; null where a file or directory cannot be read.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="mostBytes">The largest file.</param>
    /// <param name="index">What is known already; null for nothing.</param>
    /// <param name="now">The instant, by the clock that files are stamped by.</param>
    /// <returns>The same index where nothing changed.</returns>
    public static DirectoryIndex? Of(string directory, long mostBytes, DirectoryIndex? index, DateTimeOffset now)
    {
        var observation = new DirectoryObservation(directory, now);
        if (index?.IsCurrent(observation.Root) == true)
        {
            return index;
        }

        // Something was touched, or too lately for its stamp to be certain. Most files are known by their stamps still.
        var diagnostics = new DiagnosticBag();
        observation.Found(OverrideDirectory.List(directory, diagnostics, observation.Entering));
        if (diagnostics.Count > 0)
        {
            return null;
        }

        var known = index?.ToFiles() ?? [];
        var contents = new List<Fingerprint>(observation.Files.Count);
        foreach (var (file, stamp) in observation.Files)
        {
            if (known.TryGetValue(observation.PathOf(file.FullPath), out var before) && before.Stamp is not null && before.Stamp == stamp)
            {
                contents.Add(before.Content);
            }
            else if (ContentOf(file.FullPath, mostBytes) is { } content)
            {
                contents.Add(content);
            }
            else
            {
                return null;
            }
        }

        return DirectoryIndex.Make(observation, contents, ImmutableDictionary<string, Fingerprint>.Empty, index);
    }

    private static Fingerprint? ContentOf(string path, long mostBytes)
    {
        try
        {
            return FileContent.ReadBytes(path, mostBytes) is { } bytes ? Fingerprint.Of(FileContent.WithoutMark(bytes).Span) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
