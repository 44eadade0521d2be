using Strata.Live;

namespace Strata.Extensions.Configuration;

/// <summary>A snapshot and its keys, which are swapped together. Immutable.</summary>
internal sealed record LoadedKeys(ConfigurationSnapshot Snapshot, KeyTable Keys);
