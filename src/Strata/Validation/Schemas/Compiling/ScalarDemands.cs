using Strata.Validation.Schemas.Formats;
using Strata.Validation.Schemas.Keywords;

namespace Strata.Validation.Schemas.Compiling;

/// <summary>Makes the demands on scalars: values, numbers and texts.</summary>
internal static class ScalarDemands
{
    /// <summary>The values of <c>enum</c> and <c>const</c>: they stand before everything else.</summary>
    public static void AddValues(NodeParts parts)
    {
        if (parts.Rules.Draft >= SchemaDialect.Draft6 && parts.Found.Const is { } constant)
        {
            parts.Keywords.Add(new ValueKeyword([constant]));
        }

        if (parts.Found.Enum is not null && parts.Values.List(parts.Found.Enum, "enum", "values") is { } listed)
        {
            parts.Keywords.Add(new ValueKeyword([.. listed.Items]));
        }
    }

    public static void AddNumbers(NodeParts parts)
    {
        var (least, most) = (parts.Values.Number(parts.Found.Minimum, "minimum"), parts.Values.Number(parts.Found.Maximum, "maximum"));
        var (above, below) = (default(NumberLimit), default(NumberLimit));
        if (parts.Rules.Draft == SchemaDialect.Draft4)
        {
            if (parts.Values.Flag(parts.Found.ExclusiveMinimum, "exclusiveMinimum"))
            {
                (least, above) = (null, least);
            }

            if (parts.Values.Flag(parts.Found.ExclusiveMaximum, "exclusiveMaximum"))
            {
                (most, below) = (null, most);
            }
        }
        else
        {
            above = parts.Values.Number(parts.Found.ExclusiveMinimum, "exclusiveMinimum");
            below = parts.Values.Number(parts.Found.ExclusiveMaximum, "exclusiveMaximum");
        }

        if (least is not null || most is not null || above is not null || below is not null)
        {
            parts.Keywords.Add(new RangeKeyword(least, most, above, below));
        }

        if (parts.Values.Number(parts.Found.MultipleOf, "multipleOf") is { } divisor)
        {
            if (divisor.IsPositive)
            {
                parts.Keywords.Add(new MultipleKeyword(divisor));
            }
            else
            {
                parts.Values.Report(parts.Found.MultipleOf!, "\"multipleOf\" must be above 0");
            }
        }
    }

    public static void AddTexts(NodeParts parts)
    {
        if (parts.Found.MinLength is not null || parts.Found.MaxLength is not null)
        {
            parts.Keywords.Add(new LengthKeyword(parts.Values.Count(parts.Found.MinLength, "minLength", 0), parts.Values.Count(parts.Found.MaxLength, "maxLength", long.MaxValue)));
        }

        if (parts.Values.Text(parts.Found.Pattern, "pattern") is { } text && parts.Compiler.Pattern(text.Text, text.Document.Text, text.Position) is { } pattern)
        {
            parts.Keywords.Add(new PatternKeyword(text.Text, pattern));
        }
    }

    /// <summary>Formats, which the vocabulary for validation has no say in.</summary>
    public static void AddFormats(NodeParts parts)
    {
        if (parts.Values.Text(parts.Found.Format, "format") is { } format && parts.Rules.AssertsFormats && FormatRules.Find(format.Text, parts.Rules.Draft) is { } holds)
        {
            parts.Keywords.Add(new FormatKeyword(format.Text, holds));
        }

        if (parts.Rules.Draft == SchemaDialect.Draft7 && parts.Rules.AssertsFormats)
        {
            var isBase64 = parts.Values.Text(parts.Found.ContentEncoding, "contentEncoding")?.Text == "base64";
            var isJson = parts.Values.Text(parts.Found.ContentMediaType, "contentMediaType")?.Text == "application/json";
            if (isBase64 || isJson)
            {
                parts.Keywords.Add(new ContentKeyword(isBase64, isJson));
            }
        }
    }
}
