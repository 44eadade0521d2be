using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Strata.Diagnostics;
using Strata.Sources;
using Strata.Values;

namespace Strata.Documents;

/// <summary>Reads JSON by the letter of RFC 8259: no comments, no trailing commas. Numbers keep their spelling.</summary>
internal static class JsonDocumentReader
{
    public static ImmutableArray<ParsedDocument> Read(OverrideSource source, ParseLimits limits, KeyPool keys, DiagnosticBag diagnostics)
    {
        var document = new SourceDocument(source.Name, source.Text);
        var rules = new DocumentRules(source.Text, limits, diagnostics);
        if (source.Content.Span.IndexOfAnyExcept(" \t\r\n"u8) < 0)
        {
            TopLevel.RefuseEmpty(new SourcePosition(1, 1), "the file is empty", "{}", rules);
            return [];
        }

        var root = ReadTree(document, rules, keys);
        if (rules.Failed || root is null)
        {
            return [];
        }

        if (root is MappingNode mapping)
        {
            return [new ParsedDocument(document, mapping, [])];
        }

        TopLevel.RefuseOther(root, rules);
        return [];
    }

    private static ConfigNode? ReadTree(SourceDocument document, DocumentRules rules, KeyPool keys)
    {
        var text = document.Text;

        // One level more than is allowed, so that it is our rule that refuses it.
        var reader = new Utf8JsonReader(text.Content.Span, new JsonReaderOptions { MaxDepth = rules.Limits.MaxDepth + 1 });
        var builder = new TreeBuilder(rules);
        builder.Begin(document);
        var positions = new Utf8Positions(text.Content.Span);
        var previous = JsonTokenType.None;
        var accepted = -1L;
        try
        {
            while (!rules.Stopped && reader.Read())
            {
                (previous, accepted) = (reader.TokenType, reader.TokenStartIndex);
                Accept(ref reader, positions.At((int)reader.TokenStartIndex), builder, rules, keys);
            }
        }
        catch (JsonException exception)
        {
            var within = builder.Depth == 0 ? (byte)0 : builder.IsInMapping ? (byte)'{' : (byte)'[';

            // A key whose colon is missing has been consumed without being given.
            previous = reader.TokenStartIndex > accepted && reader.TokenStartIndex < reader.BytesConsumed ? JsonTokenType.PropertyName : previous;
            var problem = JsonSyntaxProblem.Explain(text.Content.Span, OffsetOf(text.Content.Span, exception), (int)reader.BytesConsumed, previous, within);
            rules.Stop(text.PositionOf(problem.Offset), DiagnosticCode.SyntaxError, problem.Message, problem.Hint);
        }

        return builder.Root;
    }

    private static void Accept(ref Utf8JsonReader reader, SourcePosition position, TreeBuilder builder, DocumentRules rules, KeyPool keys)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                builder.StartMapping(position);
                break;
            case JsonTokenType.StartArray:
                builder.StartSequence(position);
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                builder.End();
                break;
            case JsonTokenType.PropertyName:
                builder.Key(keys.Intern(Text(ref reader, position, rules)), position);
                break;
            case JsonTokenType.String:
                builder.Scalar(position, Text(ref reader, position, rules), ScalarType.String, ScalarStyle.Quoted);
                break;
            case JsonTokenType.Number:
                var number = Encoding.UTF8.GetString(reader.ValueSpan);
                builder.Scalar(position, number, CoreSchema.TypeOf(number), ScalarStyle.Plain);
                break;
            case JsonTokenType.True:
                builder.Scalar(position, "true", ScalarType.Boolean, ScalarStyle.Plain);
                break;
            case JsonTokenType.False:
                builder.Scalar(position, "false", ScalarType.Boolean, ScalarStyle.Plain);
                break;
            default:
                builder.Scalar(position, "null", ScalarType.Null, ScalarStyle.Plain);
                break;
        }
    }

    private static string Text(ref Utf8JsonReader reader, SourcePosition position, DocumentRules rules)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException) when (reader.ValueIsEscaped)
        {
            rules.LoneSurrogate(position, "write the character itself, or both escapes of the pair");
            return "";
        }
    }

    // The framework's reader counts lines by their LF alone.
    private static int OffsetOf(ReadOnlySpan<byte> text, JsonException exception)
    {
        var offset = 0;
        for (var line = exception.LineNumber ?? 0; line > 0; line--)
        {
            offset += text[offset..].IndexOf((byte)'\n') + 1;
        }

        return (int)Math.Min(offset + (exception.BytePositionInLine ?? 0), text.Length);
    }
}
