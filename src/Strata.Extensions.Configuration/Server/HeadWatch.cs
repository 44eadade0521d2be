using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Strata.Extensions.Configuration;

/// <summary>Who is told by a watch.</summary>
internal interface IHeadListener
{
    /// <summary>The revision that is in use, or that was missed; null for none.</summary>
    ServedPoint? Known { get; }

    /// <summary>The server has a head.</summary>
    void Announced(ServedPoint head);

    /// <summary>The server listens again.</summary>
    void Connected();

    /// <summary>The revision that is in use is none that the server can go on from.</summary>
    void Gone();

    /// <summary>The server cannot be watched at the moment.</summary>
    void Broken(ServerProblemException problem);
}

/// <summary>
/// Hears of the heads of a space, for as long as it runs: over a stream of events, or by one request after another. Connections that end or fall silent are
/// made again, with growing waits.
/// </summary>
internal sealed class HeadWatch(ServerConnection connection, ConfigurationReader reader, ServerQuestion question, StrataServerOptions options, IHeadListener listener)
{
    private const int BufferLength = 4096;
    private const int LongestHead = 16 * 1024;

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    // A connection that lived so long was a good one, whatever ended it.
    private static readonly TimeSpan GoodLife = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(25);

    private readonly BackOff _backOff = new(FirstWait, LongestWait);
    private readonly TimeProvider _time = options.TimeProvider;
    private bool _polls = options.Watch == ServerWatchMode.LongPoll;
    private bool _resumes = true;

    /// <summary>Watches until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var begun = _time.GetTimestamp();
            try
            {
                await (_polls ? PollAsync(cancellationToken) : StreamAsync(cancellationToken)).ConfigureAwait(false);
            }
            catch (ServerProblemException problem)
            {
                listener.Broken(problem);
                _backOff.LeaveAlone(problem.RetryAfter ?? TimeSpan.Zero);

                // What gathers an answer before it passes it on gives none in time; and a stream may go through again where requests do not.
                _polls = options.Watch == ServerWatchMode.LongPoll || (!_polls && problem.IsLate);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            if (_time.GetElapsedTime(begun) >= GoodLife)
            {
                _backOff.Reset();
            }

            try
            {
                await Task.Delay(_backOff.Next(), _time, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    // Returns when the stream has ended, or cannot be one.
    private async Task StreamAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, question.Events);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (_resumes && listener.Known is { } known)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", known.ToString());
        }

        using var response = await connection.OpenAsync(request, options.SilenceTimeout, cancellationToken).ConfigureAwait(false);
        if (!await IsFollowedAsync(response, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        // The server says something at once. Where nothing ever comes, something between keeps it back.
        _polls = response.Content.Headers.ContentType?.MediaType != "text/event-stream" || !await ReadAsync(response, cancellationToken).ConfigureAwait(false);
    }

    // Whether anything came.
    private async Task<bool> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        listener.Connected();
        using var silent = new CancellationTokenSource(options.SilenceTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silent.Token, cancellationToken);
        var events = new EventReader();
        var buffer = new byte[BufferLength];
        var isHeard = false;
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(either.Token).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                for (int count; (count = await stream.ReadAsync(buffer, either.Token).ConfigureAwait(false)) > 0;)
                {
                    isHeard = true;
                    silent.CancelAfter(options.SilenceTimeout);
                    foreach (var heard in events.Take(buffer.AsSpan(0, count)))
                    {
                        Hear(heard);
                    }

                    if (events.Retry is { } wait)
                    {
                        _backOff.Ask(wait);
                    }
                }
            }
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or InvalidDataException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Broken off, silent for too long, or no events: what it is good for is to be made again.
        }

        return isHeard || !silent.IsCancellationRequested;
    }

    private void Hear(ServerEvent heard)
    {
        if (heard.Name == "head" && ServedPoint.TryParse(heard.Id) is { } head)
        {
            listener.Announced(head);
        }
    }

    // Returns when the server cannot say at once whether there is something new.
    private async Task PollAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var begun = _time.GetTimestamp();
            using var request = new HttpRequestMessage(HttpMethod.Get, question.Head(_resumes ? listener.Known : null, Poll));
            var isFollowed = await connection.SendAsync(request, Poll + options.RequestTimeout, TakeHeadAsync, cancellationToken).ConfigureAwait(false);

            // Nobody waits for nothing: who answers that there is nothing new before its time does not know what it was asked.
            if (!isFollowed || _time.GetElapsedTime(begun) < FirstWait)
            {
                return;
            }

            _backOff.Reset();
        }
    }

    private async Task<bool> TakeHeadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!await IsFollowedAsync(response, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        listener.Connected();
        if (response.StatusCode != HttpStatusCode.NoContent)
        {
            listener.Announced(HeadOf(await connection.ReadBodyAsync(response, LongestHead, cancellationToken).ConfigureAwait(false)));
        }

        return true;
    }

    private ServedPoint HeadOf(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("epoch", out var epoch) && epoch.ValueKind == JsonValueKind.String
                && root.TryGetProperty("revision", out var revision) && revision.ValueKind == JsonValueKind.Number && revision.TryGetInt64(out var number)
                    ? new ServedPoint(epoch.GetString()!, number)
                    : throw ServerProblemException.Unusable(connection.Server, "it is no head of a space");
        }
        catch (JsonException)
        {
            throw ServerProblemException.Unusable(connection.Server, "it is no head of a space");
        }
    }

    private async Task<bool> IsFollowedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode == HttpStatusCode.Gone)
        {
            // The next one begins from nothing, since it may be the server that has lost something, and goes on from less.
            _resumes = false;
            listener.Gone();
            return false;
        }

        if (!response.IsSuccessStatusCode)
        {
            throw await reader.ProblemOfAsync(response, cancellationToken).ConfigureAwait(false);
        }

        _resumes = true;
        return true;
    }
}
