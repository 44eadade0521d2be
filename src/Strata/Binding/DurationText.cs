using System.Buffers;
using System.Globalization;
using System.Xml;

namespace Strata.Binding;

/// <summary>
/// Durations as texts: <c>30s</c>, <c>1h30m</c>, <c>250ms</c>, <c>14d</c>; ISO 8601's <c>PT1H30M</c>; and <c>[d.]hh:mm:ss[.fffffff]</c>.
/// A number without a unit is none.
/// </summary>
internal static class DurationText
{
    private static readonly SearchValues<char> OfNumbers = SearchValues.Create("0123456789.");
    private static readonly SearchValues<char> BehindUnits = SearchValues.Create("0123456789. ");

    public static bool TryParse(string text, out TimeSpan value)
    {
        if (text.AsSpan().TrimStart('-') is ['P', ..])
        {
            return TryParseIso(text, out value);
        }

        return text.Contains(':', StringComparison.Ordinal)
            ? TimeSpan.TryParseExact(text, ["c", @"h\:mm\:ss", @"hh\:mm"], CultureInfo.InvariantCulture, out value)
            : TryParseUnits(text, out value);
    }

    /// <summary>A number of a unit; false where it is beyond what a <see cref="TimeSpan"/> holds.</summary>
    public static bool TryScale(decimal number, DurationUnit unit, out TimeSpan value)
    {
        var ticks = unit switch
        {
            DurationUnit.Milliseconds => TimeSpan.TicksPerMillisecond,
            DurationUnit.Seconds => TimeSpan.TicksPerSecond,
            DurationUnit.Minutes => TimeSpan.TicksPerMinute,
            DurationUnit.Hours => TimeSpan.TicksPerHour,
            DurationUnit.Days => TimeSpan.TicksPerDay,
            _ => 0,
        };
        value = default;
        if (ticks == 0 || decimal.Abs(number) > long.MaxValue / ticks)
        {
            return false;
        }

        value = TimeSpan.FromTicks((long)(number * ticks));
        return true;
    }

    private static bool TryParseUnits(ReadOnlySpan<char> text, out TimeSpan value)
    {
        value = default;
        var isNegative = text is ['-', ..];
        var rest = isNegative ? text[1..] : text;
        var previous = DurationUnit.None;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(OfNumbers);
            var length = digits < 0 ? 0 : rest[digits..].IndexOfAny(BehindUnits);
            var unit = digits <= 0 ? DurationUnit.None : UnitOf(length < 0 ? rest[digits..] : rest.Slice(digits, length));
            if (unit == DurationUnit.None
                || (previous != DurationUnit.None && unit >= previous)
                || !decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                || !TryScale(number, unit, out var part)
                || value > TimeSpan.MaxValue - part)
            {
                return false;
            }

            value += part;
            previous = unit;
            rest = length < 0 ? [] : rest[(digits + length)..].TrimStart(' ');
        }

        value = isNegative ? -value : value;
        return previous != DurationUnit.None;
    }

    private static DurationUnit UnitOf(ReadOnlySpan<char> name) => name switch
    {
        "ms" => DurationUnit.Milliseconds,
        "s" => DurationUnit.Seconds,
        "m" => DurationUnit.Minutes,
        "h" => DurationUnit.Hours,
        "d" => DurationUnit.Days,
        _ => DurationUnit.None,
    };

    // Years and months have no length; the framework would take 365 and 30 days.
    private static bool TryParseIso(string text, out TimeSpan value)
    {
        value = default;
        var date = text.AsSpan(0, text.IndexOf('T', StringComparison.Ordinal) is var time and >= 0 ? time : text.Length);
        if (date.ContainsAny('Y', 'M'))
        {
            return false;
        }

        try
        {
            value = XmlConvert.ToTimeSpan(text);
            return true;
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            return false;
        }
    }
}
