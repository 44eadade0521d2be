using Strata.Diagnostics;
using Strata.Output;
using Strata.Values;

namespace Strata.Explanations;

/// <summary>A diagnostic as programs read it.</summary>
internal static class DiagnosticShape
{
    /// <param name="diagnostic">The diagnostic.</param>
    /// <param name="note">What is said of it behind its message; null for nothing.</param>
    public static MappingNode Of(Diagnostic diagnostic, string? note = null) => new ObjectShape()
        .Add("code", diagnostic.Code.ToString())
        .Add("severity", Diagnostic.SeverityName(diagnostic.Severity))
        .Add("message", SecretText.MaskUrlPasswords(diagnostic.Message + Aside(diagnostic, note)))
        .Add("path", diagnostic.Path is null ? null : ShownPath.Of(diagnostic.Path, reveal: false))
        .Add("file", diagnostic.File)
        .Add("line", diagnostic.Position.Line > 0 ? ScalarNode.Of(diagnostic.Position.Line) : null)
        .Add("column", diagnostic.Position.Line > 0 ? ScalarNode.Of(diagnostic.Position.Column) : null)
        .Add("length", diagnostic.Position.Line > 0 ? ScalarNode.Of(diagnostic.Length) : null)
        .Add("hint", diagnostic.Hint is null ? null : SecretText.MaskUrlPasswords(diagnostic.Hint))
        .Build();

    // The keys are fixed, so that the value which a schema's finding replaced stands behind the message, as the contexts do.
    private static string Aside(Diagnostic diagnostic, string? note)
    {
        var replaced = diagnostic.Code.IsOfSchemas && diagnostic.Related is [var related, ..] ? $"{related.File}:{related.Position}: {related.Message}" : null;
        return (replaced, note) switch
        {
            (null, null) => "",
            (not null, not null) => $" ({replaced}; {note})",
            _ => $" ({replaced ?? note})",
        };
    }
}
