using Strata.Values;

namespace Strata.Diagnostics;

/// <summary>
/// One problem: what is wrong, where, and what to do. Immutable. No text of it holds a secret value.
/// </summary>
public sealed record Diagnostic
{
    internal Diagnostic(DiagnosticCode code, DiagnosticSeverity severity, string message)
    {
        Code = code;
        Severity = severity;
        Message = message;
    }

    /// <summary>The kind of problem.</summary>
    public DiagnosticCode Code { get; }

    /// <summary>How grave it is.</summary>
    public DiagnosticSeverity Severity { get; init; }

    /// <summary>What is wrong, in one line.</summary>
    public string Message { get; }

    /// <summary>The path of the value concerned; null where none is.</summary>
    public ConfigPath? Path { get; init; }

    /// <summary>The file, as it is shown to people; null where none is concerned.</summary>
    public string? File { get; init; }

    /// <summary>The place in the file; <see cref="SourcePosition.None"/> where the whole file is meant.</summary>
    public SourcePosition Position { get; init; }

    /// <summary>The number of UTF-16 code units to underline, at least 1; 0 where there is no place.</summary>
    public int Length { get; init; }

    /// <summary>What to do about it; null where nothing general can be said.</summary>
    public string? Hint { get; init; }

    /// <summary>What is said beside the underlining: <c>first defined at 411:3</c>. Null for nothing.</summary>
    public string? Label { get; init; }

    /// <summary>Other places that belong to the problem: the other files of a cycle, the value that is replaced.</summary>
    public IReadOnlyList<RelatedPosition> Related { get; init; } = [];

    /// <summary>The text that <see cref="File"/> names, for showing the line.</summary>
    internal SourceText? Source { get; init; }

    /// <summary>How many problems this one stands for that were not kept; 0 for one that is told itself.</summary>
    internal long Lost { get; init; }

    /// <summary>Whether the value concerned is secret though nothing on its line says so: its path is declared so.</summary>
    internal bool IsSensitive { get; init; }

    /// <summary>The problem in one line: <c>overrides/docker.yml:542:3: error STR0004: duplicate key "storage"</c>.</summary>
    public override string ToString()
    {
        var place = File is null ? "" : Position.Line > 0 ? $"{File}:{Position}: " : $"{File}: ";
        return $"{place}{SeverityName(Severity)} {Code}: {SecretText.MaskUrlPasswords(Message)}";
    }

    internal static string SeverityName(DiagnosticSeverity severity) => severity switch
    {
        DiagnosticSeverity.Error => "error",
        DiagnosticSeverity.Warning => "warning",
        _ => "suggestion",
    };

    /// <summary>A problem with a node's value, at the place where that is written.</summary>
    /// <param name="node">The node.</param>
    /// <param name="code">The kind of problem.</param>
    /// <param name="severity">How grave it is.</param>
    /// <param name="message">What is wrong, in one line; without the value where that may be secret.</param>
    public static Diagnostic At(ConfigNode node, DiagnosticCode code, DiagnosticSeverity severity, string message) =>
        At(node.Document.Text, node.Position, code, severity, message) with { IsSensitive = node.IsSensitive };

    /// <summary>A problem at a place of a text.</summary>
    internal static Diagnostic At(SourceText source, SourcePosition position, DiagnosticCode code, DiagnosticSeverity severity, string message) =>
        new(code, severity, message)
        {
            File = source.File.Length == 0 ? null : source.File,
            Source = source,
            Position = position,
            Length = position.Line > 0 ? TokenLength.At(source, position) : 0,
        };

    /// <summary>A problem with a whole file.</summary>
    internal static Diagnostic InFile(string file, DiagnosticCode code, DiagnosticSeverity severity, string message) =>
        new(code, severity, message) { File = file };
}

/// <summary>A further place that belongs to a problem.</summary>
/// <param name="Message">What the place has to do with it.</param>
/// <param name="File">The file, as it is shown to people.</param>
/// <param name="Position">The place in the file.</param>
public sealed record RelatedPosition(string Message, string File, SourcePosition Position)
{
    internal static RelatedPosition To(ConfigNode node, string message) => new(message, node.File, node.Position);
}
