using System.Globalization;

namespace Strata.Server.Spaces;

/// <summary>A head as somebody has seen it, who wants to change what it serves. Immutable.</summary>
/// <param name="Number">The revision.</param>
/// <param name="Epoch">Which life of the store it belongs to; null where that was not said.</param>
internal sealed record SeenHead(long Number, string? Epoch = null)
{
    /// <summary>Reads <c>EPOCH:NUMBER</c>, or the number alone; null where the text is neither.</summary>
    public static SeenHead? TryParse(string text)
    {
        var colon = text.LastIndexOf(':');
        return long.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new SeenHead(number, colon < 0 ? null : text[..colon]) : null;
    }
}
