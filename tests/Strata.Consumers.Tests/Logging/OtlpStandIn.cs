using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Strata.Consumers.Tests.Logging;

/// <summary>Takes logs over OTLP in HTTP, and keeps the bodies: Protobuf, in which texts stand as they are.</summary>
internal sealed class OtlpStandIn : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<string> _bodies = new();

    public OtlpStandIn()
    {
        var port = LoopbackPort.Free();
        Url = new Uri($"http://127.0.0.1:{port}/");
        _listener.Prefixes.Add(Url.AbsoluteUri);
        _listener.Start();
        _ = ServeAsync();
    }

    public Uri Url { get; }

    public string Everything => string.Concat(_bodies);

    public bool Has(string text) => _bodies.Any(body => body.Contains(text, StringComparison.Ordinal));

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                _bodies.Enqueue(Encoding.Latin1.GetString(body.ToArray()));
                context.Response.StatusCode = context.Request.Url!.AbsolutePath == "/v1/logs" && context.Request.Headers["x-key"] is not null ? 200 : 404;
                context.Response.Close();
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
