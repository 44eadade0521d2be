using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Cli.Reports;

/// <summary>The texts of a finding where no line of the file is shown. No secret of a URL stands in them.</summary>
internal static class FindingText
{
    /// <summary>The message, and what would be said beside the underlined line: <c>duplicate key "storage" (first defined at 411:3)</c>.</summary>
    public static string Message(Diagnostic diagnostic) =>
        SecretText.MaskUrlPasswords(diagnostic.Label is null ? diagnostic.Message : $"{diagnostic.Message} ({diagnostic.Label})");

    /// <summary>What to do: <c>help: rename one of them</c>; null where nothing is said.</summary>
    public static string? Help(Diagnostic diagnostic) => diagnostic.Hint is { } hint ? $"help: {SecretText.MaskUrlPasswords(hint)}" : null;

    /// <summary>Another place of it: <c>overrides/base.yml:9:13: the value beneath</c>.</summary>
    public static string Related(RelatedPosition related, ReportPaths paths) =>
        SecretText.MaskUrlPasswords($"{Place(related.File, related.Position, paths)}: {related.Message}");

    /// <summary>A place: <c>overrides/base.yml:9:13</c>.</summary>
    public static string Place(string file, SourcePosition position, ReportPaths paths) =>
        position.Line > 0 ? $"{paths.FromRoot(file)}:{position}" : paths.FromRoot(file);
}
