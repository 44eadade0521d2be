using System.ComponentModel;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Numerics;
using Strata.Diagnostics;
using Strata.Secrets;
using Strata.Values;

namespace Strata.Binding;

/// <summary>Reads single values. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class BoundScalars
{
    private const string NullHint = "write a value, or let the member be null";

    /// <summary>Whether an explicit null stands there.</summary>
    public static bool IsNull(ConfigNode node) => node is ScalarNode { IsNull: true };

    /// <summary>A text. Numbers and booleans are texts too, in canonical form.</summary>
    public static string Text(BindingContext context, ConfigNode node) => TextOf(context, node, "a text") ?? "";

    /// <summary>A text that shows itself nowhere. Numbers and booleans are texts too, as they are written: <c>007</c> is no <c>7</c>.</summary>
    public static Secret Secret(BindingContext context, ConfigNode node) => new(TextOf(context, node, "a text") is null ? "" : ((ScalarNode)node).Text);

    /// <summary>One character.</summary>
    public static char Character(BindingContext context, ConfigNode node)
    {
        if (TextOf(context, node, "one character") is not { } text)
        {
            return default;
        }

        if (text.Length != 1)
        {
            context.Report(node, DiagnosticCode.WrongType, "one character");
            return default;
        }

        return text[0];
    }

    /// <summary>A boolean.</summary>
    public static bool Boolean(BindingContext context, ConfigNode node)
    {
        if (node is ScalarNode scalar && scalar.TryGetBoolean(out var value))
        {
            return value;
        }

        Mismatch(context, node, "true or false");
        return default;
    }

    /// <summary>A whole number.</summary>
    public static T Integer<T>(BindingContext context, ConfigNode node)
        where T : struct, IBinaryInteger<T>
    {
        if (node is not ScalarNode { Type: ScalarType.Integer } scalar)
        {
            Mismatch(context, node, "a whole number");
            return default;
        }

        if (scalar.TryGetInt64(out var number))
        {
            var value = T.CreateTruncating(number);
            if (long.CreateTruncating(value) == number && T.IsNegative(value) == number < 0)
            {
                return value;
            }
        }
        else if (T.TryParse(scalar.ToInvariantText(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            return value;
        }

        OutOfRange<T>(context, node);
        return default;
    }

    /// <summary>A number, to the precision of the type.</summary>
    public static T Float<T>(BindingContext context, ConfigNode node)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        if (node is ScalarNode scalar && scalar.TryGetDouble(out var number))
        {
            var value = T.CreateSaturating(number);
            if (T.IsFinite(value) || (!double.IsFinite(number) && !char.IsAsciiDigit(scalar.Text[^1])))
            {
                return value;
            }

            context.Report(node, DiagnosticCode.OutOfRange, $"a number that {typeof(T).Name} holds");
            return default;
        }

        Mismatch(context, node, "a number");
        return default;
    }

    /// <summary>A decimal number.</summary>
    public static decimal Decimal(BindingContext context, ConfigNode node)
    {
        if (node is not ScalarNode { Type: ScalarType.Integer or ScalarType.Float } scalar)
        {
            Mismatch(context, node, "a number");
            return default;
        }

        // One that is too small for the type would be nothing.
        if (decimal.TryParse(scalar.ToInvariantText(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && (value != 0 || !scalar.TryGetDouble(out var number) || number == 0))
        {
            return value;
        }

        context.Report(node, DiagnosticCode.OutOfRange, "a number of 28 digits");
        return default;
    }

    /// <summary>A port.</summary>
    public static Port Port(BindingContext context, ConfigNode node)
    {
        const string Expected = "a port, 0 to 65535";
        if (node is ScalarNode scalar && scalar.TryGetInt64(out var number) && number is >= 0 and <= 65535)
        {
            return new Port((int)number);
        }

        if (node is ScalarNode { Type: ScalarType.Integer })
        {
            context.Report(node, DiagnosticCode.OutOfRange, Expected);
        }
        else
        {
            Mismatch(context, node, Expected);
        }

        return default;
    }

    /// <summary>A duration: a number whose unit the key or the member says, or a text with units.</summary>
    public static TimeSpan Duration(BindingContext context, ConfigNode node, DurationUnit unit)
    {
        ArgumentNullException.ThrowIfNull(context);
        const string Expected = "a duration such as 30s, 1h30m, PT30S or 00:00:30";
        if (node is ScalarNode { Type: ScalarType.Integer or ScalarType.Float } number)
        {
            var said = DurationKey.UnitOf(context.Key);
            unit = said == DurationUnit.None ? unit : said;
            if (unit == DurationUnit.None)
            {
                context.Report(node, DiagnosticCode.BadFormat, Expected, "a number alone says no unit: write one behind it, or at the end of the key");
                return default;
            }

            if (decimal.TryParse(number.ToInvariantText(), NumberStyles.Float, CultureInfo.InvariantCulture, out var count) && DurationText.TryScale(count, unit, out var scaled))
            {
                return scaled;
            }

            context.Report(node, DiagnosticCode.OutOfRange, "a duration of at most 10675199 days");
            return default;
        }

        if (TextOf(context, node, Expected) is not { } text)
        {
            return default;
        }

        if (DurationText.TryParse(text, out var value))
        {
            return value;
        }

        context.Report(node, DiagnosticCode.BadFormat, Expected);
        return default;
    }

    /// <summary>An address. It may be relative.</summary>
    public static Uri Uri(BindingContext context, ConfigNode node) =>
        Parsed(context, node, "a URI", static (string text, out Uri value) => System.Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out value!) && text.Length > 0) ?? new Uri("/", UriKind.Relative);

    /// <summary>A GUID.</summary>
    public static Guid Guid(BindingContext context, ConfigNode node) => Parsed(context, node, "a GUID", static (string text, out Guid value) => System.Guid.TryParse(text, out value));

    /// <summary>A version of two to four numbers.</summary>
    public static Version Version(BindingContext context, ConfigNode node) =>
        Parsed(context, node, "a version such as 1.2 or 1.2.3", static (string text, out Version value) => System.Version.TryParse(text, out value!)) ?? new Version();

    /// <summary>An IP address of version 4, as four decimal numbers, or of version 6.</summary>
    public static IPAddress Address(BindingContext context, ConfigNode node) => Parsed(context, node, "an IP address", static (string text, out IPAddress value) =>
        IPAddress.TryParse(text, out value!) && (value.AddressFamily != AddressFamily.InterNetwork || value.ToString() == text)) ?? IPAddress.None; // 8000 and 010.0.0.1 are others.

    /// <summary>An instant with its offset, after ISO 8601.</summary>
    public static DateTimeOffset Instant(BindingContext context, ConfigNode node) => Parsed<DateTimeOffset>(context, node, "an instant such as 2026-11-30T04:05:06Z", IsoTime.TryParseInstant);

    /// <summary>A date and time after ISO 8601; with an offset it is in UTC.</summary>
    public static DateTime DateAndTime(BindingContext context, ConfigNode node) => Parsed<DateTime>(context, node, "a date and time such as 2026-11-30T04:05:06", IsoTime.TryParse);

    /// <summary>A date.</summary>
    public static DateOnly Date(BindingContext context, ConfigNode node) =>
        Parsed(context, node, "a date such as 2026-11-30", static (string text, out DateOnly value) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out value));

    /// <summary>A time of the day.</summary>
    public static TimeOnly Time(BindingContext context, ConfigNode node) => Parsed(context, node, "a time such as 22:30", static (string text, out TimeOnly value) =>
        TimeOnly.TryParseExact(text, ["HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFFF"], CultureInfo.InvariantCulture, DateTimeStyles.None, out value));

    /// <summary>A value of a type that reads itself.</summary>
    public static T Parsable<T>(BindingContext context, ConfigNode node)
        where T : IParsable<T> =>
        Parsed(context, node, TypeText.Of(typeof(T)), static (string text, out T value) => T.TryParse(text, CultureInfo.InvariantCulture, out value!))!;

    /// <summary>A name of an enumeration; of flags a list of names too, or several in one text with commas between them.</summary>
    public static TEnum Name<TEnum>(BindingContext context, ConfigNode node, BoundNames<TEnum> names)
        where TEnum : struct, Enum
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(names);
        if (names.Join is { } join && node is SequenceNode sequence)
        {
            var joined = default(TEnum);
            for (var i = 0; i < sequence.Count; i++)
            {
                joined = join(joined, NameOf(context, context.Enter(sequence, i), names));
                context.Leave();
            }

            return joined;
        }

        return NameOf(context, node, names);
    }

    private delegate bool TextParser<T>(string text, out T value);

    private static TEnum NameOf<TEnum>(BindingContext context, ConfigNode node, BoundNames<TEnum> names)
        where TEnum : struct, Enum
    {
        var expected = Quotation.Join([.. names.Names.Select(Quotation.Of)], "or");
        if (TextOf(context, node, expected) is not { } text)
        {
            return default;
        }

        if (names.TryFind(text, out var value))
        {
            return value;
        }

        if (names.Join is { } join && text.Contains(',', StringComparison.Ordinal) && text.Split(',', StringSplitOptions.TrimEntries) is var parts && Array.TrueForAll(parts, part => names.TryFind(part, out _)))
        {
            return parts.Aggregate(default(TEnum), (joined, part) => names.TryFind(part, out var one) ? join(joined, one) : joined);
        }

        var near = context.IsSecret(node) ? null : EditDistance.Nearest(text, names.Names);
        context.Report(node, DiagnosticCode.NotAllowed, expected, near is null ? null : $"did you mean {Quotation.Of(near)}?");
        return default;
    }

    private static T? Parsed<T>(BindingContext context, ConfigNode node, string expected, TextParser<T> parse)
    {
        if (TextOf(context, node, expected) is not { } text)
        {
            return default;
        }

        // As it is written first: a GUID of digits alone has zeros in front, and 0x1F is a number of any size.
        if (parse(((ScalarNode)node).Text, out var value) || parse(text, out value))
        {
            return value;
        }

        context.Report(node, DiagnosticCode.BadFormat, expected);
        return default;
    }

    private static string? TextOf(BindingContext context, ConfigNode node, string expected)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (node is ScalarNode { IsNull: false } scalar)
        {
            return scalar.ToInvariantText();
        }

        Mismatch(context, node, expected);
        return null;
    }

    private static void Mismatch(BindingContext context, ConfigNode node, string expected)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Mismatch(node, expected, node switch
        {
            ScalarNode { IsNull: true } => NullHint,
            ScalarNode { Type: ScalarType.String, Style: not ScalarStyle.Plain } scalar when CoreSchema.TypeOf(scalar.Text) is ScalarType.Integer or ScalarType.Float or ScalarType.Boolean => "write it without quotes",
            _ => null,
        });
    }

    private static void OutOfRange<T>(BindingContext context, ConfigNode node)
        where T : struct, IBinaryInteger<T>
    {
        var bits = T.Zero.GetByteCount() * 8;
        var expected = T.IsNegative(T.Zero - T.One)
            ? string.Create(CultureInfo.InvariantCulture, $"a whole number from {-(BigInteger.One << (bits - 1))} to {(BigInteger.One << (bits - 1)) - 1}")
            : string.Create(CultureInfo.InvariantCulture, $"a whole number from 0 to {(BigInteger.One << bits) - 1}");
        context.Report(node, DiagnosticCode.OutOfRange, expected);
    }
}
