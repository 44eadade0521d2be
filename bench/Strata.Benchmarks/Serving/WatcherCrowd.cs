using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Strata.Benchmarks.Serving;

/// <summary>Many watchers of one space, and when each of them heard of each revision.</summary>
internal sealed class WatcherCrowd : IDisposable
{
    private readonly List<Socket> _sockets = [];
    private readonly Task[] _reading;
    private readonly CountdownEvent _heard;
    private readonly double[] _latencies;
    private byte[] _awaited = [];
    private long _since;

    private WatcherCrowd(int count)
    {
        _reading = new Task[count];
        _latencies = new double[count];
        _heard = new CountdownEvent(count);
    }

    /// <summary>Connects them, and waits until each has heard of the head.</summary>
    public static async Task<WatcherCrowd> ConnectAsync(Uri server, string space, int count, long head)
    {
        var crowd = new WatcherCrowd(count);
        crowd.Await(head);
        var request = Encoding.ASCII.GetBytes($"GET /api/v1/spaces/{space}/events HTTP/1.1\r\nHost: {server.Authority}\r\nAccept: text/event-stream\r\n\r\n");
        for (var i = 0; i < count; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            crowd._sockets.Add(socket);
            await socket.ConnectAsync(IPAddress.Loopback, server.Port).ConfigureAwait(false);
            await socket.SendAsync(request).ConfigureAwait(false);
            crowd._reading[i] = crowd.ReadAsync(socket, i);
        }

        crowd.Wait();
        return crowd;
    }

    /// <summary>From now on the time is taken until each hears of a revision.</summary>
    public void Await(long revision)
    {
        _awaited = Encoding.ASCII.GetBytes($"\"revision\":{revision},");
        _heard.Reset();
        _since = Stopwatch.GetTimestamp();
    }

    /// <summary>Waits until all have heard.</summary>
    /// <returns>The milliseconds that it took each, in rising order.</returns>
    public double[] Wait()
    {
        if (!_heard.Wait(TimeSpan.FromMinutes(2)))
        {
            throw new InvalidOperationException($"{_heard.CurrentCount} of {_reading.Length} watchers heard nothing");
        }

        var sorted = _latencies.ToArray();
        Array.Sort(sorted);
        return sorted;
    }

    public void Dispose()
    {
        _sockets.ForEach(static socket => socket.Dispose());
        Task.WaitAll(_reading);
        _heard.Dispose();
    }

    private async Task ReadAsync(Socket socket, int index)
    {
        var buffer = new byte[1024];
        var told = Array.Empty<byte>();
        try
        {
            while (await socket.ReceiveAsync(buffer).ConfigureAwait(false) is var count and > 0)
            {
                // An event comes in one piece: it is written so, and is smaller than any packet.
                var awaited = _awaited;
                if (told != awaited && buffer.AsSpan(0, count).IndexOf(awaited) >= 0)
                {
                    told = awaited;
                    _latencies[index] = Stopwatch.GetElapsedTime(_since).TotalMilliseconds;
                    _heard.Signal();
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It is over.
        }
    }
}
