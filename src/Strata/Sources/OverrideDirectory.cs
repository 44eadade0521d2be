using Strata.Diagnostics;

namespace Strata.Sources;

/// <summary>An override file that was found.</summary>
/// <param name="Name">The name of its override.</param>
/// <param name="File">The path it is shown under.</param>
/// <param name="FullPath">The path it is read from.</param>
/// <param name="Length">Its bytes when it was listed, to plan the work by; 0 where that is not known.</param>
internal readonly record struct OverrideFile(string Name, string File, string FullPath, long Length = 0);

/// <summary>
/// The files of an overrides directory, in ordinal order whatever the file system gives. Files below <c>schemas/</c>, names that
/// begin with <c>.</c> or <c>_</c>, and other endings are passed by.
/// </summary>
internal sealed class OverrideDirectory
{
    // Deeper trees are loops that no symbolic link explains.
    private const int MaxDepth = 64;

    // Links that fan out reach the same few directories over and over.
    private const int MaxDirectories = 4096;

    private static readonly string[] Extensions = [".yml", ".yaml", ".json", ".toml"];

    private readonly string _root;
    private readonly string _shown;
    private readonly string _prefix;
    private readonly DiagnosticBag _diagnostics;
    private readonly Action<string>? _entering;
    private readonly List<OverrideFile> _files = [];
    private int _directories;

    private OverrideDirectory(string root, string shown, string prefix, DiagnosticBag diagnostics, Action<string>? entering)
    {
        _root = root;
        _shown = shown;
        _prefix = prefix;
        _diagnostics = diagnostics;
        _entering = entering;
    }

    /// <summary>Lists the override files below a directory.</summary>
    /// <param name="directory">The directory as the user named it.</param>
    /// <param name="diagnostics">Takes what cannot be listed.</param>
    /// <param name="entering">Told the path of each directory before it is looked into; null for nobody.</param>
    /// <param name="shownAs">How the directory is shown; null for as it was named.</param>
    public static IReadOnlyList<OverrideFile> List(string directory, DiagnosticBag diagnostics, Action<string>? entering = null, string? shownAs = null)
    {
        var shown = ShownOf(directory, shownAs);
        var root = FullPath.Of(directory);
        if (!Directory.Exists(root))
        {
            diagnostics.Add(Diagnostic.InFile(shown, DiagnosticCode.MissingDirectory, DiagnosticSeverity.Error, "there is no such directory") with
            {
                Hint = Path.IsPathFullyQualified(root)
                    ? "name the overrides directory with -d, or set STRATA_DIRECTORY"
                    : "the working directory is gone: change to another one",
            });
            return [];
        }

        var listing = new OverrideDirectory(root, shown, PrefixOf(directory, shownAs), diagnostics, entering);
        listing.Add(root, "", [RealPath.Of(root)]);
        listing._files.Sort(static (left, right) => string.CompareOrdinal(left.File, right.File));
        return listing._files;
    }

    /// <summary>The name and shown path of one file, as it would be listed, or as a file of its own when it stands outside.</summary>
    public static OverrideFile Describe(string directory, string file, string? shownAs = null)
    {
        var (full, root) = (FullPath.Of(file), FullPath.Of(directory));
        var relative = Path.IsPathFullyQualified(root) && Path.IsPathFullyQualified(full) ? Path.GetRelativePath(root, full).Replace('\\', '/') : full;
        var inside = !relative.StartsWith("../", StringComparison.Ordinal) && !Path.IsPathRooted(relative);
        var name = inside ? relative : Path.GetFileName(full);
        return new OverrideFile(WithoutExtension(name), inside && shownAs is not null ? PrefixOf(directory, shownAs) + name : file.Replace('\\', '/'), full);
    }

    /// <summary>How a directory is shown.</summary>
    /// <param name="directory">The directory as the user named it.</param>
    /// <param name="shownAs">Another name for it; null for none.</param>
    public static string ShownOf(string directory, string? shownAs) => shownAs ?? directory.Replace('\\', '/').TrimEnd('/');

    /// <summary>What stands before the path of a file in a directory where it is shown: nothing where the directory has no name.</summary>
    /// <param name="directory">The directory as the user named it.</param>
    /// <param name="shownAs">Another name for it, empty for none at all; null for the name that it has.</param>
    public static string PrefixOf(string directory, string? shownAs) => shownAs?.Length == 0 ? "" : $"{ShownOf(directory, shownAs)}/";

    private void Add(string directory, string relative, List<string> ancestors)
    {
        _entering?.Invoke(directory);
        FileSystemInfo[] children;
        try
        {
            children = new DirectoryInfo(directory).GetFileSystemInfos();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _diagnostics.Add(FileProblem.Of(Shown(relative), exception));
            return;
        }

        foreach (var child in children)
        {
            if (child.Name[0] is '.' or '_')
            {
                continue;
            }

            var path = relative.Length == 0 ? child.Name : $"{relative}/{child.Name}";
            if (child is DirectoryInfo subdirectory)
            {
                if (path != "schemas")
                {
                    Enter(subdirectory, path, ancestors);
                }
            }
            else if (Extensions.Contains(Path.GetExtension(child.Name), StringComparer.OrdinalIgnoreCase))
            {
                _files.Add(new OverrideFile(WithoutExtension(path), Shown(path), Path.Combine(_root, path), LengthOf((FileInfo)child)));
            }
        }
    }

    private void Enter(DirectoryInfo directory, string path, List<string> ancestors)
    {
        string real;
        try
        {
            real = RealPath.Of(directory.FullName);
        }
        catch (IOException exception)
        {
            _diagnostics.Add(FileProblem.Of(Shown(path), exception));
            return;
        }

        if (++_directories > MaxDirectories)
        {
            if (_directories == MaxDirectories + 1)
            {
                _diagnostics.Add(Diagnostic.InFile(_shown, DiagnosticCode.DirectoryLoop, DiagnosticSeverity.Error, "the directory has more than 4096 directories, or links that lead to them again and again") with
                {
                    Hint = "remove symbolic links that lead back into it",
                });
            }

            return;
        }

        if (ancestors.Contains(real) || ancestors.Count >= MaxDepth)
        {
            _diagnostics.Add(Diagnostic.InFile(Shown(path), DiagnosticCode.DirectoryLoop, DiagnosticSeverity.Error, "the directory leads back to one that holds it") with
            {
                Hint = "remove the symbolic link",
            });
            return;
        }

        ancestors.Add(real);
        Add(directory.FullName, path, ancestors);
        ancestors.RemoveAt(ancestors.Count - 1);
    }

    // What cannot be asked here fails when it is read, with all that is to be said about it.
    private static long LengthOf(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private string Shown(string relative) => relative.Length == 0 ? _shown : _prefix + relative;

    private static string WithoutExtension(string path) => path[..^Path.GetExtension(path).Length];
}
