using System.Collections.Immutable;

namespace Strata.Mocks;

/// <summary>Something that goes wrong with a part of the calls.</summary>
/// <param name="Kind">What.</param>
/// <param name="Ratio">To which part.</param>
/// <param name="After">How long a timeout waits before it ends the connection.</param>
/// <param name="Status">The status of kind status.</param>
internal sealed record MockFault(string Kind, double Ratio, TimeSpan After, int Status)
{
    public const string Timeout = "timeout";
    public const string StatusKind = "status";
    public const string Reset = "reset";

    // Longer than clients wait by default.
    private const int DefaultWait = 100_000;

    public static ImmutableArray<MockFault> ReadAll(PlanValue list)
    {
        var faults = list.Items().Select(Read).ToImmutableArray();
        return faults.Sum(static fault => fault.Ratio) <= 1 + 1e-9 ? faults : throw list.Error("the ratios are more than 1 together");
    }

    /// <summary>The fault that a draw between 0 and 1 hits: a call has one at most.</summary>
    public static MockFault? Struck(ImmutableArray<MockFault> faults, double draw)
    {
        foreach (var fault in faults)
        {
            if (draw < fault.Ratio)
            {
                return fault;
            }

            draw -= fault.Ratio;
        }

        return null;
    }

    private static MockFault Read(PlanValue value)
    {
        var kind = value.Mapping()["kind"].Text();
        return kind is Timeout or StatusKind or Reset
            ? new MockFault(
                kind,
                value["ratio"].Number(1),
                TimeSpan.FromMilliseconds(value["after_milliseconds"].Integer(0, int.MaxValue / 2, DefaultWait)),
                kind == StatusKind ? (int)value["status"].Integer(100, 599) : 0)
            : throw value["kind"].Error("timeout, status or reset is needed");
    }
}
