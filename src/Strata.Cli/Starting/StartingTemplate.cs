using System.Reflection;
using System.Text;

namespace Strata.Cli.Starting;

/// <summary>The files that <c>strata init</c> writes, which are a part of the command.</summary>
internal static class StartingTemplate
{
    private const string Prefix = "template/";

    // What a label of a host has room for (63), less what is put before or behind it.
    private const int LongestName = 50;

    /// <summary>The sets of overrides.</summary>
    public static string[] Names { get; } = ["minimal", "web", "worker", "ml"];

    /// <summary>The systems that run checks.</summary>
    public static string[] Pipelines { get; } = ["github", "gitlab", "jenkins", "pre-commit"];

    /// <summary>The files of a set, by their names from the directory on, with a project's name in them.</summary>
    /// <param name="template">The set.</param>
    /// <param name="pipelines">The systems whose files stand beside them.</param>
    /// <param name="name">The project's name.</param>
    public static IReadOnlyList<(string File, string Text)> FilesOf(string template, IEnumerable<string> pipelines, string name)
    {
        var files = new List<(string, string)>();
        var identifier = IdentifierOf(name);
        var assembly = typeof(StartingTemplate).Assembly;
        string[] sets = [$"{Prefix}{template}/", .. pipelines.Distinct(StringComparer.Ordinal).Select(static pipeline => $"{Prefix}ci/{pipeline}/")];
        foreach (var resource in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            if (Array.Find(sets, set => resource.StartsWith(set, StringComparison.Ordinal)) is { } set)
            {
                files.Add((resource[set.Length..], Read(assembly, resource).Replace("{{name}}", name, StringComparison.Ordinal).Replace("{{identifier}}", identifier, StringComparison.Ordinal)));
            }
        }

        return files;
    }

    /// <summary>A name that hosts, images and resources may have: lower-case letters, digits and hyphens.</summary>
    public static string NameOf(string text)
    {
        var name = string.Concat(text.ToLowerInvariant().Select(static c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-');
        name = name.Length > LongestName ? name[..LongestName].TrimEnd('-') : name;
        return name.Length == 0 ? "application" : char.IsAsciiDigit(name[0]) ? $"app-{name}" : name;
    }

    // Of databases and users: no hyphens, which SQL would take for a minus.
    private static string IdentifierOf(string name) => name.Replace('-', '_');

    private static string Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
