using System.CommandLine;
using System.Runtime.Versioning;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Strata.Cli;
using Strata.Cli.Editing;

namespace Strata.Consumers.Tests.Command;

/// <summary>Several files written together: all of them, or none.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class FilesTogetherTests : IDisposable
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    private readonly string _root = Directory.CreateTempSubdirectory("strata-together-").FullName;
    private readonly StringWriter _error = new() { NewLine = "\n" };

    public void Dispose()
    {
        _error.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public void Write_OverOldFiles_ReplacesThemAndLeavesNothingBeside()
    {
        File.WriteAllText(At("a"), "old a");

        Assert.Equal(0, Write(isNew: false, "a", "b"));

        Assert.Equal(("new a", "new b"), (File.ReadAllText(At("a")), File.ReadAllText(At("b"))));
        Assert.Equal(2, Directory.GetFileSystemEntries(_root).Length);
    }

    // All could be written beside their places; then a directory came.
    [Fact]
    public void Write_WhereOneCannotTakeItsPlace_GivesTheOthersBack()
    {
        File.WriteAllText(At("a"), "old a");
        File.SetUnixFileMode(At("a"), Mode);
        var before = File.GetLastWriteTimeUtc(At("a"));

        Assert.Equal(5, Write(isNew: false, "a", "b", "c/", "d"));

        Assert.Equal(("old a", Mode, before), (File.ReadAllText(At("a")), File.GetUnixFileMode(At("a")), File.GetLastWriteTimeUtc(At("a"))));
        Assert.Equal(["a", "c"], Directory.GetFileSystemEntries(_root).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains("error STR8013: these cannot be written: it is no file\n", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains($"--> {At("c")}\n", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_OfNewFilesOfWhichOneIsThere_LeavesItAndNoOther()
    {
        File.WriteAllText(At("b"), "old b");

        Assert.Equal(5, Write(isNew: true, "a", "b"));

        Assert.Equal("old b", File.ReadAllText(At("b")));
        Assert.Single(Directory.GetFileSystemEntries(_root));
    }

    [Fact]
    public void Write_ThroughALink_GivesTheFileBehindItBack()
    {
        Directory.CreateDirectory(At("real"));
        File.WriteAllText(At("real/a"), "old a");
        File.CreateSymbolicLink(At("a"), "real/a");

        Assert.Equal(5, Write(isNew: false, "a", "c/"));

        Assert.Equal("real/a", new FileInfo(At("a")).LinkTarget);
        Assert.Equal("old a", File.ReadAllText(At("a")));
        Assert.Single(Directory.GetFileSystemEntries(At("real")));
    }

    // In the place of what ends in a slash a directory is made, once it was written beside it.
    private int Write(bool isNew, params string[] names)
    {
        var options = new SharedOptions();
        var command = new System.CommandLine.Command("write");
        options.AddTo(command, ["text"]);
        using var output = new MemoryStream();
        var invocation = new Invocation(new CommandHost(output, _error, new Dictionary<string, string>(), false, false, new FakeTimeProvider()), options, command.Parse([]));
        return FilesTogether.Write(invocation, Files(names), makesDirectories: false, isNew, "these cannot be written", "name others");
    }

    private IEnumerable<(string Path, byte[] Content, bool IsForOwner)> Files(string[] names)
    {
        foreach (var name in names)
        {
            var path = At(name.TrimEnd('/'));
            yield return (path, Encoding.UTF8.GetBytes($"new {name}"), false);
            if (name.EndsWith('/'))
            {
                Directory.CreateDirectory(path);
            }
        }
    }

    private string At(string name) => Path.Combine(_root, name);
}
