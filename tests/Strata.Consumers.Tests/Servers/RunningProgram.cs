using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using Strata.Consumers.Tests.Command;

namespace Strata.Consumers.Tests.Servers;

/// <summary>A program that a test started and that runs until the test ends; with it ends what it started itself.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class RunningProgram : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly string _name;

    private RunningProgram(string name, ProcessStartInfo start)
    {
        _name = name;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What it has written so far, to both streams.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public static RunningProgram Start(string program, IEnumerable<string> arguments, string? directory = null, IEnumerable<(string Name, string Value)>? variables = null) =>
        new(Path.GetFileName(program), InstalledProgram.StartOf(program, arguments, directory, variables));

    /// <summary>Waits until it is as it should be. Fails with what it wrote when it ends before, or takes too long.</summary>
    public void WaitUntil(Func<bool> holds)
    {
        var waited = Stopwatch.StartNew();
        while (!holds())
        {
            if (_process.HasExited)
            {
                ReadToEnd();
                Assert.Fail($"{_name} ended:\n{Output}");
            }

            Assert.True(waited.Elapsed < Patience, $"{_name} is not ready:\n{Output}");
            Thread.Sleep(50);
        }
    }

    /// <summary>Waits until all has come that it wrote before it ended; not for ever, for what it started may hold its streams.</summary>
    public void ReadToEnd() => Task.Run(_process.WaitForExit).Wait(TimeSpan.FromSeconds(5));

    /// <summary>Waits until a port of this machine answers.</summary>
    public void WaitForPort(int port) => WaitUntil(() =>
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    });

    /// <summary>Sends it a signal, and waits for nothing.</summary>
    public void Signal(string signal)
    {
        if (!_process.HasExited)
        {
            BuiltCommand.Signal(signal, $"{_process.Id}");
        }
    }

    /// <summary>Those that it started and that run: each by its number.</summary>
    public IReadOnlyList<string> Children() => File.ReadAllText($"/proc/{_process.Id}/task/{_process.Id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Asks it to end, and waits for that.</summary>
    public void Stop(string signal)
    {
        if (!_process.HasExited)
        {
            BuiltCommand.Signal(signal, $"{_process.Id}");
            _process.WaitForExit(Patience);
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private void Note(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }
}
