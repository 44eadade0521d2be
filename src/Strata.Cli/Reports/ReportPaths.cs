using Strata.Layers;
using Strata.Sources;

namespace Strata.Cli.Reports;

/// <summary>
/// Files as continuous integration looks for them: from the root of the repository, wherever in it the command was started. The
/// root is what GitHub and GitLab say it is; elsewhere it is the working directory.
/// </summary>
internal sealed class ReportPaths
{
    private readonly string? _root;

    private ReportPaths(string? root) => _root = root;

    public static ReportPaths Of(CommandHost host) => new(host.Variable("GITHUB_WORKSPACE") ?? host.Variable("CI_PROJECT_DIR"));

    /// <summary>A path from the root, with <c>/</c>; one that leads out of it is given as it is.</summary>
    public string FromRoot(string file)
    {
        if (_root is null || !IsFile(file))
        {
            return file;
        }

        var path = Relative(FullPath.Of(_root), file);
        return path.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(path) ? file : path;
    }

    /// <summary>A path as a URI reference; null for what is no file, such as an option.</summary>
    /// <param name="file">The file, as it is shown to people.</param>
    /// <param name="isRelative">Whether it is relative to the root.</param>
    public string? UriOf(string file, out bool isRelative)
    {
        isRelative = false;
        if (!IsFile(file))
        {
            return null;
        }

        var path = FromRoot(file);
        isRelative = !Path.IsPathRooted(path);
        return isRelative
            ? string.Join('/', path.Split('/').Select(Uri.EscapeDataString))
            : new Uri(path).AbsoluteUri;
    }

    /// <summary>A path from a directory, with <c>/</c>.</summary>
    public static string Relative(string directory, string file) =>
        IsFile(file) ? Path.GetRelativePath(directory, FullPath.Of(file)).Replace(Path.DirectorySeparatorChar, '/') : file;

    private static bool IsFile(string file) => file != AssignedLayers.Name;
}
