using System.Text;
using Strata.Editing;
using Strata.Tests.Sources;

namespace Strata.Tests.Editing;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public class AtomicFileTests
{
    [Fact]
    public void Write_NewFile_HoldsTheContent()
    {
        using var directory = new TempDirectory();

        AtomicFile.Write(directory["a.yml"], "a: 1\n"u8);

        Assert.Equal("a: 1\n", File.ReadAllText(directory["a.yml"]));
        Assert.Single(Directory.EnumerateFileSystemEntries(directory.Path));
    }

    [Fact]
    public void Write_OldFile_KeepsItsPermissions()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has other permissions.");
        using var directory = new TempDirectory().Write("a.yml", "a: 1\n");
        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead;
        File.SetUnixFileMode(directory["a.yml"], Mode);

        AtomicFile.Write(directory["a.yml"], "a: 2\n"u8);

        Assert.Equal("a: 2\n", File.ReadAllText(directory["a.yml"]));
        Assert.Equal(Mode, File.GetUnixFileMode(directory["a.yml"]));
    }

    [Fact]
    public async Task Write_FileOfAnother_KeepsItsOwner()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "Only root gives files away.");
        using var directory = new TempDirectory().Write("a.yml", "a: 1\n");
        await Run("chown", "12345:23456", directory["a.yml"]);

        AtomicFile.Write(directory["a.yml"], "a: 2\n"u8);

        Assert.Equal("12345:23456", await Run("stat", "-c", "%u:%g", directory["a.yml"]));
    }

    [Fact]
    public void Write_Link_ChangesTheFileBehindIt()
    {
        using var directory = new TempDirectory().Write("real/a.yml", "a: 1\n").Link("between.yml", "real/a.yml").Link("a.yml", "between.yml");

        AtomicFile.Write(directory["a.yml"], "a: 2\n"u8);

        Assert.Equal("between.yml", new FileInfo(directory["a.yml"]).LinkTarget);
        Assert.Equal("a: 2\n", File.ReadAllText(directory["real/a.yml"]));
        Assert.Single(Directory.EnumerateFiles(directory["real"]));
    }

    [Fact]
    public void Write_ToADirectoryOrPipe_IsRefusedAndLeavesNothing()
    {
        using var directory = new TempDirectory().Write("a.yml/b", "");

        Assert.Equal("it is no file", Assert.Throws<WriteFailedException>(() => AtomicFile.Write(directory["a.yml"], "a: 2\n"u8)).Reason);

        Assert.Single(Directory.EnumerateFileSystemEntries(directory.Path));
    }

    [Fact]
    public async Task Write_ToAPipe_IsRefused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere pipes are made otherwise.");
        using var directory = new TempDirectory();
        await Run("mkfifo", directory["a.yml"]);

        Assert.Equal("it is no file", Assert.Throws<WriteFailedException>(() => AtomicFile.Write(directory["a.yml"], "a: 2\n"u8)).Reason);
    }

    [Fact]
    public void Write_IntoNoDirectory_SaysSo()
    {
        using var directory = new TempDirectory();

        var exception = Assert.Throws<WriteFailedException>(() => AtomicFile.Write(directory["none/a.yml"], "a: 2\n"u8));

        Assert.Equal("its directory does not exist", exception.Reason);
        Assert.EndsWith("none/a.yml cannot be written: its directory does not exist", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_IntoAReadOnlyDirectory_SaysSoAndLeavesTheFile()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.UserName == "root", "To root nothing is forbidden.");
        using var directory = new TempDirectory().Write("sub/a.yml", "a: 1\n");
        File.SetUnixFileMode(directory["sub"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            Assert.Equal("permission to write there is missing", Assert.Throws<WriteFailedException>(() => AtomicFile.Write(directory["sub/a.yml"], "a: 2\n"u8)).Reason);
            Assert.Equal("a: 1\n", File.ReadAllText(directory["sub/a.yml"]));
        }
        finally
        {
            File.SetUnixFileMode(directory["sub"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public void Write_ToAFileSystemThatTakesNothing_SaysSo()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has /proc.");

        // Not even root makes files there.
        Assert.NotEmpty(Assert.Throws<WriteFailedException>(static () => AtomicFile.Write("/proc/strata.yml", "a: 2\n"u8)).Reason);
    }

    [Fact]
    public async Task Write_WhileOthersRead_ShowsTheOldOrTheNewContent()
    {
        using var directory = new TempDirectory();
        var contents = Enumerable.Range(0, 2).Select(static i => Encoding.UTF8.GetBytes(new string((char)('a' + i), 200_000))).ToArray();
        AtomicFile.Write(directory["a.yml"], contents[0]);
        using var stop = new CancellationTokenSource();

        var writer = Task.Run(
            () =>
            {
                for (var i = 0; i < 50; i++)
                {
                    AtomicFile.Write(directory["a.yml"], contents[i % 2]);
                }

                stop.Cancel();
            },
            TestContext.Current.CancellationToken);
        while (!stop.IsCancellationRequested && !writer.IsCompleted)
        {
            var read = File.ReadAllBytes(directory["a.yml"]);
            Assert.Contains(contents, content => content.AsSpan().SequenceEqual(read));
        }

        await writer;
    }

    private static async Task<string> Run(string program, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        return output.Trim();
    }
}
