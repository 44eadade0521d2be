using System.Collections.Frozen;
using System.Globalization;
using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Validation.Rules;

/// <summary>A batch that nobody waits to fill, or a wait for a batch of one.</summary>
internal sealed class BatchAgainstDelay : IEntryRule
{
    private static readonly FrozenSet<string> Delays = FrozenSet.Create(
        StringComparer.Ordinal,
        ["batch_delay", "max_batch_delay", "batch_timeout", "max_batch_wait", "batch_wait", "batch_wait_timeout", "batch_window", "max_queue_delay", "batching_delay", "batching_timeout", "batch_max_wait"]);

    // Within a section that is about batches alone, the words need not say so.
    private static readonly FrozenSet<string> DelaysOfBatching =
        FrozenSet.Create(StringComparer.Ordinal, [.. Delays, "delay", "max_delay", "timeout", "max_wait", "wait", "window", "max_latency"]);

    private static readonly string[] Units = ["_ms", "_s", "_us", "_seconds", "_milliseconds", "_micros", "_microseconds", "_millis"];

    public RuleDescriptor Descriptor { get; } = new(DiagnosticCode.BatchAgainstDelay, "batch size against batch delay", DiagnosticSeverity.Warning);

    public IReadOnlyList<string> Keys { get; } = ["batch_size", "max_batch_size", "maximum_batch_size", "preferred_batch_size", "max_size", "size"];

    public void Check(in RuleEntry entry, RuleContext context)
    {
        var isBatching = SettingPlace.NameOf(entry.ParentPath) is "batching" or "batch" or "batcher" or "dynamic_batching";
        if (!isBatching && !KeySpelling.Canonical(entry.Key).Contains("batch", StringComparison.Ordinal))
        {
            return;
        }

        if (Setting.Whole(entry.Value) is not { } size || size <= 0 || DelayOf(entry.Parent, isBatching) is not var (delay, isZero) || !context.IsInForce(entry.ParentPath))
        {
            return;
        }

        var path = entry.Path;
        if (size > 1 && isZero)
        {
            context.Report(
                delay.Value,
                entry.ParentPath.Append(delay.Key),
                $"{entry.Key} is {context.Shown(path, (ScalarNode)entry.Value)}, and {delay.Key} lets no batch fill: nearly every request goes alone",
                $"let requests wait a few milliseconds for others, or set {entry.Key} to 1",
                RelatedPosition.To(entry.Value, $"{entry.Key} is set here"));
        }
        else if (size == 1 && !isZero)
        {
            context.Report(
                entry.Value,
                path,
                $"{entry.Key} is 1, and {delay.Key} lets each request wait for a batch that is full already",
                $"raise {entry.Key}, or set {delay.Key} to 0",
                RelatedPosition.To(delay.Value, $"{delay.Key} is set here"));
        }
    }

    private static (MappingEntry Delay, bool IsZero)? DelayOf(MappingNode section, bool isBatching)
    {
        var delays = (isBatching ? DelaysOfBatching : Delays).GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (ref readonly var entry in section.Entries)
        {
            if (entry.Value is ScalarNode value && delays.Contains(WithoutUnit(KeySpelling.Canonical(entry.Key))) && IsZero(value) is { } isZero)
            {
                return (entry, isZero);
            }
        }

        return null;
    }

    private static ReadOnlySpan<char> WithoutUnit(ReadOnlySpan<char> key)
    {
        foreach (var unit in Units)
        {
            if (key.EndsWith(unit, StringComparison.Ordinal))
            {
                return key[..^unit.Length];
            }
        }

        return key;
    }

    // 0, "0ms", "0.5s"; an explicit null is no delay either.
    private static bool? IsZero(ScalarNode value)
    {
        if (value.IsNull)
        {
            return true;
        }

        var end = 0;
        while (end < value.Text.Length && (char.IsAsciiDigit(value.Text[end]) || value.Text[end] == '.'))
        {
            end++;
        }

        var digits = value.Text.AsSpan(0, end);
        return double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number == 0 : null;
    }
}
