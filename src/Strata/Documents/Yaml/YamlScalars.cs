using System.Text;
using Strata.Values;

namespace Strata.Documents.Yaml;

/// <summary>Reads what may be a key: a text within one line or in quotes, or an alias. Whether it is one is known behind it.</summary>
internal sealed class YamlScalars(YamlCursor cursor, YamlEventQueue events, YamlNames names, ScalarText scalar)
{
    private const int LongestKey = 1024;

    /// <summary>Reads what is next; of a plain text the first line.</summary>
    /// <param name="minIndent">How far a further line is indented at least.</param>
    /// <param name="flow">Whether it stands within brackets.</param>
    /// <param name="read">What it is.</param>
    /// <returns>Whether it is well formed.</returns>
    public bool Read(int minIndent, bool flow, out ReadScalar read)
    {
        var start = cursor.At;
        read = new ReadScalar(YamlScalarStyle.Plain, null, start);
        switch (cursor.Text[start])
        {
            case (byte)'"':
                read = read with { Style = YamlScalarStyle.DoubleQuoted };
                return QuotedScalar.Read(cursor, scalar, minIndent);
            case (byte)'\'':
                read = read with { Style = YamlScalarStyle.SingleQuoted };
                return QuotedScalar.Read(cursor, scalar, minIndent);
            case (byte)'*':
                if (!names.ReadName(flow, out var name))
                {
                    return false;
                }

                read = read with { Alias = name };
                return true;
        }

        // ": value" has an empty key, and so has "!!str : value".
        if (PlainScalar.IsIndicator(cursor.Text, cursor.At, ':', flow))
        {
            scalar.Take(cursor.At, cursor.At);
            return true;
        }

        if (PlainScalar.Refuse(cursor, flow) is { } problem)
        {
            return cursor.Fail(problem, cursor.At);
        }

        PlainScalar.ReadFirstLine(cursor, scalar, flow);
        return true;
    }

    /// <summary>Adds what was read last, which ends at an offset, to the events.</summary>
    public bool Add(in ReadScalar read, SourcePosition position, in YamlProperties properties, int start, int end, bool isKey)
    {
        if (read.Alias is null)
        {
            events.AddScalar(position, read.Start, end, properties, read.Style, scalar.In(cursor.Text), isKey);
            return true;
        }

        if (!properties.IsEmpty)
        {
            return cursor.Fail(YamlSyntaxProblem.AliasWithMore, start);
        }

        events.AddAlias(position, read.Start, end, read.Alias);
        return true;
    }

    /// <summary>Adds what was read last as a key, and moves behind its colon.</summary>
    public bool AddKey(in ReadScalar read, SourcePosition position, in YamlProperties properties, int start, int colon)
    {
        var key = cursor.Text[start..colon];
        if (key.Length > LongestKey && Encoding.UTF8.GetCharCount(key) > LongestKey)
        {
            return cursor.Fail(YamlSyntaxProblem.KeyTooLong, start);
        }

        var end = cursor.At;
        cursor.At = colon + 1;
        return Add(read, position, properties, start, end, isKey: true);
    }
}

/// <summary>A text or alias that was read and is not yet known to be a key or a value.</summary>
/// <param name="Style">How the text is written.</param>
/// <param name="Alias">The name of the alias; null for a text.</param>
/// <param name="Start">The offset of its first byte.</param>
internal readonly record struct ReadScalar(YamlScalarStyle Style, string? Alias, int Start)
{
    /// <summary>Whether it may go on in the next line.</summary>
    public bool IsPlain => Style == YamlScalarStyle.Plain && Alias is null;

    /// <summary>Whether a quote ends it.</summary>
    public bool IsQuoted => Style != YamlScalarStyle.Plain;
}
