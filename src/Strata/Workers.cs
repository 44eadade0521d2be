using System.Runtime.ExceptionServices;

namespace Strata;

/// <summary>Does independent pieces of work on all cores, without the start-up cost of a scheduler.</summary>
internal static class Workers
{
    /// <summary>Calls an action for each index, on as many threads as there are cores, the calling one among them.</summary>
    /// <param name="count">How many indexes there are.</param>
    /// <param name="makeState">Makes what each thread keeps for itself from one index to the next.</param>
    /// <param name="action">The work.</param>
    public static void ForEach<TState>(int count, Func<TState> makeState, Action<int, TState> action)
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
                var state = makeState();
                for (int index; (index = Interlocked.Increment(ref next)) < count && Volatile.Read(ref failure) is null;)
                {
                    action(index, state);
                }
            }
            catch (Exception exception)
            {
                // A bug of ours: it is thrown on where it can be seen, on the calling thread.
                Volatile.Write(ref failure, ExceptionDispatchInfo.Capture(exception));
            }
        }
    }

    /// <summary>Begins work whose result is asked for later, where there is a core for it. What it throws is thrown at whoever asks.</summary>
    public static void Anticipate<T>(Lazy<T> work)
    {
        if (Environment.ProcessorCount > 1)
        {
            new Thread(Work, StackBytes) { IsBackground = true, Name = "strata worker" }.Start();
        }

        void Work()
        {
            try
            {
                _ = work.Value;
            }
            catch (Exception)
            {
                // The Lazy keeps it.
            }
        }
    }

    // Trees are bounded in depth, and nothing on these threads recurses deeper.
    private const int StackBytes = 1024 * 1024;
}
