namespace Strata.Validation.Schemas.Formats;

/// <summary>
/// Durations by RFC 3339, appendix A: <c>P1Y2M3DT4H5M6S</c> or <c>P2W</c>. A unit may be left out only at either end, so that <c>P1Y1D</c> and
/// <c>PT1H1S</c> are none. The designators are capitals, as in ISO 8601.
/// </summary>
internal static class DurationFormat
{
    public static bool IsDuration(ReadOnlySpan<char> text)
    {
        if (text is not ['P', .. var rest])
        {
            return false;
        }

        if (rest is [.. var weeks, 'W'])
        {
            return weeks.Length > 0 && !weeks.ContainsAnyExceptInRange('0', '9');
        }

        var time = rest.IndexOf('T');
        return time < 0
            ? IsUnits(rest, "YMD")
            : (time == 0 || IsUnits(rest[..time], "YMD")) && IsUnits(rest[(time + 1)..], "HMS");
    }

    /// <summary>Whether the text is amounts of one or more of the units, one behind the other without a gap.</summary>
    private static bool IsUnits(ReadOnlySpan<char> text, ReadOnlySpan<char> units)
    {
        var isFirst = true;
        while (!text.IsEmpty)
        {
            var digits = text.IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0)
            {
                return false;
            }

            var unit = units.IndexOf(text[digits]);
            if (unit < 0 || (unit > 0 && !isFirst))
            {
                return false;
            }

            isFirst = false;
            units = units[(unit + 1)..];
            text = text[(digits + 1)..];
        }

        return !isFirst;
    }
}
