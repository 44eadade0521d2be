using System.Globalization;

namespace Strata.Extensions.Configuration;

/// <summary>A revision of a space, within one life of the server's store. Numbers of different lives do not compare.</summary>
/// <param name="Epoch">The life of the store.</param>
/// <param name="Revision">The revision.</param>
internal readonly record struct ServedPoint(string Epoch, long Revision)
{
    /// <summary>Whether this is older than another of the same life.</summary>
    public bool IsBehind(ServedPoint other) => Epoch == other.Epoch && Revision < other.Revision;

    /// <summary>As the server writes it: <c>EPOCH:REVISION</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Epoch}:{Revision}");

    /// <summary>Reads what the server wrote; null where it is nothing of the kind.</summary>
    public static ServedPoint? TryParse(string text) =>
        text.LastIndexOf(':') is > 0 and var colon && long.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
            ? new ServedPoint(text[..colon], revision)
            : null;
}
