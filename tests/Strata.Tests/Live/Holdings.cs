using System.Globalization;

namespace Strata.Tests.Live;

/// <summary>What this process holds of the machine.</summary>
internal sealed record Holdings(long Memory, int Handles, int Threads, int InotifyInstances, int InotifyWatches)
{
    public static Holdings Now()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "what a process holds is counted in /proc");

        // What ended lets go of its thread and handle a moment later.
        var last = Count();
        for (var (same, tries) = (0, 0); same < 5 && tries < 200; tries++)
        {
            Thread.Sleep(10);
            var now = Count();
            same = (now with { Memory = 0 }) == (last with { Memory = 0 }) ? same + 1 : 0;
            last = now;
        }

        return last;
    }

    public void AssertNoMoreThan(Holdings before)
    {
        Assert.True(Memory < before.Memory + (2 * 1024 * 1024), string.Create(CultureInfo.InvariantCulture, $"memory: {before.Memory:N0} before, {Memory:N0} after"));
        Assert.InRange(Handles, 0, before.Handles + 2);

        // The pool has as many threads as it likes.
        Assert.InRange(Threads, 0, before.Threads + 10);
        Assert.InRange(InotifyInstances, 0, before.InotifyInstances);
        Assert.InRange(InotifyWatches, 0, before.InotifyWatches);
    }

    private static Holdings Count()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var handles = Directory.GetFiles("/proc/self/fd");
        var inotify = handles.Where(static handle => new FileInfo(handle).LinkTarget?.Contains("inotify", StringComparison.Ordinal) == true).Select(Path.GetFileName).ToArray();
        return new Holdings(
            GC.GetTotalMemory(forceFullCollection: true),
            handles.Length,
            Directory.GetDirectories("/proc/self/task").Length,
            inotify.Length,
            inotify.Sum(static handle => WatchesOf($"/proc/self/fdinfo/{handle}")));
    }

    private static int WatchesOf(string handle)
    {
        try
        {
            return File.ReadLines(handle).Count(static line => line.StartsWith("inotify", StringComparison.Ordinal));
        }
        catch (FileNotFoundException)
        {
            // It was let go of since it was listed.
            return 0;
        }
    }
}
