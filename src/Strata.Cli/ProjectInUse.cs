using System.Collections.Immutable;
using Strata.Cli.Serving;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Projects;
using Strata.Sources;

namespace Strata.Cli;

/// <summary>The project's file of a run, or none.</summary>
internal sealed class ProjectInUse
{
    private static readonly ProjectInUse None = new(null, new ValidationResult([]));

    private ProjectInUse(ProjectFile? file, ValidationResult validation)
    {
        File = file;
        Validation = validation;
    }

    /// <summary>What the file says; null where there is none, or none that could be read.</summary>
    public ProjectFile? File { get; }

    /// <summary>What is wrong with it.</summary>
    public ValidationResult Validation { get; }

    /// <summary>The overrides directory that it names, as it is shown; null where there is no project.</summary>
    public string? ShownDirectory => File is null ? null : Path.GetRelativePath(FullPath.Of("."), File.Directory).Replace('\\', '/');

    /// <summary>The integrity codes that encrypted overrides must have, by their names.</summary>
    public IReadOnlyDictionary<string, string> Pins => File?.Pins ?? ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The limits that hold in it.</summary>
    public ParseLimits Limits
    {
        get
        {
            var limits = ParseLimits.Default;
            return File is null ? limits : limits with
            {
                MaxFileBytes = File.Limits.MaxFileBytes ?? limits.MaxFileBytes,
                MaxDepth = File.Limits.MaxDepth ?? limits.MaxDepth,
                MaxNodes = File.Limits.MaxNodes ?? limits.MaxNodes,
            };
        }
    }

    /// <summary>Finds and reads the project's file.</summary>
    /// <param name="named">The file that the user named; null to look for it, in the working directory and above.</param>
    /// <param name="directory">The overrides directory that is used whatever the file says; one that was only found must speak of it. Null for none.</param>
    public static ProjectInUse Find(string? named, string? directory)
    {
        if (named is not null && !System.IO.File.Exists(named))
        {
            return new ProjectInUse(null, new ValidationResult([MissingFile.Of(named, "there is no such project file", "name it relative to the working directory")]));
        }

        var path = named ?? (ProjectFile.Find(".") is { } found ? Path.GetRelativePath(FullPath.Of("."), found).Replace('\\', '/') : null);
        if (path is null)
        {
            return None;
        }

        var diagnostics = new DiagnosticBag();
        var file = ProjectFile.Read(path, ParseLimits.Default, diagnostics);
        return named is null && directory is not null && file?.IsFor(directory) == false
            ? None
            : new ProjectInUse(file, new ValidationResult(WithDirectory(file, directory, diagnostics).ToSorted()));
    }

    /// <summary>The one that speaks of a directory, found from here or beside it.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="named">The file that the user named; null to look for it.</param>
    public static ProjectInUse Beside(string directory, string? named)
    {
        var beside = Path.Combine(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(directory)) ?? "", ProjectFile.Name);
        var found = Find(named, directory);
        return found.File is not null || !found.Validation.IsValid ? found
            : named is null && System.IO.File.Exists(beside) && Find(beside, directory) is { File: { } file } other && file.IsFor(directory) ? other
            : None;
    }

    /// <summary>
    /// That of a space. Of this machine are the keys, and which of its files may be read: what the file says of those was said elsewhere.
    /// </summary>
    public static ProjectInUse Of(SpaceReading space)
    {
        var path = Path.Combine(space.Folder, SpaceFiles.Project);
        if (!System.IO.File.Exists(path))
        {
            return None;
        }

        var diagnostics = new DiagnosticBag();
        var file = ProjectFile.Read(path, ParseLimits.Default, diagnostics, $"{space.Shown}/{SpaceFiles.Project}");
        return new ProjectInUse(file is null ? null : file with { IncludeDirectories = [], KeyFiles = [] }, new ValidationResult(diagnostics.ToSorted()));
    }

    // Told where it is named: whoever reads it need not know which of the places that name one was asked.
    private static DiagnosticBag WithDirectory(ProjectFile? file, string? directory, DiagnosticBag diagnostics)
    {
        if (directory is null && file is { DirectoryNode: { } node } && !Directory.Exists(file.Directory))
        {
            diagnostics.Add(Diagnostic.At(node, DiagnosticCode.MissingDirectory, DiagnosticSeverity.Error, "there is no such directory") with
            {
                Hint = "its path is relative to the project's file",
            });
        }

        return diagnostics;
    }
}
