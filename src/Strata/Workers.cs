using System.Runtime.ExceptionServices;

namespace Strata;

/// <summary>Does independent pieces of work on all cores, without the start-up cost of a scheduler.</summary>
internal static class Workers
{
    /// <summary>Calls an action for each index, on as many threads as there are cores, the calling one among them.</summary>
    public static void ForEach(int count, Action<int> action)
    {
        var next = -1;
        ExceptionDispatchInfo? failure = null;
        var helpers = new Thread[Math.Min(Environment.ProcessorCount, count) is var threads && threads > 1 ? threads - 1 : 0];
        for (var i = 0; i < helpers.Length; i++)
        {
            helpers[i] = new Thread(Work, StackBytes) { IsBackground = true, Name = "strata worker" };
            helpers[i].Start();
        }

        Work();
        foreach (var helper in helpers)
        {
            helper.Join();
        }

        failure?.Throw();

        void Work()
        {
            try
            {
                for (int index; (index = Interlocked.Increment(ref next)) < count && Volatile.Read(ref failure) is null;)
                {
                    action(index);
                }
            }
            catch (Exception exception)
            {
                // A bug of ours: it is thrown on where it can be seen, on the calling thread.
                Volatile.Write(ref failure, ExceptionDispatchInfo.Capture(exception));
            }
        }
    }

    // Trees are bounded in depth, and nothing on these threads recurses deeper.
    private const int StackBytes = 1024 * 1024;
}
