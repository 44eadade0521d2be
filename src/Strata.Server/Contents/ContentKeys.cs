using Strata.Secrets;

namespace Strata.Server.Contents;

/// <summary>The keys that the server opens encrypted overrides with. Immutable.</summary>
/// <param name="Sources">Where they come from; none where clients have them.</param>
internal sealed record ContentKeys(IReadOnlyList<KeySource> Sources);
