using System.Text.Json;

namespace Strata.Editing;

/// <summary>Finds how a JSON text is written that the reader has found well formed.</summary>
internal static class JsonLayout
{
    /// <summary>The root.</summary>
    public static WrittenNode Read(ReadOnlySpan<byte> content, int maxDepth)
    {
        var reader = new Utf8JsonReader(content, new JsonReaderOptions { MaxDepth = maxDepth });
        var open = new Stack<(WrittenParent Parent, WrittenEntry? Entry)>();
        WrittenNode? root = null;
        WrittenEntry? entry = null;
        while (reader.Read())
        {
            var (start, end) = ((int)reader.TokenStartIndex, (int)reader.BytesConsumed);
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    // The colon is passed with the key.
                    end = start + content[start..end].LastIndexOf((byte)'"') + 1;
                    entry = new WrittenEntry(reader.GetString()!, IsMerge: false, start, end, null!);
                    continue;
                case JsonTokenType.StartObject:
                    open.Push((new WrittenMapping { Start = start, Form = WrittenForm.Brackets }, entry));
                    continue;
                case JsonTokenType.StartArray:
                    open.Push((new WrittenSequence { Start = start, Form = WrittenForm.Brackets }, entry));
                    continue;
            }

            WrittenNode node;
            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                (node, entry) = open.Pop();
                node.End = end;
            }
            else
            {
                var style = reader.TokenType == JsonTokenType.String ? WrittenStyle.DoubleQuoted : WrittenStyle.Plain;
                node = new WrittenScalar { Start = start, End = end, Style = style, IsInBrackets = true };
            }

            switch (open.TryPeek(out var top) ? top.Parent : null)
            {
                case WrittenMapping mapping:
                    mapping.Entries.Add(entry! with { Value = node });
                    break;
                case WrittenSequence sequence:
                    sequence.Items.Add(new WrittenItem(node.Start, node));
                    break;
                default:
                    root = node;
                    break;
            }
        }

        return root!;
    }
}
