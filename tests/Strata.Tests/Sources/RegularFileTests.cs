using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Strata.Diagnostics;
using Strata.Sources;

namespace Strata.Tests.Sources;

public sealed class RegularFileTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact(Timeout = 20_000)]
    public async Task Read_NamedPipe_IsAnErrorAndNeverWaits()
    {
        await MakePipe();

        var diagnostics = new DiagnosticBag();
        var source = await Task.Run(() => FileContent.Read(File("pipe"), 1000, diagnostics), TestContext.Current.CancellationToken);

        Assert.Null(source);
        AssertIsNoFile("it cannot be read: it is a pipe, not a file", diagnostics);
    }

    [Fact]
    public void Read_Socket_IsAnErrorThatSaysSo()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "this system has no sockets in its file system");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_directory["socket.yml"]));

        var diagnostics = new DiagnosticBag();

        Assert.Null(FileContent.Read(File("socket"), 1000, diagnostics));
        AssertIsNoFile("it cannot be read: it is a socket, not a file", diagnostics);
    }

    [Theory(Timeout = 20_000)]
    [InlineData(10, true)]
    [InlineData(200_000, true)]
    [InlineData(200_001, false)]
    public async Task ReadNamed_Pipe_IsReadToItsEndOrTheLimit(int length, bool isRead)
    {
        await MakePipe();
        var diagnostics = new DiagnosticBag();
        var written = Task.Run(
            async () =>
            {
                await using var pipe = new FileStream(_directory["pipe.yml"], FileMode.Open, FileAccess.Write);
                try
                {
                    await pipe.WriteAsync(Encoding.ASCII.GetBytes(new string('x', length)));
                }
                catch (IOException)
                {
                    // The reader had enough.
                }
            },
            TestContext.Current.CancellationToken);

        var text = await Task.Run(() => FileContent.ReadNamed(_directory["pipe.yml"], 200_000, diagnostics), TestContext.Current.CancellationToken);
        await written;

        Assert.Equal(isRead ? length : null, text?.Content.Length);
        Assert.Equal(isRead ? [] : [DiagnosticCode.FileTooLarge], diagnostics.ToSorted().Select(static diagnostic => diagnostic.Code));
    }

    private async Task MakePipe()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "this system has no named pipes in its file system");
        using var mkfifo = Process.Start("mkfifo", [_directory["pipe.yml"]]);
        await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private OverrideFile File(string name) => new(name, $"{name}.yml", _directory[$"{name}.yml"]);

    private static void AssertIsNoFile(string message, DiagnosticBag diagnostics)
    {
        var error = Assert.Single(diagnostics.ToSorted());
        Assert.Equal((DiagnosticCode.CannotBeRead, message), (error.Code, error.Message));
    }
}
