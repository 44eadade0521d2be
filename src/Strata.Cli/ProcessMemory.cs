using System.Runtime;

namespace Strata.Cli;

/// <summary>The memory of a command's own process.</summary>
internal static class ProcessMemory
{
    // What 500 contexts of 200 files take, rules included, and as much again.
    private const long Young = 200L * 1024 * 1024;

    /// <summary>
    /// Puts garbage collections off until that much was allocated. Nearly all of what a matrix makes is needed to its end, and
    /// collections would copy it again and again: they were a third of the whole run. It begins with a collection, and so costs
    /// least before anything is read. Nothing is done where memory is scarce, or a second time.
    /// </summary>
    public static void PutOffCollections()
    {
        if (GCSettings.LatencyMode != GCLatencyMode.NoGCRegion && GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >= 8 * Young)
        {
            GC.TryStartNoGCRegion(Young);
        }
    }
}
