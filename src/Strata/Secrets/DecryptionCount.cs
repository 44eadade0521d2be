using System.Diagnostics.Metrics;

namespace Strata.Secrets;

/// <summary>Counts the overrides and SOPS files whose encryption was opened in this process, or could not be: the meter <c>Strata</c>. While nobody listens, it costs nothing.</summary>
internal static class DecryptionCount
{
    private static readonly Meter Meter = new("Strata");
    private static readonly Counter<long> Decryptions = Meter.CreateCounter<long>("strata.decryptions", "{file}", "Encrypted overrides and SOPS files that were opened, by their outcome: opened, locked (no key opens it) or broken (something of it was changed).");

    public static void Add(string outcome) => Decryptions.Add(1, new KeyValuePair<string, object?>("strata.outcome", outcome));
}
