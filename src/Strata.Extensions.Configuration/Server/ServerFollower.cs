using System.Collections.Concurrent;
using System.Threading.Channels;
using Strata.Profiling;

namespace Strata.Extensions.Configuration;

/// <summary>Who uses what a follower reads.</summary>
internal interface IServedListener
{
    /// <summary>Puts a content in use.</summary>
    /// <param name="content">The content.</param>
    /// <param name="isNew">Whether it differs from what is in use, as far as bytes tell.</param>
    /// <exception cref="ServerProblemException">It cannot be used; what was in use is so still.</exception>
    void Put(ServedContent content, bool isNew);

    /// <summary>The server was read, or could not be: the state says what came of it.</summary>
    void Read(ServerProblemException? problem);

    /// <summary>The server's store was restored.</summary>
    /// <param name="before">The revision that was in use.</param>
    void Restored(ServedPoint before);
}

/// <summary>
/// Reads a configuration at the start, and whenever there may be something new: however often it is called meanwhile, once. What cannot be read is tried again,
/// with growing waits.
/// </summary>
internal sealed class ServerFollower(ConfigurationReader reader, ServerState state, ServerQuestion question, StrataServerOptions options, IServedListener listener) : IHeadListener
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstWaitAtStart = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestWaitAtStart = TimeSpan.FromSeconds(2);

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ConcurrentQueue<TaskCompletionSource> _requests = new();

    ServedPoint? IHeadListener.Known => state.Known;

    void IHeadListener.Announced(ServedPoint head)
    {
        if (state.Announce(head))
        {
            Wake();
        }
    }

    void IHeadListener.Connected()
    {
        if (state.WatchProblem is not null || state.Trouble is not null)
        {
            state.WatchProblem = null;
            Wake();
        }
    }

    void IHeadListener.Gone()
    {
        state.Announce(null);
        Wake();
    }

    void IHeadListener.Broken(ServerProblemException problem)
    {
        state.WatchProblem = problem;
        Wake();
    }

    /// <summary>Reads for the first time, again and again while the start may take that long.</summary>
    /// <param name="kept">What is known from before; null for nothing.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Why there is no configuration; null where there is.</returns>
    public async Task<ServerProblemException?> StartAsync(ServedContent? kept, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(options.StartupTimeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var backOff = new BackOff(FirstWaitAtStart, LongestWaitAtStart);
        ServerProblemException? problem = null;
        try
        {
            while (true)
            {
                try
                {
                    await ReadAsync(kept, either.Token).ConfigureAwait(false);
                    return null;
                }
                catch (ServerProblemException found)
                {
                    problem = found;
                    if (found.IsRefusal)
                    {
                        return problem;
                    }

                    backOff.LeaveAlone(found.RetryAfter ?? TimeSpan.Zero);
                }

                await Task.Delay(backOff.Next(), options.TimeProvider, either.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            return problem ?? ServerProblemException.Late(question.Server);
        }
    }

    /// <summary>Follows the server until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await FollowAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Answer(int.MaxValue);
        }
    }

    /// <summary>Has it read now. Done when it was, or when it is read no more. Not to be called once it was cancelled.</summary>
    public Task AskAsync()
    {
        var request = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _requests.Enqueue(request);
        Wake();
        return request.Task;
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var backOff = new BackOff(FirstWait, LongestWait);
        var wait = WaitAfter(state.Trouble?.Problem, backOff);
        Task<bool>? woken = null;
        while (!cancellationToken.IsCancellationRequested)
        {
            woken ??= _wake.Reader.WaitToReadAsync(cancellationToken).AsTask();
            try
            {
                await woken.WaitAsync(wait, options.TimeProvider, CancellationToken.None).ConfigureAwait(false);
                woken = null;
                if (_requests.IsEmpty)
                {
                    await Task.Delay(options.ReadSpread * Random.Shared.NextDouble(), options.TimeProvider, cancellationToken).ConfigureAwait(false);
                }

                _wake.Reader.TryRead(out _);
            }
            catch (TimeoutException)
            {
                // It is time to ask, though nobody has called.
            }
            catch (OperationCanceledException)
            {
                return;
            }

            // Who asks while it is read is answered by the next reading.
            var asked = _requests.Count;
            try
            {
                await ReadAsync(state.Held, cancellationToken).ConfigureAwait(false);
                wait = WaitAfter(null, backOff);
            }
            catch (ServerProblemException problem)
            {
                state.Fail(problem, options.TimeProvider.GetUtcNow());
                listener.Read(problem);
                wait = WaitAfter(problem, backOff);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            Answer(asked);
        }
    }

    private async Task ReadAsync(ServedContent? known, CancellationToken cancellationToken)
    {
        // The requests tell the server what they are part of.
        using var stage = StageActivity.Begin(StageActivity.Fetch, question.Type);
        var answer = await reader.ReadAsync(known, state.Least, cancellationToken).ConfigureAwait(false);
        if (answer is ServerAnswer.Gone)
        {
            // Afresh, once: numbers of another life do not count, and what is in use stays so until there is an answer.
            answer = await reader.ReadAsync(known, least: null, cancellationToken).ConfigureAwait(false);
        }

        var (content, isNew) = answer switch
        {
            ServerAnswer.Same same => (same.Content, state.Held is null),
            ServerAnswer.Other other => (other.Content, true),
            ServerAnswer.Gone gone => throw ServerProblemException.Behind(question.Server, gone.Reason),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        if (state.ReasonAgainst(content.Point) is { } reason)
        {
            throw ServerProblemException.Behind(question.Server, reason);
        }

        listener.Put(content, isNew);
        if (state.Confirm(content) is { } before)
        {
            listener.Restored(before);
        }

        listener.Read(problem: null);
    }

    // What was refused will be refused again until somebody publishes, which a watch hears of.
    private TimeSpan WaitAfter(ServerProblemException? problem, BackOff backOff)
    {
        if (problem is { IsRefusal: false })
        {
            backOff.LeaveAlone(problem.RetryAfter ?? TimeSpan.Zero);
            return backOff.Next();
        }

        backOff.Reset();
        return options.PollInterval == Timeout.InfiniteTimeSpan ? options.PollInterval : options.PollInterval * (0.75 + (Random.Shared.NextDouble() / 2));
    }

    private void Answer(int count)
    {
        for (; count > 0 && _requests.TryDequeue(out var request); count--)
        {
            request.SetResult();
        }
    }

    private void Wake() => _wake.Writer.TryWrite(true);
}
