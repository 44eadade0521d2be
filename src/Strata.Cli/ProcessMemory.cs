using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Strata.Cli;

/// <summary>The memory of a command's own process.</summary>
internal static partial class ProcessMemory
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
        if (GCSettings.LatencyMode != GCLatencyMode.NoGCRegion
            && GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >= 8 * Young
            && GC.TryStartNoGCRegion(Young)
            && OperatingSystem.IsLinux())
        {
            AskForLargePages();
        }
    }

    // The memory comes one page after the other, and each is a trap into the kernel: an eighth of the run with pages of 4 KiB.
    // The collector has taken it beside the newest object already, on which side is its own affair. Where the kernel has no pages
    // of 2 MiB to give, nothing happens.
    private static unsafe void AskForLargePages()
    {
        const nint Page = 2 * 1024 * 1024;
        const int UseLargePages = 14;
        var newest = new object();
        var address = *(nint*)Unsafe.AsPointer(ref newest) & -Page;
        _ = Advise(address - (nint)Young, 2 * (nint)Young, UseLargePages);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nint length, int advice);
}
