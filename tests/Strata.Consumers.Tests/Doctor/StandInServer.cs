using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Strata.Consumers.Tests.Doctor;

/// <summary>Answers over HTTP as a server was seen to answer that cannot be run here.</summary>
internal sealed class StandInServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Dictionary<string, (int Status, string Body)> _answers;

    /// <param name="answers">Paths, and what is answered to them; anything else is answered with 404.</param>
    public StandInServer(params (string Path, int Status, string Body)[] answers)
    {
        _answers = answers.ToDictionary(static answer => answer.Path, static answer => (answer.Status, answer.Body), StringComparer.Ordinal);
        Port = LoopbackPort.Free();
        _listener.Prefixes.Add($"http://127.0.0.1:{Port}/");
        _listener.Start();
        _ = ServeAsync();
    }

    public int Port { get; }

    /// <summary>How far its clock is from that of this machine.</summary>
    public TimeSpan Skew { get; init; }

    /// <summary>What was asked for.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            Asked.Enqueue(context.Request.RawUrl!);
            var (status, body) = _answers.GetValueOrDefault(context.Request.RawUrl!, (404, """{"error": "Not found"}"""));
            context.Response.StatusCode = status;
            context.Response.AddHeader("Date", (DateTimeOffset.UtcNow + Skew).ToString("r"));
            context.Response.Close(Encoding.UTF8.GetBytes(body), willBlock: false);
        }
    }
}
