using System.Diagnostics;
using Polly;
using Polly.CircuitBreaker;
using Strata.Server.Observing;
using Strata.Server.Spaces;

namespace Strata.Server.Stores;

/// <summary>
/// Keeps requests from waiting for a database that does not answer: once several have waited for nothing, all others are told so at once, but one a second
/// that tries. Safe for use from several threads.
/// </summary>
internal sealed class StoreBreaker
{
    private const int LeastFailures = 3;

    // Shorter than a question waits that nothing answers: what went well before the silence is forgotten when the first fails.
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Database _database;
    private readonly StoreMeter _meter;
    private readonly ResiliencePipeline _pipeline;
    private readonly CircuitBreakerStateProvider _state = new();

    public StoreBreaker(Database database, StoreMeter meter, TimeProvider time)
    {
        _database = database;
        _meter = meter;
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = 0.5,
                MinimumThroughput = LeastFailures,
                SamplingDuration = Remembered,
                BreakDuration = Pause,
                StateProvider = _state,
                ShouldHandle = arguments => ValueTask.FromResult(IsSilent(arguments.Outcome.Exception)),
            })
            .Build();
    }

    /// <summary>Asks the database.</summary>
    /// <param name="operation">What it is asked: one word for its figures.</param>
    /// <param name="ask">Asks it.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <exception cref="RefusalException">It cannot be reached.</exception>
    public async Task<T> RunAsync<T>(string operation, Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var activity = ServerActivity.BeginStore(operation, _database.SystemName);
        var begun = Stopwatch.GetTimestamp();
        try
        {
            var answer = await ReachAsync(ask, cancellationToken).ConfigureAwait(false);
            _meter.Count(operation, begun, exception: null);
            return answer;
        }
        catch (Exception exception)
        {
            activity.Fail(exception);
            _meter.Count(operation, begun, exception);
            throw;
        }
    }

    private async Task<T> ReachAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await _pipeline.ExecuteAsync(async token => await ask(token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        catch (BrokenCircuitException)
        {
            throw Refusal.StoreSilent();
        }
        catch (Exception exception) when (_database.IsUnreachable(exception))
        {
            throw Refusal.StoreUnreachable(exception);
        }
    }

    // A try that its caller gave up has not shown that the database answers.
    private bool IsSilent(Exception? exception) => exception switch
    {
        null => false,
        OperationCanceledException => _state.CircuitState == CircuitState.HalfOpen,
        _ => _database.IsSilent(exception),
    };
}
