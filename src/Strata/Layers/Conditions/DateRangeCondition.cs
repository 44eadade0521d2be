using System.Globalization;
using Strata.Diagnostics;

namespace Strata.Layers.Conditions;

/// <summary><c>date_range</c>: from one day or instant until another. A last day belongs to it, a last instant does not.</summary>
internal sealed class DateRangeCondition : Condition
{
    private static readonly string[] Keys = ["from", "timezone", "until"];

    private readonly DateBound? _from;
    private readonly DateBound? _until;
    private readonly TimeZoneInfo _zone;

    private DateRangeCondition(DateBound? from, DateBound? until, TimeZoneInfo zone)
    {
        _from = from;
        _until = until;
        _zone = zone;
    }

    /// <summary>The range as a reason shows it, its ends as they are written.</summary>
    public string Description => (_from, _until) switch
    {
        ({ } from, null) => $"{from.Text} or later",
        (null, { } until) => until.IsDay ? $"{until.Text} or earlier" : $"before {until.Text}",
        _ => $"{_from!.Text} to {_until!.Text}",
    };

    public static DateRangeCondition? Read(MetadataValue value)
    {
        if (!value.TryMapping("a mapping of from, until and timezone", out var mapping))
        {
            return null;
        }

        // Read first: what a day is depends on it.
        var at = mapping.IndexOf("timezone");
        var zone = at < 0 ? TimeZoneInfo.Utc : TimeZoneName.Read(value.Child(mapping.Entries[at]));
        DateBound? from = null, until = null;
        var failed = zone is null;
        foreach (ref readonly var entry in mapping.Entries)
        {
            var child = value.Child(entry);
            switch (entry.Key)
            {
                case "from":
                    failed |= (from = DateBound.Read(child, zone ?? TimeZoneInfo.Utc)) is null;
                    break;
                case "until":
                    failed |= (until = DateBound.Read(child, zone ?? TimeZoneInfo.Utc)) is null;
                    break;
                case "timezone":
                    break;
                default:
                    child.UnknownKey(DiagnosticCode.UnknownConditionKey, "key of \"date_range\":", Keys);
                    failed = true;
                    break;
            }
        }

        if (!failed && from is null && until is null)
        {
            value.Error("\"date_range\" has neither from nor until", "say at least one of them");
            failed = true;
        }
        else if (!failed && from is not null && until is not null && until.End <= from.Start)
        {
            value.Error($"\"date_range\" ends at {Quotation.Of(until.Text)}, before it begins at {Quotation.Of(from.Text)}", "swap them, or correct one");
            failed = true;
        }

        return failed ? null : new DateRangeCondition(from, until, zone!);
    }

    /// <summary>The instants at which it begins, or ceases, to hold.</summary>
    public IEnumerable<DateTimeOffset> Bounds
    {
        get
        {
            if (_from is not null)
            {
                yield return _from.Start;
            }

            if (_until is not null)
            {
                yield return _until.End;
            }
        }
    }

    public bool Contains(DateTimeOffset instant) => (_from is null || instant >= _from.Start) && (_until is null || instant < _until.End);

    /// <summary>An instant as a reason shows it: in the range's time zone, as exact as the range.</summary>
    public string Show(DateTimeOffset instant)
    {
        var local = TimeZoneInfo.ConvertTime(instant, _zone);
        var format = _from is { IsDay: false } || _until is { IsDay: false } ? "yyyy-MM-dd'T'HH:mm:sszzz" : "yyyy-MM-dd";
        return local.ToString(format, CultureInfo.InvariantCulture);
    }
}
