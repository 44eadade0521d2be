using System.Text;
using Strata.Diagnostics;
using Strata.Sources;
using Strata.Values;

namespace Strata.Tests.Sources;

public sealed class FileContentTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(999)]
    [InlineData(1000)]
    public void Read_FileWithinTheLimit_GivesItsBytes(int length)
    {
        var content = Encoding.ASCII.GetBytes(new string('x', length));
        _directory.Write("a.yml", content);

        var source = FileContent.Read(File("a.yml"), 1000, new DiagnosticBag())!;

        Assert.Equal(content, source.Content.ToArray());
        Assert.Equal(("a", "shown/a.yml"), (source.Name, source.File));
    }

    [Fact]
    public void Read_FileOverTheLimit_IsAnErrorAndIsNotRead()
    {
        using (var file = System.IO.File.Create(_directory["a.yml"]))
        {
            // A sparse file: only who reads it notices that it is 8 GiB.
            file.SetLength(8L << 30);
        }

        var bag = new DiagnosticBag();
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Null(FileContent.Read(File("a.yml"), 16 << 20, bag));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
        var error = Assert.Single(bag.ToSorted());
        Assert.Equal((DiagnosticCode.FileTooLarge, "shown/a.yml", new SourcePosition(1, 1)), (error.Code, error.File, error.Position));
    }

    [Fact]
    public void ReadBytes_LimitBeyondAnArray_IsNoReasonToFail()
    {
        _directory.Write("a.yml", "x: 1");

        Assert.Equal("x: 1", Encoding.UTF8.GetString(FileContent.ReadBytes(_directory["a.yml"], long.MaxValue)!.Value.Span));

        using (var file = System.IO.File.Create(_directory["huge.yml"]))
        {
            file.SetLength(8L << 30);
        }

        Assert.Null(FileContent.ReadBytes(_directory["huge.yml"], long.MaxValue));
    }

    [Fact]
    public void ReadBytes_FileThatIsLongerThanItSays_IsReadToItsEndOrTheLimit()
    {
        Assert.SkipUnless(System.IO.File.Exists("/dev/zero") && System.IO.File.Exists("/proc/self/status"), "needs the devices of Linux");

        Assert.Null(FileContent.ReadBytes("/dev/zero", 100_000));
        Assert.True(FileContent.ReadBytes("/proc/self/status", 100_000)!.Value.Length > 100);
    }

    [Fact]
    public void Read_ByteOrderMark_IsLeftOut()
    {
        _directory.Write("a.yml", [0xEF, 0xBB, 0xBF, 0x61]).Write("b.yml", [0xEF, 0xBB]);

        Assert.Equal("a"u8.ToArray(), FileContent.Read(File("a.yml"), 1000, new DiagnosticBag())!.Content.ToArray());
        Assert.Equal(2, FileContent.Read(File("b.yml"), 1000, new DiagnosticBag())!.Content.Length);
    }

    [Fact]
    public void Read_Content_IsKnownByItsHash()
    {
        _directory.Write("a.yml", "abc");

        Assert.Equal("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", FileContent.Read(File("a.yml"), 1000, new DiagnosticBag())!.Checksum);
    }

    [Fact]
    public void Read_FileThatVanished_IsAnError()
    {
        var bag = new DiagnosticBag();

        Assert.Null(FileContent.Read(File("none.yml"), 1000, bag));
        Assert.Null(FileContent.Read(File("none/none.yml"), 1000, bag));
        Assert.All(bag.ToSorted(), static error => Assert.Equal((DiagnosticCode.VanishedFile, DiagnosticSeverity.Error), (error.Code, error.Severity)));
    }

    [Fact]
    public void Read_Directory_IsAnError()
    {
        Directory.CreateDirectory(_directory["a.yml"]);
        var bag = new DiagnosticBag();

        Assert.Null(FileContent.Read(File("a.yml"), 1000, bag));
        var error = Assert.Single(bag.ToSorted());
        Assert.Equal((DiagnosticCode.CannotBeRead, "it cannot be read: it is a directory, not a file"), (error.Code, error.Message));
    }

    // What a user without permission meets, whoever runs the tests.
    [Fact]
    public void Of_EachException_SaysWhatItMeans()
    {
        Assert.Equal(DiagnosticCode.UnreadableFile, FileProblem.Of("a.yml", new UnauthorizedAccessException("/secret/place")).Code);
        Assert.Equal("permission to read it is missing", FileProblem.Of("a.yml", new UnauthorizedAccessException("/secret/place")).Message);
        Assert.Equal(DiagnosticCode.VanishedFile, FileProblem.Of("a.yml", new FileNotFoundException()).Code);
        Assert.Equal(DiagnosticCode.VanishedFile, FileProblem.Of("a.yml", new DirectoryNotFoundException()).Code);
        Assert.Equal("it cannot be read: disk on fire", FileProblem.Of("a.yml", new IOException("disk on fire")).Message);
        Assert.Equal(DiagnosticCode.CannotBeRead, FileProblem.Of("a.yml", new IOException("disk on fire")).Code);
        Assert.Equal("it cannot be read: its name is not UTF-8", FileProblem.Of("a\uFFFD.yml", new FileNotFoundException()).Message);
    }

    private OverrideFile File(string name) => new(Path.ChangeExtension(name, null), $"shown/{name}", _directory[name]);
}
