using System.Collections.Immutable;
using System.Globalization;
using Strata.Diagnostics;
using Strata.Sources;
using Strata.Values;

namespace Strata.Documents;

/// <summary>
/// Turns the bytes of a file into trees. What no format allows is refused here, before a parser sees it; which parser reads
/// which format is known nowhere else.
/// </summary>
internal static class DocumentReader
{
    /// <summary>The documents of a file. Empty, with an error, when any part of it is bad: a file never loads half.</summary>
    public static ImmutableArray<ParsedDocument> Read(OverrideSource source, ParseLimits limits, DiagnosticBag diagnostics, KeyPool? keys = null)
    {
        keys ??= new KeyPool();
        if (!IsText(source.Text, limits, diagnostics))
        {
            return [];
        }

        return Path.GetExtension(source.File).ToLowerInvariant() switch
        {
            ".json" => JsonDocumentReader.Read(source, limits, keys, diagnostics),
            ".toml" => TomlDocumentReader.Read(source, limits, keys, diagnostics),
            _ => YamlDocumentReader.Read(source, limits, keys, diagnostics),
        };
    }

    private static bool IsText(SourceText text, ParseLimits limits, DiagnosticBag diagnostics)
    {
        var bytes = text.Content.Span;
        if (bytes.Length > limits.MaxFileBytes)
        {
            diagnostics.Add(Diagnostic.At(
                text,
                new SourcePosition(1, 1),
                DiagnosticCode.FileTooLarge,
                DiagnosticSeverity.Error,
                string.Create(CultureInfo.InvariantCulture, $"the file has {bytes.Length:N0} bytes; {limits.MaxFileBytes:N0} are allowed")) with
            { Hint = "split it, or raise the limit (--max-file-size)" });
            return false;
        }

        if (IsOtherUnicode(bytes))
        {
            diagnostics.Add(Diagnostic.At(text, new SourcePosition(1, 1), DiagnosticCode.BadEncoding, DiagnosticSeverity.Error, "the file is UTF-16 or UTF-32, not UTF-8") with
            {
                Length = 1,
                Hint = "save it as UTF-8",
            });
            return false;
        }

        if (text.FirstInvalidByte() is { } offset)
        {
            diagnostics.Add(Diagnostic.At(
                text,
                text.PositionOf(offset),
                DiagnosticCode.BadEncoding,
                DiagnosticSeverity.Error,
                $"the byte 0x{bytes[offset]:X2} is not valid UTF-8 here") with
            { Length = 1, Hint = "save the file as UTF-8" });
            return false;
        }

        var control = bytes.IndexOfAny(ControlCharacters.Bytes);
        if (control >= 0)
        {
            diagnostics.Add(Diagnostic.At(
                text,
                text.PositionOf(control),
                DiagnosticCode.ControlCharacter,
                DiagnosticSeverity.Error,
                $"the control character U+{bytes[control]:X4} is not allowed") with
            {
                Length = 1,
                Hint = "remove it; inside a double-quoted text it can be written as an escape",
            });
            return false;
        }

        return true;
    }

    // By its byte order mark, or by where the zeros stand of the ASCII character that a file begins with.
    private static bool IsOtherUnicode(ReadOnlySpan<byte> bytes) =>
        bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0x00, 0x00, 0xFE, 0xFF, ..]
            or [0x00, not 0x00, 0x00, not 0x00, ..] or [not 0x00, 0x00, not 0x00, 0x00, ..]
            or [0x00, 0x00, 0x00, not 0x00, ..] or [not 0x00, 0x00, 0x00, 0x00, ..];

    private static class ControlCharacters
    {
        // Everything below U+0020 but tab, line feed and carriage return; and U+007F.
        public static readonly System.Buffers.SearchValues<byte> Bytes = System.Buffers.SearchValues.Create(
            [.. Enumerable.Range(0, 0x20).Where(static b => b is not ('\t' or '\n' or '\r')).Append(0x7F).Select(static b => (byte)b)]);
    }
}
