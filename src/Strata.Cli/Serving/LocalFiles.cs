using System.Globalization;
using Strata.Diagnostics;
using Strata.Projects;
using Strata.Sources;
using Strata.Values;

namespace Strata.Cli.Serving;

/// <summary>
/// The files of an overrides directory as a space has them: all but those whose names begin with a dot, of which only <c>.env</c> and
/// <c>.env.NAME</c> belong to it, and the project's file that speaks of the directory.
/// </summary>
internal sealed class LocalFiles
{
    private const string Variables = ".env";

    private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _shown = new(StringComparer.Ordinal);
    private readonly string _directory;
    private readonly string _root;
    private readonly DiagnosticBag _diagnostics;
    private long _bytes;

    private LocalFiles(string directory, DiagnosticBag diagnostics)
    {
        _directory = directory.Replace('\\', '/').TrimEnd('/');
        _root = RealPath.Of(FullPath.Of(directory));
        _diagnostics = diagnostics;
    }

    /// <summary>The files as they travel.</summary>
    public SpaceFiles Files => SpaceFiles.Of(_files);

    /// <summary>Reads them. Null, with errors, where they cannot be those of a space.</summary>
    /// <param name="directory">The directory as it was named.</param>
    /// <param name="project">The project's file; null for none.</param>
    /// <param name="diagnostics">Where problems go.</param>
    public static LocalFiles? Read(string directory, ProjectFile? project, DiagnosticBag diagnostics)
    {
        if (!Directory.Exists(directory))
        {
            diagnostics.Add(Diagnostic.InFile(directory, DiagnosticCode.MissingDirectory, DiagnosticSeverity.Error, "there is no such directory") with { Hint = "name the overrides directory: strata push DIR" });
            return null;
        }

        var local = new LocalFiles(directory, diagnostics);
        local.AddDirectory(local._root, "");
        if (project is not null)
        {
            local.Add(SpaceFiles.Project, FullPath.Of(project.File), project.File);
        }

        if (!diagnostics.HasErrors && PortablePath.FirstNesting(local._files.Keys) is var (file, beneath))
        {
            local.Refuse(local.ShownOf(beneath), $"\"{file}\" is a file too where case does not count");
        }

        return diagnostics.HasErrors ? null : local;
    }

    /// <summary>A file of the space as it is shown here, and what it holds.</summary>
    public (string File, SourceText? Source) Place(string path) =>
        _files.TryGetValue(path, out var content) ? (ShownOf(path), new SourceText(ShownOf(path), FileContent.WithoutMark(content))) : (path, null);

    private string ShownOf(string path) => _shown.GetValueOrDefault(path, path);

    private void AddDirectory(string directory, string relative)
    {
        FileSystemInfo[] children;
        try
        {
            children = new DirectoryInfo(directory).GetFileSystemInfos();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _diagnostics.Add(FileProblem.Of(relative.Length == 0 ? _directory : $"{_directory}/{relative}", exception));
            return;
        }

        foreach (var child in children.OrderBy(static child => child.Name, StringComparer.Ordinal))
        {
            var path = relative.Length == 0 ? child.Name : $"{relative}/{child.Name}";
            var shown = $"{_directory}/{path}";
            if (child.Name[0] == '.' && child.Name != Variables && !child.Name.StartsWith($"{Variables}.", StringComparison.Ordinal))
            {
                continue;
            }

            if (child is DirectoryInfo)
            {
                if (child.LinkTarget is null)
                {
                    AddDirectory(child.FullName, path);
                }
                else
                {
                    Refuse(shown, "it is a link to a directory, which a space cannot hold");
                }
            }
            else if (path == SpaceFiles.Project)
            {
                Refuse(shown, "a project's file belongs beside the overrides directory, not into it");
            }
            else if (child.LinkTarget is not null && !IsInside(child.FullName))
            {
                Refuse(shown, "it is a link that leads out of the directory");
            }
            else
            {
                Add(path, child.FullName, shown);
            }
        }
    }

    private void Add(string path, string full, string shown)
    {
        if (PortablePath.ProblemOf(path) is { } problem)
        {
            Refuse(shown, $"its name {problem}");
            return;
        }

        try
        {
            if (FileContent.ReadBytes(full, SpaceFiles.MostBytes - _bytes) is not { } content)
            {
                Refuse(shown, string.Create(CultureInfo.InvariantCulture, $"with it the files have more than {SpaceFiles.MostBytes:N0} bytes"));
                return;
            }

            _bytes += content.Length;
            _files[path] = content.ToArray();
            _shown[path] = shown;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _diagnostics.Add(FileProblem.Of(shown, exception));
        }
    }

    private bool IsInside(string path)
    {
        try
        {
            return !Path.GetRelativePath(_root, RealPath.Of(path)).StartsWith("..", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private void Refuse(string shown, string message) =>
        _diagnostics.Add(Diagnostic.InFile(shown, DiagnosticCode.BadSpaceContent, DiagnosticSeverity.Error, message) with { Hint = "rename it, move it away, or put a file in its place" });
}
