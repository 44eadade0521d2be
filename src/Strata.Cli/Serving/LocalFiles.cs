using System.Globalization;
using Strata.Diagnostics;
using Strata.Projects;
using Strata.Sources;
using Strata.Values;

namespace Strata.Cli.Serving;

/// <summary>
/// The files of an overrides directory as a space has them, and the project's file that speaks of the directory.
/// </summary>
internal sealed class LocalFiles
{
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
        local.AddAll();
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

    private void AddAll()
    {
        foreach (var file in SpaceListing.Of(_root))
        {
            var shown = file.Path.Length == 0 ? _directory : $"{_directory}/{file.Path}";
            if (file.Failure is { } failure)
            {
                _diagnostics.Add(FileProblem.Of(shown, failure));
            }
            else if (file.Path == SpaceFiles.Project)
            {
                Refuse(shown, "a project's file belongs beside the overrides directory, not into it");
            }
            else if (file.Problem is { } problem)
            {
                Refuse(shown, problem);
            }
            else
            {
                Add(file.Path, file.FullPath, shown);
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

    private void Refuse(string shown, string message) =>
        _diagnostics.Add(Diagnostic.InFile(shown, DiagnosticCode.BadSpaceContent, DiagnosticSeverity.Error, message) with { Hint = "rename it, move it away, or put a file in its place" });
}
