using Strata.Live;
using Strata.Sources;
using Strata.Tests.Sources;

namespace Strata.Tests.Live;

public sealed class ParsedFilesTests : IDisposable
{
    private static readonly DateTime LongAgo = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Read_OneFileChanged_GivesTheOthersAsTheyAre()
    {
        _directory.Write("a.yml", "x: 1\n").Write("b.yml", "x: 1\n---\nx: 2\n").Write("c.yml", "x: 1\n");
        var files = new ParsedFiles(_directory.Path, ResolutionOptions.Default);
        var first = files.Read();

        _directory.Write("a.yml", "x: 2\n");
        var second = files.Read();

        Assert.Equal(["a", "b", "b#2", "c"], second.Layers.Select(static layer => layer.Name));
        Assert.NotSame(first.Layers[0], second.Layers[0]);
        Assert.Equal(first.Layers[1..], second.Layers[1..], ReferenceEqualityComparer.Instance);
    }

    [Fact]
    public void Read_SameContentWrittenAgain_GivesTheSameOverrides()
    {
        _directory.Write("a.yml", "x: 1\n");
        var files = new ParsedFiles(_directory.Path, ResolutionOptions.Default);
        var first = files.Read();

        File.Delete(_directory["a.yml"]);
        _directory.Write("a.yml", "x: 1\n");

        Assert.Same(first.Layers[0], files.Read().Layers[0]);
    }

    [Fact]
    public void Read_JustWrittenAndTouched_IsTheSameReading()
    {
        _directory.Write("a.yml", "x: 1\n").Write("b.yml", "y: 1\n");
        var files = new ParsedFiles(_directory.Path, ResolutionOptions.Default);
        var first = files.Read();

        // Too young for their stamps to be trusted: they are read again, and say what they said.
        Assert.Same(first, files.Read());
        File.SetLastWriteTimeUtc(_directory["a.yml"], LongAgo);
        Assert.Same(first, files.Read());
    }

    [Fact]
    public void Read_RenamedFile_IsAnotherOverride()
    {
        _directory.Write("a.yml", "x: 1\n");
        var files = new ParsedFiles(_directory.Path, ResolutionOptions.Default);
        files.Read();

        File.Move(_directory["a.yml"], _directory["b.yml"]);

        Assert.Equal("b", Assert.Single(files.Read().Layers).Name);
    }

    [Fact]
    public void Read_BadFile_IsToldEachTimeAndForgottenWithTheFile()
    {
        _directory.Write("a.yml", "x: 1\n").Write("b.yml", "x: [\n");
        var files = new ParsedFiles(_directory.Path, ResolutionOptions.Default);

        Assert.NotEmpty(files.Read().Found);
        Assert.Equal("b", Assert.Single(files.Read().Unreadable));
        File.Delete(_directory["b.yml"]);
        Assert.Empty(files.Read().Found);
    }

    [Fact]
    public void Of_FileWrittenReplacedOrGone_IsAnotherStamp()
    {
        _directory.Write("a.yml", "x: 1\n").Write("b.yml", "x: 1\n");
        var first = FileStamp.Of(_directory["a.yml"]);
        Assert.True(first.Exists);
        Assert.False(first.IsSettled());
        Assert.Equal(first, FileStamp.Of(_directory["a.yml"]));

        // Neither the size nor the time tells.
        File.SetLastWriteTimeUtc(_directory["a.yml"], LongAgo);
        File.SetLastWriteTimeUtc(_directory["b.yml"], LongAgo);
        var second = FileStamp.Of(_directory["a.yml"]);
        Assert.NotEqual(first, second);
        File.Move(_directory["b.yml"], _directory["a.yml"], overwrite: true);
        var third = FileStamp.Of(_directory["a.yml"]);
        Assert.Equal((second.Size, second.Modified), (third.Size, third.Modified));
        Assert.NotEqual(second, third);

        File.Delete(_directory["a.yml"]);
        Assert.False(FileStamp.Of(_directory["a.yml"]).Exists);
        Assert.False(FileStamp.Of(_directory["a.yml"] + "/beneath").Exists);
    }

    [Fact]
    public void Of_Link_IsThatOfWhereItLeads()
    {
        _directory.Write("a.yml", "x: 1\n").Link("link.yml", "a.yml").Link("nowhere.yml", "missing.yml");

        Assert.Equal(FileStamp.Of(_directory["a.yml"]), FileStamp.Of(_directory["link.yml"]));
        Assert.False(FileStamp.Of(_directory["nowhere.yml"]).Exists);
    }

    [Fact]
    public void IsSettled_OldFile_Is() => Assert.True(FileStamp.Of(typeof(ParsedFilesTests).Assembly.Location).IsSettled());

    [Fact]
    public void AddFile_LinksOnTheWay_AreAllWatched()
    {
        _directory.Write("real/a.yml", "x: 1\n").Link("way", "real").Link("there.yml", "way/a.yml").Link("round.yml", "round.yml");
        var places = new WatchedPlaces();

        places.AddFile(_directory["there.yml"]);
        Assert.Equal(
            [new WatchedPlace(_directory["real"], "a.yml"), new WatchedPlace(_directory.Path, "there.yml"), new WatchedPlace(_directory.Path, "way")],
            places.All.OrderByDescending(static place => place.Directory.Length).ThenBy(static place => place.Name, StringComparer.Ordinal));

        places = new WatchedPlaces();
        places.AddFile(_directory["round.yml"]);
        Assert.Equal([new WatchedPlace(_directory.Path, "round.yml")], places.All);
    }
}
