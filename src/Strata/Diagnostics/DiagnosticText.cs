using System.Globalization;
using Strata.Values;

namespace Strata.Diagnostics;

/// <summary>
/// Writes diagnostics for people, as a compiler does: the message, the place, the line with the place underlined, and what to
/// do. Shows no secret that stands on the line, and lets no file send commands to the terminal.
/// </summary>
/// <param name="writer">Where to.</param>
/// <param name="hasColour">Whether ANSI colours are written: for a terminal only.</param>
/// <param name="secrets">The keys that overrides declare secret; beside them, those that a shown file itself declares are known.</param>
internal sealed class DiagnosticText(TextWriter writer, bool hasColour, DeclaredSecrets? secrets = null)
{
    private const string Reset = "\e[0m";
    private const string Bold = "\e[1m";
    private const string Blue = "\e[1;34m";

    // Diagnostics come ordered by file and line, and the redaction reads each file once then.
    private ExcerptRedaction? _redaction;
    private bool _isFirst = true;

    /// <summary>Writes a diagnostic, with an empty line between it and the one before.</summary>
    /// <param name="diagnostic">The diagnostic.</param>
    /// <param name="note">What is said of it beside the places; null for nothing.</param>
    public void Write(Diagnostic diagnostic, string? note = null)
    {
        if (!_isFirst)
        {
            writer.Write('\n');
        }

        _isFirst = false;
        var colour = ColourOf(diagnostic.Severity);
        Paint(colour, $"{Diagnostic.SeverityName(diagnostic.Severity)} {diagnostic.Code}");
        Paint(Bold, ": " + Shown(diagnostic.Message));
        writer.Write('\n');

        var line = diagnostic.Position.Line.ToString(CultureInfo.InvariantCulture);
        var gutter = new string(' ', Math.Max(3, line.Length));
        if (diagnostic.File is { } file)
        {
            WritePlace(gutter, diagnostic.Position.Line > 0 ? $"{file}:{diagnostic.Position}" : file);
        }

        if (diagnostic.Position.Line > 0 && diagnostic.Source is { } source)
        {
            _redaction = ReferenceEquals(_redaction?.Source, source) ? _redaction : new ExcerptRedaction(source, secrets);
            WriteExcerpt(gutter, line, Excerpt.Of(_redaction, diagnostic), colour, diagnostic.Label);
        }

        foreach (var related in diagnostic.Related)
        {
            WritePlace(gutter, $"{related.File}{(related.Position.Line > 0 ? $":{related.Position}" : "")}: {related.Message}");
        }

        if (note is not null)
        {
            Paint(Blue, gutter + "= ");
            writer.Write($"{Shown(note)}\n");
        }

        if (diagnostic.Hint is { } hint)
        {
            Paint(Blue, gutter + "= ");
            writer.Write($"help: {Shown(hint)}\n");
        }
    }

    private void WritePlace(string gutter, string place)
    {
        Paint(Blue, gutter[1..] + "--> ");
        writer.Write(Shown(place));
        writer.Write('\n');
    }

    private void WriteExcerpt(string gutter, string line, Excerpt excerpt, string colour, string? label)
    {
        Paint(Blue, gutter + "|");
        writer.Write('\n');
        Paint(Blue, line.PadLeft(gutter.Length) + "|");
        writer.Write($" {excerpt.Text}".TrimEnd());
        writer.Write('\n');
        Paint(Blue, gutter + "|");
        writer.Write(new string(' ', 1 + excerpt.Start));
        Paint(colour, new string('^', excerpt.Width) + (label is null ? "" : " " + Shown(label)));
        writer.Write('\n');
    }

    // A key may be a URL with a password, and messages name keys and paths.
    private static string Shown(string text) => TerminalText.Harmless(SecretText.MaskUrlPasswords(text));

    private void Paint(string colour, string text)
    {
        writer.Write(hasColour ? colour + text + Reset : text);
    }

    private static string ColourOf(DiagnosticSeverity severity) => severity switch
    {
        DiagnosticSeverity.Error => "\e[1;31m",
        DiagnosticSeverity.Warning => "\e[1;33m",
        _ => "\e[1;36m",
    };
}
