using System.Globalization;
using Strata.Binding;
using Strata.Snapshots;

namespace Strata.Doctor;

/// <summary>Holds a resolved configuration against the world: its servers, certificates, files, ports and names.</summary>
public static class ConfigurationDoctor
{
    // What a check that heeds its end has to say of it.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Runs the checks, all at the same time. While names are looked up, each takes a thread of the pool: where a program is to keep the time
    /// limits although name servers do not answer, its pool needs as many at once (<see cref="ThreadPool.SetMinThreads"/>). It changes nothing anywhere, but that it connects, binds ports for a moment, and writes an empty
    /// file, which it removes, into directories that are to be written to.
    /// </summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Ends it: then there is no report.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<DoctorReport> RunAsync(ResolvedConfiguration configuration, DoctorOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        options ??= new DoctorOptions();
        var begun = options.TimeProvider.GetTimestamp();
        var scrub = SecretScrub.Of(configuration);
        var ended = 0;
        var runs = options.Chosen.Select(async check =>
        {
            var findings = await RunAsync(check, new CheckContext(check, configuration, options, scrub), options, cancellationToken).ConfigureAwait(false);
            options.Ended?.Invoke(Interlocked.Increment(ref ended));
            return findings;
        }).ToArray();
        var found = await Task.WhenAll(runs).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return new DoctorReport([.. found.SelectMany(static findings => findings)], options.TimeProvider.GetElapsedTime(begun));
    }

    private static async Task<IReadOnlyList<CheckFinding>> RunAsync(IConfigurationCheck check, CheckContext context, DoctorOptions options, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.TimeLimit, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);

        // On a thread of its own: a file system may hang, and does not heed tokens; and the pool's threads may all be looking names up.
        var run = Task.Factory.StartNew(
            () => check.CheckAsync(context, either.Token), CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap();
        try
        {
            await run.WaitAsync(options.TimeLimit + Grace, options.TimeProvider, cancellationToken).ConfigureAwait(false);
            return context.Close(limit.IsCancellationRequested ? Expire : null);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && (exception is TimeoutException || limit.IsCancellationRequested))
        {
            return context.Close(Expire, isCutOff: true);
        }
        catch (ConfigurationBindingException exception)
        {
            foreach (var problem in exception.Problems)
            {
                context.Begin("settings", problem.Path?.ToString() ?? "").Fail(problem.Message, problem.Hint ?? "correct the value");
            }

            return context.Close(null);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // A check may be anybody's, and its fault is not to hide what the others found.
            var message = $"the check itself failed: {exception.GetType().Name}: {exception.Message}";
            context.Begin("fault", "").Fail(message, $"leave it out with --skip {check.Name}, and tell its author");
            return context.Close(null);
        }

        void Expire(CheckStep step) => step.Unreachable(
            string.Create(CultureInfo.InvariantCulture, $"no answer within {options.TimeLimit.TotalSeconds:0.###} s"),
            "see whether something on the way holds it up, or give it more time with --timeout");
    }
}
