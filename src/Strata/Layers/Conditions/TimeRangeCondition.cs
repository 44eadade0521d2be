using System.Collections.Immutable;
using System.Globalization;
using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Layers.Conditions;

/// <summary>
/// <c>time_range</c>: a window of the day. It may run past midnight; its days are those on which it begins.
/// </summary>
internal sealed class TimeRangeCondition : Condition
{
    private static readonly string[] Keys = ["days", "end", "start", "timezone"];

    // Sunday first, as in DayOfWeek.
    private static readonly ImmutableArray<string> DayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    private static readonly string[] LongDayNames = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

    private static readonly TimeSpan Midnight = TimeSpan.FromDays(1);

    private readonly TimeSpan _start;
    private readonly TimeSpan _end;
    private readonly TimeZoneInfo _zone;

    // A bit for each day.
    private readonly int _days;

    private TimeRangeCondition(TimeSpan start, TimeSpan end, int days, TimeZoneInfo zone)
    {
        _start = start;
        _end = end;
        _days = days;
        _zone = zone;
    }

    /// <summary>The window as a reason shows it, its days in the order of the week.</summary>
    public string Description
    {
        get
        {
            List<string> days = [.. Enumerable.Range(1, 7).Select(static day => day % 7).Where(day => Begins((DayOfWeek)day)).Select(static day => DayNames[day])];
            var onDays = days.Count == 7 ? "any day" : Quotation.Join(days, "or");
            if (_start == TimeSpan.Zero && (_end == Midnight || _end == TimeSpan.Zero))
            {
                return onDays;
            }

            var window = _start == _end ? $"{Show(_start)} for 24 hours" : $"{Show(_start)} to {Show(_end)}";
            return days.Count == 7 ? window : $"{onDays} from {window}";
        }
    }

    /// <summary>Whether the window begins and ends with a minute.</summary>
    public bool IsToTheMinute => _start.Seconds == 0 && _end.Seconds == 0;

    public static TimeRangeCondition? Read(MetadataValue value)
    {
        if (!value.TryMapping("a mapping of start, end, days and timezone", out var mapping))
        {
            return null;
        }

        TimeSpan? start = TimeSpan.Zero, end = Midnight;
        int? days = 0b111_1111;
        var zone = TimeZoneInfo.Utc;
        var saysSomething = false;
        foreach (ref readonly var entry in mapping.Entries)
        {
            var child = value.Child(entry);
            switch (entry.Key)
            {
                case "start":
                    start = ReadTime(child, mayBeMidnight: false);
                    saysSomething = true;
                    break;
                case "end":
                    end = ReadTime(child, mayBeMidnight: true);
                    saysSomething = true;
                    break;
                case "days":
                    days = ReadDays(child);
                    saysSomething = true;
                    break;
                case "timezone":
                    zone = TimeZoneName.Read(child);
                    break;
                default:
                    child.UnknownKey(DiagnosticCode.UnknownConditionKey, "key of \"time_range\":", Keys);
                    saysSomething = true;
                    break;
            }
        }

        if (!saysSomething)
        {
            value.Error("\"time_range\" has no start, end or days", "say at least one of them");
            return null;
        }

        return start is not null && end is not null && days is not null && zone is not null
            ? new TimeRangeCondition(start.Value, end.Value, days.Value, zone)
            : null;
    }

    public bool Contains(DateTimeOffset instant)
    {
        var local = TimeZoneInfo.ConvertTime(instant, _zone);
        var time = local.TimeOfDay;
        if (_start < _end)
        {
            return time >= _start && time < _end && Begins(local.DayOfWeek);
        }

        // Past midnight, in a window that began the day before.
        return time >= _start ? Begins(local.DayOfWeek) : time < _end && Begins((DayOfWeek)(((int)local.DayOfWeek + 6) % 7));
    }

    /// <summary>An instant as a reason shows it: in the window's time zone, as exact as the window.</summary>
    public string Show(DateTimeOffset instant)
    {
        var local = TimeZoneInfo.ConvertTime(instant, _zone);
        return $"{DayNames[(int)local.DayOfWeek]} {Show(new TimeSpan(local.Hour, local.Minute, local.Second))} {_zone.Id}";
    }

    private bool Begins(DayOfWeek day) => (_days & (1 << (int)day)) != 0;

    private string Show(TimeSpan time)
    {
        var seconds = _start.Seconds != 0 || _end.Seconds != 0 ? $":{time.Seconds:D2}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours:D2}:{time.Minutes:D2}{seconds}");
    }

    private static TimeSpan? ReadTime(MetadataValue value, bool mayBeMidnight)
    {
        const string Expected = "a time such as \"22:00\"";
        if (!value.TryText(Expected, out var text))
        {
            return null;
        }

        if (mayBeMidnight && text is "24:00" or "24:00:00")
        {
            return Midnight;
        }

        if (TimeOnly.TryParseExact(text, ["H:mm", "HH:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            return time.ToTimeSpan();
        }

        value.Error($"{value.Quoted(text)} is no time of day", $"write {Expected}, from 00:00 to {(mayBeMidnight ? "24:00" : "23:59")}");
        return null;
    }

    private static int? ReadDays(MetadataValue value)
    {
        if (value.Node is SequenceNode { Count: 0 })
        {
            value.Error("\"days\" is an empty list; on no day at all never holds", "remove the key for every day");
            return null;
        }

        int? days = 0;
        foreach (var item in value.Items())
        {
            if (!item.TryText("the name of a day, mon to sun,", out var name))
            {
                days = null;
                continue;
            }

            var day = Math.Max(DayNames.IndexOf(name), Array.IndexOf(LongDayNames, name));
            if (day < 0)
            {
                item.Error($"{item.Quoted(name)} is no day", HintFor(name));
            }

            days = day < 0 ? null : days | (1 << day);
        }

        return days;
    }

    private static string HintFor(string name) => EditDistance.Nearest(name, [.. DayNames, .. LongDayNames]) is { } near
        ? $"did you mean \"{near}\"?"
        : "write a list of mon, tue, wed, thu, fri, sat and sun";
}
