using System.Globalization;
using System.Threading.Channels;
using Strata.Cli.Running;
using Strata.Diagnostics;
using Strata.Live;
using Strata.Selection;

namespace Strata.Cli.Serving;

/// <summary>
/// A configuration that follows the head of a space: the server is asked for one that is newer, and answers when there is one. Within an epoch no
/// older revision takes the place of a newer one, whichever replica answers.
/// </summary>
internal sealed class SpaceWatch : IWatchedConfiguration
{
    private const int Gone = 410;

    // The server answers before: what takes longer is a connection that nobody closed.
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(30);

    private readonly SpaceAddress _address;
    private readonly SpaceDirectory _directory;
    private readonly string _type;
    private readonly CancellationTokenSource _stopping = new();
    private Invocation _invocation;
    private ConfigurationSnapshot _current;
    private SpaceRevision _seen;
    private ReloadFailure? _failure;
    private Task _following = Task.CompletedTask;

    /// <summary>Resolves what the space holds now.</summary>
    /// <exception cref="OverrideValidationException">That is invalid.</exception>
    public SpaceWatch(Invocation invocation, ResolutionContext context)
    {
        _invocation = invocation;
        _address = invocation.SpaceAddress!;
        _directory = SpaceDirectory.Of(invocation.Host, invocation.KeepsFiles);
        _type = context.Type;
        _seen = invocation.Space!.Revision;
        var outcome = invocation.Overrides.Resolve(context);
        _current = new ConfigurationSnapshot(_seen.Number, outcome.Configuration ?? throw new OverrideValidationException(outcome.Validation), context.Now);
    }

    public ConfigurationSnapshot First => _current;

    public void Listen(ChannelWriter<Func<Task>> work, Func<ConfigurationChangedEventArgs, Task> changed, Func<ReloadFailure, Task> failed) =>
        _following = Task.Factory.StartNew(() => Follow(work, changed, failed), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _following.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private void Follow(ChannelWriter<Func<Task>> work, Func<ConfigurationChangedEventArgs, Task> changed, Func<ReloadFailure, Task> failed)
    {
        using var connection = new ServerConnection(_address.Server, Patience, _address.Credential) { Reason = _address.Reason };
        for (var failures = 0; !_stopping.IsCancellationRequested;)
        {
            try
            {
                var next = Next(connection);
                failures = 0;
                work.TryWrite(() => ReloadAsync(next, changed, failed));
            }
            catch (ServerProblemException problem)
            {
                // Once for each time that it goes away.
                if (failures++ == 0)
                {
                    work.TryWrite(() => failed(Failure(problem.Validation)));
                }

                BackOff(failures);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
        }
    }

    // What is newer than what was seen; null where nothing came in a while: time has passed then, which conditions may go by.
    private SpaceReading? Next(ServerConnection connection)
    {
        var after = string.Create(CultureInfo.InvariantCulture, $"head?after={Uri.EscapeDataString(_seen.Epoch)}:{_seen.Number}&timeout={Wait.TotalSeconds}");
        var answer = connection.Try(ServerRequest.Get(_address.Of(after)), _stopping.Token);
        if (answer.IsEmpty)
        {
            return null;
        }

        // The store was restored, or this replica is behind.
        var isGone = answer.Status == Gone;
        var number = isGone ? connection.Get(_address.Of(""), _stopping.Token).Number("head") : answer.IsGood ? answer.Number("revision") : throw ServerProblemException.Of(answer);
        var reading = SpaceReading.Read(connection, _address, number, _directory, _stopping.Token);
        if (reading.Revision.Epoch == _seen.Epoch && reading.Revision.Number <= _seen.Number)
        {
            BackOff(1);
            return null;
        }

        _seen = reading.Revision;
        return reading;
    }

    private async Task ReloadAsync(SpaceReading? next, Func<ConfigurationChangedEventArgs, Task> changed, Func<ReloadFailure, Task> failed)
    {
        var invocation = next is null ? _invocation : _invocation.On(next);
        var outcome = Resolve(invocation);
        if (outcome is not { Configuration: { } configuration })
        {
            var failure = Failure(outcome?.Validation);
            var isTold = failure.IsSameAs(_failure);
            _failure = failure;
            if (!isTold)
            {
                await failed(failure).ConfigureAwait(false);
            }

            return;
        }

        var old = _current;
        (_invocation, _failure) = (invocation, null);
        var change = new ConfigurationChangedEventArgs(old, new ConfigurationSnapshot(invocation.Space!.Revision.Number, configuration, configuration.Context.Now));
        _current = change.New;
        if (!change.Changes.IsEmpty)
        {
            await changed(change).ConfigureAwait(false);
        }
    }

    // Null where what is wrong was told already.
    private ResolutionOutcome? Resolve(Invocation invocation)
    {
        try
        {
            return invocation.Overrides.Resolve(invocation.ContextOf(_type));
        }
        catch (RefusedException)
        {
            return null;
        }
    }

    private ReloadFailure Failure(ValidationResult? validation)
    {
        var now = _invocation.Host.Time.GetUtcNow();
        return new ReloadFailure(_failure?.Since ?? now, now, validation ?? new ValidationResult([]), null);
    }

    private void BackOff(int failures) =>
        _stopping.Token.WaitHandle.WaitOne(TimeSpan.FromSeconds(Math.Min(LongestBackOff.TotalSeconds, 0.5 * Math.Pow(2, Math.Min(failures, 10)))) * (0.5 + (Random.Shared.NextDouble() / 2)));
}
