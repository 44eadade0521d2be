using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Sources;
using Strata.Validation;
using Strata.Values;

namespace Strata.Projects;

/// <summary>
/// What <c>strata.yml</c> says of a project: where its overrides are, which contexts are deployed, how grave findings are.
/// Immutable. Paths in it are full ones.
/// </summary>
internal sealed record ProjectFile
{
    /// <summary>The name under which it is looked for.</summary>
    public const string Name = "strata.yml";

    // Nobody's working directory is deeper.
    private const int MostParents = 256;

    /// <summary>The file, as it is shown to people.</summary>
    public required string File { get; init; }

    /// <summary>The directory that the file stands in.</summary>
    public required string Folder { get; init; }

    /// <summary>The overrides directory. Default: <c>overrides</c> beside the file.</summary>
    public required string Directory { get; init; }

    /// <summary>Where the file names that directory; null where it does not.</summary>
    public ConfigNode? DirectoryNode { get; init; }

    /// <summary>Directories whose files may be included beside those of the overrides directory.</summary>
    public ImmutableArray<string> IncludeDirectories { get; init; } = [];

    /// <summary>The contexts that are deployed.</summary>
    public ProjectMatrix Matrix { get; init; } = new();

    /// <summary>How grave the findings of rules are.</summary>
    public RuleSeverities Severities { get; init; } = RuleSeverities.Default;

    /// <summary>Which environments are production.</summary>
    public ProductionEnvironments Production { get; init; } = ProductionEnvironments.Default;

    /// <summary>The limits; null where the file does not say.</summary>
    public ProjectLimits Limits { get; init; }

    /// <summary>The variables that are documented, with what each is for; null where the file names none.</summary>
    public ImmutableSortedDictionary<string, string>? Variables { get; init; }

    /// <summary>The files that keys are read from, as they are written.</summary>
    public ImmutableArray<Named> KeyFiles { get; init; } = [];

    /// <summary>The age recipients that may open overrides which name nobody.</summary>
    public ImmutableArray<string> AgeRecipients { get; init; } = [];

    /// <summary>The integrity codes that encrypted overrides must have, by their names.</summary>
    public ImmutableSortedDictionary<string, string> Pins { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The path of the nearest <c>strata.yml</c>, in a directory or one above it; null for none.</summary>
    public static string? Find(string directory)
    {
        var at = FullPath.Of(directory);
        for (var i = 0; i < MostParents && !string.IsNullOrEmpty(at) && Path.IsPathFullyQualified(at); i++, at = Path.GetDirectoryName(at))
        {
            var file = Path.Combine(at, Name);
            if (System.IO.File.Exists(file))
            {
                return file;
            }
        }

        return null;
    }

    /// <summary>Reads a project's file. Null, with errors, where it cannot be parsed; with other errors it holds what was understood.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">The limits that it is held to itself.</param>
    /// <param name="diagnostics">Where problems go.</param>
    /// <param name="shownAs">The path it is shown under; null for the one that it was named by.</param>
    public static ProjectFile? Read(string path, ParseLimits limits, DiagnosticBag diagnostics, string? shownAs = null)
    {
        return FileContent.ReadNamed(path, limits.MaxFileBytes, diagnostics, shownAs) is { } text
            && DocumentReader.Read(new OverrideSource(Name, text), limits, diagnostics) is [var document, ..]
                ? new ProjectReader(path, diagnostics).Read(document) with { File = shownAs ?? path }
                : null;
    }

    /// <summary>Whether an overrides directory is the one that the file speaks of.</summary>
    public bool IsFor(string directory) => RealOf(directory) == RealOf(Directory);

    private static string RealOf(string directory)
    {
        var full = Path.TrimEndingDirectorySeparator(FullPath.Of(directory));
        try
        {
            return Path.IsPathFullyQualified(full) ? RealPath.Of(full) : full;
        }
        catch (IOException)
        {
            return full;
        }
    }
}

/// <summary>The limits that a project sets.</summary>
/// <param name="MaxFileBytes">The largest file; null for the default.</param>
/// <param name="MaxDepth">How deep values may nest; null for the default.</param>
/// <param name="MaxNodes">How many values a file and a result may have; null for the default.</param>
internal readonly record struct ProjectLimits(long? MaxFileBytes, int? MaxDepth, int? MaxNodes);
