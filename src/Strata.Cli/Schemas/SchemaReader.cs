using Strata.Diagnostics;
using Strata.Documents;
using Strata.Sources;
using Strata.Validation.Schemas;
using Strata.Values;

namespace Strata.Cli.Schemas;

/// <summary>Schema files by their path, each read once. Not safe for use from several threads.</summary>
/// <param name="limits">The limits that the files are held to.</param>
/// <param name="allowed">Where references may lead: whoever wrote the schema did not ask for any other file to be read.</param>
/// <param name="diagnostics">Takes what is wrong.</param>
internal sealed class SchemaReader(ParseLimits limits, AllowedDirectories allowed, DiagnosticBag diagnostics)
{
    // Deeper trees are loops of symbolic links.
    private const int MaxDepth = 64;

    private static readonly string[] Endings = [".schema.json", ".schema.yml", ".schema.yaml"];

    private readonly Dictionary<string, SchemaDocument?> _known = new(StringComparer.Ordinal);

    /// <summary>The directory of schemas in a directory of overrides.</summary>
    public static string DirectoryIn(string overrides) => overrides.Replace('\\', '/').TrimEnd('/') + "/schemas";

    /// <summary>The file of a type's schema; the first one that might be it where there is none.</summary>
    public static string PathOf(string overrides, string type)
    {
        var paths = Endings.Select(ending => $"{DirectoryIn(overrides)}/{type}{ending}").ToList();
        return paths.Find(File.Exists) ?? paths[0];
    }

    /// <summary>Every schema below a directory, in ordinal order. None where there is no such directory.</summary>
    public static IEnumerable<string> In(string directory)
    {
        if (!Directory.Exists(directory))
        {
            return [];
        }

        var every = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = MaxDepth };
        return Directory.EnumerateFiles(directory, "*", every)
            .Select(static path => path.Replace('\\', '/'))
            .Where(static path => Path.GetExtension(path) is ".json" or ".yml" or ".yaml")
            .Order(StringComparer.Ordinal);
    }

    /// <summary>The schema of a file. Null when it is missing or bad; the first to ask is told why.</summary>
    /// <param name="path">The file, as it is shown to people.</param>
    /// <param name="hint">What to do where there is none.</param>
    public SchemaDocument? Read(string path, string? hint = null)
    {
        var key = FullPath.Of(path);
        if (!_known.TryGetValue(key, out var document))
        {
            _known[key] = document = Load(path, hint);
        }

        return document;
    }

    /// <summary>The schema of a file that another refers to. Null when it is missing or bad, or may not be read.</summary>
    public SchemaDocument? Follow(string path) => MayFollow(path) ? Read(path) : null;

    /// <summary>The text of a file that another refers to. Null when it is missing, cannot or may not be read.</summary>
    public SourceText? FollowText(string path) => MayFollow(path) ? FileContent.ReadNamed(path, limits.MaxFileBytes, diagnostics) : null;

    // Judged before it is opened, so that no line of another file is shown.
    private bool MayFollow(string path) => File.Exists(path) && allowed.Contain(RealPath.Of(FullPath.Of(path)));

    private SchemaDocument? Load(string path, string? hint)
    {
        if (!File.Exists(path))
        {
            diagnostics.Add(MissingFile.Of(path, "there is no such schema", hint ?? "name it relative to the working directory"));
            return null;
        }

        return FileContent.ReadNamed(path, limits.MaxFileBytes, diagnostics) is { } text ? SchemaDocument.Read(text, limits, diagnostics) : null;
    }
}
