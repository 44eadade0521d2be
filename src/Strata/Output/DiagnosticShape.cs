using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Output;

/// <summary>Diagnostics as the trees that <c>-o json</c> and <c>-o yaml</c> print.</summary>
internal static class DiagnosticShape
{
    /// <summary>The shape of <c>validate</c>: <c>{"valid", "errors", "warnings", "suggestions"}</c>.</summary>
    public static MappingNode Of(ValidationResult result, bool isValid) => new ObjectShape()
        .Add("valid", isValid)
        .Add("errors", ListShape.Of(result.Errors.Select(Of)))
        .Add("warnings", ListShape.Of(result.Warnings.Select(Of)))
        .Add("suggestions", ListShape.Of(result.Suggestions.Select(Of)))
        .Build();

    public static ConfigNode Of(Diagnostic diagnostic)
    {
        var hasPlace = diagnostic.Position.Line > 0;
        return new ObjectShape()
            .Add("code", diagnostic.Code.ToString())
            .Add("severity", Diagnostic.SeverityName(diagnostic.Severity))
            .Add("message", diagnostic.Message)
            .Add("path", diagnostic.Path?.ToString())
            .Add("file", diagnostic.File)
            .Add("line", hasPlace ? ScalarNode.Of(diagnostic.Position.Line) : null)
            .Add("column", hasPlace ? ScalarNode.Of(diagnostic.Position.Column) : null)
            .Add("length", hasPlace ? ScalarNode.Of(diagnostic.Length) : null)
            .Add("hint", diagnostic.Hint)
            .Build();
    }
}
