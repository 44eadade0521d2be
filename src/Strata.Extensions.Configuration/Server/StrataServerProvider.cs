using System.Globalization;
using Strata.Diagnostics;
using Strata.Live;
using Strata.Values;

namespace Strata.Extensions.Configuration;

/// <summary>
/// A configuration that a server resolves, as a provider of configuration. The first load takes what the server has, or else what it had last; afterwards it
/// follows the server, never back to an older revision, and a bad answer keeps what is in use. Safe for use from several threads. Disposing it ends all that
/// it began.
/// </summary>
internal sealed class StrataServerProvider : StrataProvider, IServedListener
{
    private readonly ServerQuestion _question;
    private readonly StrataServerOptions _options;
    private readonly ServerConnection _connection;
    private readonly ConfigurationReader _reader;
    private readonly LastKnownGood _kept;
    private readonly ServerMetrics _metrics;
    private readonly ServerState _state = new();
    private readonly ServerFollower _follower;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private volatile Task? _run;
    private volatile bool _isStarted;
    private string? _told;
    private bool _isChanged;
    private bool _isTelling;
    private bool _isDisposed;

    /// <param name="question">What is asked for.</param>
    /// <param name="options">How. They must not be changed any more.</param>
    public StrataServerProvider(ServerQuestion question, StrataServerOptions options)
        : base(options.MatchPropertyNames)
    {
        _question = question;
        _options = options;
        _connection = new ServerConnection(question.Server, options);
        _reader = new ConfigurationReader(_connection, question, options);
        _kept = new LastKnownGood(question, options);
        _metrics = new ServerMetrics(options.MeterFactory, question, () => Held, () => _state.Trouble is not null && Held is { } held ? AgeOf(held).TotalSeconds : 0);
        _follower = new ServerFollower(_reader, _state, question, options, this);
    }

    /// <summary>Raised when all is well again after <see cref="StrataProvider.Failed"/>.</summary>
    public event Action<StrataServerProvider>? Mended;

    /// <summary>Raised when the server's store was restored, told the revision that was in use before.</summary>
    public event Action<StrataServerProvider, ServedPoint>? Restored;

    /// <inheritdoc/>
    public override string Place => $"\"{_question.Type}\" of the space \"{_question.Space}\" at {_question.Server}";

    /// <inheritdoc/>
    public override ConfigurationSnapshot? Current => Loaded?.Snapshot;

    /// <inheritdoc/>
    public override LoadFailure? Failure => _state.Trouble is { } trouble ? new LoadFailure(trouble.Since, new ValidationResult(trouble.Problem.Diagnostics), null) : null;

    /// <summary>What the server sent that is in use; null for nothing.</summary>
    public ServedContent? Held => _state.Held;

    /// <summary>What is wrong, in words without a value; null while nothing is.</summary>
    public string? Problem => _state.Trouble?.Problem.Message
        ?? _kept.Problem
        ?? (_state.WatchProblem is { } problem ? $"changes are found by asking now and then alone: {problem.Message}" : null);

    /// <summary>Why the file of the last known good configuration could not be used at the start; null where it could, or there was none.</summary>
    public string? FileProblem => _kept.ReadProblem;

    /// <summary>Done when nothing runs any more that this has begun.</summary>
    public Task Completion => _run ?? Task.CompletedTask;

