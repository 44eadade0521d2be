using System.Collections.Immutable;
using Strata.Server.Spaces;

namespace Strata.Server.Spring;

/// <summary>
/// What a client of Spring Cloud Config asks for: <c>/{application}/{profile}[/{label}]</c>, or <c>[/{label}]/{application}-{profile}.yml</c>,
/// <c>.yaml</c>, <c>.json</c>, <c>.properties</c>. Immutable.
/// </summary>
/// <param name="Applications">The applications, the most general first.</param>
/// <param name="Profiles">The profiles, in the order in which they are named.</param>
/// <param name="Label">The label; null for the head.</param>
/// <param name="Format">The format of a file; null for the list of property sources.</param>
internal sealed record SpringAddress(ImmutableArray<string> Applications, ImmutableArray<string> Profiles, string? Label, string? Format)
{
    /// <summary>The profile of clients that name none.</summary>
    public const string DefaultProfile = "default";

    // What people call the newest state of a repository.
    private static readonly string[] HeadLabels = ["main", "master", "head", "latest"];

    /// <summary>Reads the parts of an address.</summary>
    /// <param name="parts">The one to three parts.</param>
    /// <param name="isType">Whether a name is that of a type: applications may have hyphens in their names.</param>
    /// <returns>What is asked for; null where the parts ask for nothing.</returns>
    public static SpringAddress? Read(IReadOnlyList<string> parts, Func<string, bool> isType) => parts switch
    {
        [var file] => OfFile(file, label: null, isType),
        [var label, var file] when OfFile(file, LabelOf(label), isType) is { } named => named,
        [var application, var profile] => Of(application, profile, label: null, format: null),
        [var application, var profile, var label] => Of(application, profile, LabelOf(label), format: null),
        _ => null,
    };

    /// <summary>The revision that the label names; null for the head.</summary>
    /// <exception cref="RefusalException">It names none.</exception>
    public long? RevisionOf(string space) => Label is null ? null
        : long.TryParse(Label, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number
        : throw Refusal.UnknownLabel(space, Label);

    private static SpringAddress? OfFile(string file, string? label, Func<string, bool> isType)
    {
        var format = Path.GetExtension(file) switch
        {
            ".yml" or ".yaml" => "yaml",
            ".json" => "json",
            ".properties" => "properties",
            _ => null,
        };
        var name = Path.GetFileNameWithoutExtension(file);
        if (format is null || name.IndexOf('-', StringComparison.Ordinal) < 0)
        {
            return null;
        }

        // The longest type that it begins with; where there is none, the last hyphen parts the two.
        var split = name.LastIndexOf('-');
        for (var dash = split; dash > 0; dash = name.LastIndexOf('-', dash - 1))
        {
            if (isType(name[..dash]))
            {
                split = dash;
                break;
            }
        }

        return split > 0 ? Of(name[..split], name[(split + 1)..], label, format) : null;
    }

    private static SpringAddress? Of(string application, string profile, string? label, string? format)
    {
        ImmutableArray<string> applications = [.. application.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct()];
        ImmutableArray<string> profiles = [.. profile.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct()];
        return applications.IsEmpty || profiles.IsEmpty ? null : new SpringAddress(applications, profiles, label, format);
    }

    private static string? LabelOf(string text) => HeadLabels.Contains(text, StringComparer.OrdinalIgnoreCase) ? null : text;
}
