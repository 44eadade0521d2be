using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Strata.Secrets;

namespace Native;

/// <summary>The section <c>shop</c>: a member of each kind that code is written for.</summary>
internal sealed record ShopOptions(string Name, Uri Address, TimeSpan Timeout, Secret Key, ImmutableArray<Shelf> Shelves)
{
    public Opening Opening { get; init; } = Opening.Weekdays;

    public required FrozenDictionary<Day, TimeOnly[]> Hours { get; init; }

    public Page<decimal> Prices { get; init; } = new(1.5m);

    public List<string> Notices { get; } = ["welcome"];

    public int? Staff { get; set; }
}

internal readonly record struct Shelf(string Title, int Places = 10);

internal sealed record Page<T>(T Least)
{
    public T? Most { get; init; }
}

internal enum Day
{
    Monday,
    Saturday,
}

[Flags]
internal enum Opening
{
    Weekdays = 1,
    Weekends = 2,
}

[JsonSerializable(typeof(ShopOptions))]
internal sealed partial class ShopJson : JsonSerializerContext;
