using Strata.Layers;
using Strata.Layers.Conditions;

namespace Strata.Caching;

/// <summary>The instants around one at which the same overrides apply, as far as clocks have a say in it.</summary>
/// <param name="From">The first of them.</param>
/// <param name="Until">The first instant after them.</param>
internal readonly record struct ValidityWindow(DateTimeOffset From, DateTimeOffset Until)
{
    /// <summary>All instants: nothing looks at a clock.</summary>
    public static ValidityWindow Always { get; } = new(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);

    /// <summary>The window around an instant in which no override of a directory begins or ceases to apply, selected or not.</summary>
    public static ValidityWindow Of(IEnumerable<Layer> layers, DateTimeOffset now)
    {
        var window = Always;
        foreach (var layer in layers)
        {
            if (layer.Metadata.Expires is { } lastDay && lastDay < DateOnly.MaxValue)
            {
                window = window.Cut(new DateTimeOffset(lastDay.AddDays(1).ToDateTime(default), TimeSpan.Zero), now);
            }

            window = layer.Metadata.Condition is { } condition ? window.Within(condition, now) : window;
        }

        return window;
    }

    public bool Contains(DateTimeOffset instant) => instant >= From && instant < Until;

    private ValidityWindow Within(Condition condition, DateTimeOffset now) => condition switch
    {
        AllCondition all => all.Parts.Aggregate(this, (window, part) => window.Within(part, now)),
        AnyCondition any => any.Parts.Aggregate(this, (window, part) => window.Within(part, now)),
        NotCondition not => Within(not.Inner, now),
        DateRangeCondition date => date.Bounds.Aggregate(this, (window, bound) => window.Cut(bound, now)),
        TimeRangeCondition time => Within(time, now),
        _ => this,
    };

    // Days, time zones and their changes have a say: rather than when it changes next, it is told until when it surely does not.
    private ValidityWindow Within(TimeRangeCondition time, DateTimeOffset now)
    {
        var exactness = time.IsToTheMinute ? TimeSpan.TicksPerMinute : TimeSpan.TicksPerSecond;
        var start = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % exactness), TimeSpan.Zero);
        return Cut(start, now).Cut(start.AddTicks(exactness), now);
    }

    private ValidityWindow Cut(DateTimeOffset bound, DateTimeOffset now) =>
        bound <= now ? this with { From = bound > From ? bound : From } : this with { Until = bound < Until ? bound : Until };
}
