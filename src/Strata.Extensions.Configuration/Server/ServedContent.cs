namespace Strata.Extensions.Configuration;

/// <summary>What a server sent, as it was sent. Immutable.</summary>
/// <param name="Point">The revision that it is of.</param>
/// <param name="Body">The values.</param>
/// <param name="ETag">What tells these bytes from others; null where the server did not say.</param>
/// <param name="Masked">The same with its secrets masked; null where the values are masked themselves.</param>
/// <param name="MaskedETag">What tells the masked bytes from others.</param>
/// <param name="ConfirmedAt">When the server said last that this is what it has.</param>
internal sealed record ServedContent(ServedPoint Point, byte[] Body, string? ETag, byte[]? Masked, string? MaskedETag, DateTimeOffset ConfirmedAt);