    /// <summary>What is in use, for people: which revision, how old, and whether it comes from the file.</summary>
    public string ToInUse() => Held is { } held
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"revision {held.Point.Revision}{(_state.IsFromFile ? $" from {_options.LastKnownGoodFile}" : "")} is in use, which the server confirmed {AgeText.Of(AgeOf(held))} ago")
        : "nothing is in use";

    /// <summary>
    /// Loads the configuration: the first time within the time that the start may take, later again. A later load that fails keeps what was loaded
    /// before and throws nothing, and one after the disposal does nothing.
    /// </summary>
    /// <exception cref="OverrideValidationException">There is no configuration to begin with; the exception has every problem.</exception>
    public override void Load()
    {
        if (_run is null)
        {
            LoadFirst();
        }
        else if (!IsTellingHere)
        {
            ForgetSet();
            Reload().GetAwaiter().GetResult();
        }
    }

    /// <summary>The server, for whoever prints which provider a value comes from.</summary>
    public override string ToString() => $"Strata server, {Place}";

    /// <inheritdoc/>
    public override void Dispose()
    {
        bool isTelling;
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            isTelling = _isTelling;
        }

        _stopping.Cancel();
        if (_run is null)
        {
            Release();
        }
        else if (!isTelling)
        {
            // Whoever is told of a change may be what waits here, and is never waited for.
            _run.GetAwaiter().GetResult();
        }
    }

    /// <inheritdoc/>
    public override void AddTo(HealthFindings report, DateTimeOffset now)
    {
        report.Add("server", _question.Server.AbsoluteUri);
        report.Add("space", _question.Space);
        report.Add("type", _question.Type);
        var held = Held;
        if (held is not null)
        {
            report.Add("revision", held.Point.Revision);
            report.Add("epoch", held.Point.Epoch);
            report.Add("confirmed_at", held.ConfirmedAt);
            report.Add("age_seconds", HealthFindings.SecondsBetween(held.ConfirmedAt, now));
            report.Add("from_file", _state.IsFromFile);
        }

        var trouble = _state.Trouble;
        if (trouble is not null)
        {
            report.Add("stale_since", trouble.Since);
        }

        if (Problem is { } problem)
        {
            report.AddProblem($"{problem}; {ToInUse()}", isGrave: trouble is not null && held is not null && _options.MaxStaleness is { } most && now - held.ConfirmedAt > most);
        }
    }

    void IServedListener.Put(ServedContent content, bool isNew) => Put(content, isNew);

    void IServedListener.Restored(ServedPoint before) => Restored?.Invoke(this, before);

    void IServedListener.Read(ServerProblemException? problem)
    {
        var outcome = problem is not null ? ReloadOutcome.Failed : _isChanged ? ReloadOutcome.Changed : ReloadOutcome.Unchanged;
        _isChanged = false;
        if (problem is null)
        {
            _kept.Write(Held!);
        }

        _metrics.CountRead(outcome);
        TellProblem();
        if (outcome == ReloadOutcome.Changed && _isStarted)
        {
            Tell();
        }
    }

    private void LoadFirst()
    {
        try
        {
            // Not on this thread, whose context somebody may hold.
            Task.Run(StartAsync).GetAwaiter().GetResult();
        }
        catch
        {
            Release();
            throw;
        }

        _isStarted = true;
        _run = Task.Run(RunAsync);
    }

    private async Task StartAsync()
    {
        var kept = _kept.Read();
        if (kept is not null)
        {
            _state.Remember(kept.Point);
        }

        if (await _follower.StartAsync(kept, _stopping.Token).ConfigureAwait(false) is not { } problem)
        {
            return;
        }

        var reason = kept is null ? _kept.ReadProblem : UseFile(kept);
        _state.Fail(problem, _options.TimeProvider.GetUtcNow());
        _told = Problem;
        if (Held is null && !_options.Optional)
        {
            throw new OverrideValidationException(new ValidationResult(
                reason is null ? problem.Diagnostics : [.. problem.Diagnostics, new Diagnostic(DiagnosticCode.ServerUnreachable, DiagnosticSeverity.Error, reason)]));
        }
    }

    // Why it cannot be used; null where it is.
    private string? UseFile(ServedContent kept)
    {
        if (_kept.IsTooOld(kept))
        {
            return $"the last known good configuration in {_options.LastKnownGoodFile} is too old: the server confirmed it {AgeText.Of(AgeOf(kept))} ago, and {AgeText.Of(_options.MaxStaleness!.Value)} are allowed";
        }

        try
        {
            Put(kept, isNew: true);
        }
        catch (ServerProblemException bad)
        {
            return $"the last known good configuration in {_options.LastKnownGoodFile} cannot be used: {bad.Message}";
        }

        _state.UseFile(kept);
        return null;
    }

    private void Put(ServedContent content, bool isNew)
    {
        if (!isNew)
        {
            return;
        }

        var now = _options.TimeProvider.GetUtcNow();
        var found = new DiagnosticBag();
        var configuration = ServedConfiguration.Read($"{_question.Space}/{_question.Type}", _question.Address, content.Body, content.Masked, _question.ContextAt(now), found)
            ?? throw ServerProblemException.Malformed(_question.Server, found.ToSorted());
        var old = Current;
        var isChanged = old is null || !ConfigNodeEquality.DeepEquals(old.Configuration.Root, configuration.Root);
        try
        {
            Take(new ConfigurationSnapshot((old?.Revision ?? 0) + (isChanged ? 1 : 0), configuration, now), isSameAllowed: true);
        }
        catch (OverrideValidationException exception)
        {
            throw ServerProblemException.Invalid(_question.Server, exception.Result);
        }

        _isChanged = isChanged;
    }

    private async Task RunAsync()
    {
        try
        {
            var watch = _options.Watch == ServerWatchMode.Off
                ? Task.CompletedTask
                : new HeadWatch(_connection, _reader, _question, _options, _follower).RunAsync(_stopping.Token);
            try
            {
                await _follower.RunAsync(_stopping.Token).ConfigureAwait(false);
            }
            finally
            {
                await _stopping.CancelAsync().ConfigureAwait(false);
                await watch.ConfigureAwait(false);
            }
        }
        finally
        {
            Release();
        }
    }

    // Each problem once, for as long as it is the same.
    private void TellProblem()
    {
        var problem = Problem;
        if (problem == _told)
        {
            return;
        }

        _told = problem;
        if (problem is null)
        {
            Mended?.Invoke(this);
        }
        else
        {
            TellFailed();
        }
    }

    private void Tell()
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _isTelling = true;
        }

        try
        {
            TellChanged();
        }
#pragma warning disable CA1031 // It is the listener's own: neither the others nor the watch suffer from it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _metrics.CountHandlerFailure();
            TellListenerFailed(exception);
        }
        finally
        {
            lock (_lock)
            {
                _isTelling = false;
            }
        }
    }

    private Task Reload()
    {
        lock (_lock)
        {
            // A root is reloaded as a whole, and its other providers do not mind that this one is gone.
            return _isDisposed ? Task.CompletedTask : _follower.AskAsync();
        }
    }

    private TimeSpan AgeOf(ServedContent content) => _options.TimeProvider.GetUtcNow() - content.ConfirmedAt is var age && age > TimeSpan.Zero ? age : TimeSpan.Zero;

    private void Release()
    {
        _connection.Dispose();
        _metrics.Dispose();
    }
}
