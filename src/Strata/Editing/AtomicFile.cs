namespace Strata.Editing;

/// <summary>Writes a file whole or not at all: beside it first, then over it.</summary>
internal static class AtomicFile
{
    /// <summary>
    /// Replaces what a file holds, or makes it. Whoever reads it meanwhile finds the old content or the new, also after a crash. A symbolic
    /// link stays one, and the file keeps its permissions and, where the process may give files away, its owner.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="content">All that it holds afterwards.</param>
    /// <param name="isNew">Whether there must be no such file yet.</param>
    /// <param name="guard">
    /// Called when everything is written and only the name is to be given: what it returns is held while that is done; what it throws ends
    /// it, and the file is as it was.
    /// </param>
    /// <exception cref="WriteFailedException">It cannot be written, and is as it was; nothing else is left behind.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content, bool isNew = false, Func<IDisposable>? guard = null)
    {
        using var pending = PendingFile.Prepare(path, content);
        pending.Commit(isNew, guard: guard);
    }
}
