using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Strata.Extensions.Logging.Elasticsearch;

/// <summary>
/// Sends what a buffer holds, in its order, until the server has it or will never take it. A record is sent again until then, under the same id,
/// so that the server has it once.
/// </summary>
internal sealed class BulkSender : IDisposable
{
    private const long MostRefusedBytes = 16L * 1024 * 1024;

    private readonly BulkBuffer _buffer;
    private readonly LogTroubles _troubles;
    private readonly BulkPace _pace;
    private readonly HttpClient _client;
    private readonly Uri _address;
    private readonly string _place;
    private readonly AuthenticationHeaderValue? _credential;
    private readonly SemaphoreSlim _signal = new(0, 1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _loop;
    private int _failures;
    private int _mostRecords;

    public BulkSender(ElasticsearchOutput output, BulkBuffer buffer, LogTroubles troubles, BulkPace pace)
    {
        (_buffer, _troubles, _pace, _mostRecords) = (buffer, troubles, pace, pace.MostRecords);
        _address = new Uri(new Uri(output.Url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/') + "/"), "_bulk");
        _place = _address.GetLeftPart(UriPartial.Authority);
        _credential = CredentialOf(output);
#pragma warning disable CA2000 // The client disposes of it.
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ActivityHeadersPropagator = null, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = pace.Timeout };
#pragma warning restore CA2000
        _loop = Task.Run(RunAsync);
    }

    /// <summary>There is something to send.</summary>
    public void Signal()
    {
        try
        {
            if (_signal.CurrentCount == 0)
            {
                _signal.Release();
            }
        }
        catch (SemaphoreFullException)
        {
            // Another one was first.
        }
    }

    /// <summary>Sends what can be sent in a short time, and leaves the rest on disk.</summary>
    public void Dispose()
    {
        _ending.Cancel();
        Signal();
        if (!_loop.Wait(_pace.LastWait))
        {
            _stopping.Cancel();
            _loop.Wait();
        }

        _client.Dispose();
        _signal.Dispose();
        _stopping.Dispose();
        _ending.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (await SendNextAsync().ConfigureAwait(false))
            {
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // What is left is sent by the next process.
        }
    }

    // One batch, or the wait for one. False when all is sent and nothing will come.
    private async Task<bool> SendNextAsync()
    {
        try
        {
            if (_buffer.TakeDropped() is var dropped and > 0)
            {
                _troubles.Dropped(_place, dropped);
            }

            if (_buffer.Peek(_mostRecords, _pace.MostBytes) is not { } batch)
            {
                if (_ending.IsCancellationRequested)
                {
                    return false;
                }

                await _signal.WaitAsync(_stopping.Token).ConfigureAwait(false);
                await WaitAsync(_pace.Linger, _ending.Token).ConfigureAwait(false);
                return true;
            }

            if (await SendAsync(batch).ConfigureAwait(false))
            {
                _buffer.Advance(batch);
                _failures = 0;
                _troubles.Works(_place);
            }

            return true;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException or UnauthorizedAccessException || (exception is OperationCanceledException && !_stopping.IsCancellationRequested))
        {
            return await FailedAsync(exception is OperationCanceledException ? "it did not answer in time" : exception.Message, null).ConfigureAwait(false);
        }
    }

    // Whether all of it is settled.
    private async Task<bool> SendAsync(BulkBatch batch)
    {
        var left = batch.Records;
        while (left.Count > 0)
        {
            using var answer = await PostAsync(left).ConfigureAwait(false);
            if (answer.StatusCode == HttpStatusCode.RequestEntityTooLarge)
            {
                if (batch.Records.Count == 1)
                {
                    Refuse(left, "413: it is too large");
                    return true;
                }

                // A smaller one is taken from the buffer.
                _mostRecords = Math.Max(1, batch.Records.Count / 2);
                return false;
            }

            if (!answer.IsSuccessStatusCode)
            {
                await FailedAsync($"it answered {(int)answer.StatusCode}", RetryAfterOf(answer)).ConfigureAwait(false);
                return false;
            }

            using var stream = await answer.Content.ReadAsStreamAsync(_stopping.Token).ConfigureAwait(false);
            using var json = await JsonDocument.ParseAsync(stream, default, _stopping.Token).ConfigureAwait(false);
            var result = BulkAnswer.Of(json.RootElement, left.Count);
            if (result.Refused.Count > 0)
            {
                Refuse([.. result.Refused.Select(index => left[index])], result.Reason);
            }

            left = [.. result.Again.Select(index => left[index])];
            if (left.Count > 0 && !await FailedAsync($"it took not all: {result.Busy}", RetryAfterOf(answer)).ConfigureAwait(false))
            {
                throw new OperationCanceledException(_stopping.Token);
            }
        }

        _mostRecords = Math.Min(_pace.MostRecords, _mostRecords * 2);
        return true;
    }

    private async Task<HttpResponseMessage> PostAsync(IReadOnlyList<ReadOnlyMemory<byte>> records)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _address);
        var body = new byte[records.Sum(static record => record.Length)];
        var at = 0;
        foreach (var record in records)
        {
            record.CopyTo(body.AsMemory(at));
            at += record.Length;
        }

        request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson") } };
        request.Headers.Authorization = _credential;
        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _stopping.Token).ConfigureAwait(false);
    }

    // The pause after a failure. False where the end does not wait for it.
    private async Task<bool> FailedAsync(string problem, TimeSpan? asked)
    {
        _failures++;
        _troubles.Fails(_place, problem);
        if (_ending.IsCancellationRequested)
        {
            await _stopping.CancelAsync().ConfigureAwait(false);
            return false;
        }

        var pause = _pace.PauseAfter(_failures);
        await WaitAsync(asked > pause ? asked < _pace.MostPause ? asked.Value : _pace.MostPause : pause, _ending.Token).ConfigureAwait(false);
        return true;
    }

    private static async Task WaitAsync(TimeSpan time, CancellationToken ended)
    {
        await Task.Delay(time, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // Kept beside the buffer, for whoever mends the index.
    private void Refuse(IReadOnlyList<ReadOnlyMemory<byte>> records, string reason)
    {
        var file = Path.Combine(_buffer.Path, "refused.log");
        using (var stream = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.Read))
        {
            foreach (var record in records)
            {
                if (stream.Length + record.Length <= MostRefusedBytes)
                {
                    stream.Write(record.Span);
                }
            }
        }

        _troubles.Refused(_place, records.Count, reason, file);
    }

    private static TimeSpan? RetryAfterOf(HttpResponseMessage answer) => answer.Headers.RetryAfter?.Delta;

    private static AuthenticationHeaderValue? CredentialOf(ElasticsearchOutput output)
    {
        if (output.ApiKey is { } key)
        {
            return new AuthenticationHeaderValue("ApiKey", key.Reveal());
        }

        var pair = output.User is { } user ? $"{user}:{output.Password?.Reveal()}" : Uri.UnescapeDataString(output.Url.UserInfo);
        return pair.Length > 0 ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair))) : null;
    }
}
