using System.Globalization;

namespace Strata.Server.Spaces;

/// <summary>A head as somebody has seen it, who wants to change what it serves. Immutable.</summary>
/// <param name="Number">The revision.</param>
/// <param name="Epoch">Which life of the store it belongs to; null where that was not said.</param>
internal sealed record SeenHead(long Number, string? Epoch = null)
{
    /// <summary>The head that a change must follow, where it was decided by one whether somebody may make it: that one, or an earlier one that was meant.</summary>
    /// <param name="meant">The head that the request means; null for any.</param>
    /// <param name="decided">The head that it was decided by.</param>
    /// <exception cref="RefusalException">A later one is meant, of which nobody knows what the change would do to it.</exception>
    public static SeenHead Decided(SeenHead? meant, Revision decided) =>
        meant?.Epoch is { } epoch && epoch != decided.Epoch ? throw Refusal.StaleEpoch(epoch)
        : meant?.Number > decided.Number ? throw Refusal.Stale(meant.Number, decided.Number)
        : new SeenHead(meant?.Number ?? decided.Number, decided.Epoch);

    /// <summary>Reads <c>EPOCH:NUMBER</c>, or the number alone; null where the text is neither.</summary>
    public static SeenHead? TryParse(string text)
    {
        var colon = text.LastIndexOf(':');
        return long.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new SeenHead(number, colon < 0 ? null : text[..colon]) : null;
    }
}
