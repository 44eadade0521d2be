using Strata.Diagnostics;
using Strata.Sources;
using Strata.Tests.Interpolation;
using Strata.Tests.Merging;
using Strata.Values;

namespace Strata.Tests.Sources;

public sealed class IncludedFilesTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public IncludedFilesTests()
    {
        _directory.Write("outside.txt", "no").Write("overrides/motd.txt", "hello\n").Write("overrides/sub/a.txt", "a").Write("overrides-too/b.txt", "b").Write("allowed/c.txt", "c");
    }

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("motd.txt", "hello\n")]
    [InlineData("./motd.txt", "hello\n")]
    [InlineData("sub/a.txt", "a")]
    [InlineData("sub/../motd.txt", "hello\n")]
    [InlineData("../overrides/motd.txt", "hello\n")]
    public void Read_FileInside_GivesItsText(string name, string expected) =>
        Assert.Equal(new IncludedText(IncludeOutcome.Read, expected), Files().Read(name));

    [Theory]
    [InlineData("../outside.txt")]
    [InlineData("sub/../../outside.txt")]
    [InlineData("/etc/passwd")]
    [InlineData("../../../../../../../../etc/passwd")]
    [InlineData("../overrides-too/b.txt")]
    [InlineData("../nothing-there.txt")]
    [InlineData("../allowed/c.txt")]
    public void Read_FileOutside_IsForbiddenWhetherItExistsOrNot(string name) =>
        Assert.Equal(IncludeOutcome.Forbidden, Files().Read(name).Outcome);

    [Fact]
    public void Read_LinksThatLeadOut_AreForbidden()
    {
        _directory.Link("overrides/file.txt", "../outside.txt")
            .Link("overrides/absolute.txt", _directory["outside.txt"])
            .Link("overrides/directory", "..")
            .Link("overrides/chain", "directory")
            .Link("overrides/nowhere.txt", "../nothing.txt");

        foreach (var name in (string[])["file.txt", "absolute.txt", "directory/outside.txt", "chain/outside.txt", "chain/overrides-too/b.txt", "nowhere.txt"])
        {
            Assert.Equal((name, IncludeOutcome.Forbidden), (name, Files().Read(name).Outcome));
        }
    }

    [Fact]
    public void Read_LinksThatStayInside_AreFollowed()
    {
        _directory.Link("overrides/link.txt", "sub/a.txt").Link("overrides/again", "sub").Link("overrides/round", "../overrides/sub");

        foreach (var name in (string[])["link.txt", "again/a.txt", "round/a.txt", "round/../again/a.txt"])
        {
            Assert.Equal(new IncludedText(IncludeOutcome.Read, "a"), Files().Read(name));
        }
    }

    [Fact]
    public void Read_DirectoryReachedThroughALink_KnowsItsOwnFiles()
    {
        _directory.Link("way-in", "overrides");
        var files = new IncludedFiles(_directory["way-in"], [], 1000);

        Assert.Equal(IncludeOutcome.Read, files.Read("sub/a.txt").Outcome);
        Assert.Equal(IncludeOutcome.Forbidden, files.Read("../outside.txt").Outcome);
    }

    [Fact]
    public void Read_AllowedDirectory_IsReadToo()
    {
        var files = new IncludedFiles(_directory["overrides"], [_directory["allowed"] + "/"], 1000);

        Assert.Equal("c", files.Read("../allowed/c.txt").Text);
        Assert.Equal("c", files.Read(_directory["allowed/c.txt"]).Text);
        Assert.Equal(IncludeOutcome.Forbidden, files.Read("../outside.txt").Outcome);
    }

    [Fact]
    public void Read_WhatIsNoReadableText_SaysWhy()
    {
        _directory.Write("overrides/latin.txt", [0x68, 0xE9, 0x6C]).Write("overrides/nul.txt", "a\0b").Write("overrides/bom.txt", [0xEF, 0xBB, 0xBF, 0x68])
            .Write("overrides/large.txt", new string('x', 1001)).Write("overrides/largest.txt", new string('x', 1000))
            .Link("overrides/loop.txt", "loop.txt").Link("overrides/ping", "pong").Link("overrides/pong", "ping");

        Assert.Equal(IncludeOutcome.Missing, Files().Read("none.txt").Outcome);
        Assert.Equal(IncludeOutcome.Missing, Files().Read("none/none.txt").Outcome);
        Assert.Equal(IncludeOutcome.Missing, Files().Read("a\0b").Outcome);
        Assert.Equal(IncludeOutcome.Directory, Files().Read("sub").Outcome);
        Assert.Equal(IncludeOutcome.Directory, Files().Read(".").Outcome);
        Assert.Equal(IncludeOutcome.NoText, Files().Read("latin.txt").Outcome);
        Assert.Equal(IncludeOutcome.NoText, Files().Read("nul.txt").Outcome);
        Assert.Equal("h", Files().Read("bom.txt").Text);
        Assert.Equal(IncludeOutcome.TooLarge, Files().Read("large.txt").Outcome);
        Assert.Equal(IncludeOutcome.Read, Files().Read("largest.txt").Outcome);
        Assert.Equal(IncludeOutcome.Unreadable, Files().Read("loop.txt").Outcome);
        Assert.Equal(IncludeOutcome.Unreadable, Files().Read("ping/a.txt").Outcome);
    }

    [Fact]
    public void Read_DirectoryThatIsALinkToItself_ReadsNothing()
    {
        _directory.Link("round", "round");

        Assert.Equal(IncludeOutcome.Unreadable, new IncludedFiles(_directory["round"], [], 1000).Read("motd.txt").Outcome);
    }

    [Fact]
    public void Read_Twice_ReadsOnce()
    {
        var files = Files();
        Assert.Equal("a", files.Read("sub/a.txt").Text);
        File.Delete(_directory["overrides/sub/a.txt"]);

        Assert.Equal("a", files.Read("sub/a.txt").Text);
    }

    [Theory]
    [InlineData("a\n", "a")]
    [InlineData("a\r\n", "a")]
    [InlineData("a\n\n", "a\n")]
    [InlineData("a\r\n\r\n", "a\r\n")]
    [InlineData("a\r", "a\r")]
    [InlineData("\n", "")]
    [InlineData("", "")]
    [InlineData("${X} $$\n", "${X} $$")]
    public void Interpolate_IncludedText_LosesOneTrailingNewlineAndNothingElse(string content, string expected)
    {
        _directory.Write("overrides/x.txt", content);

        var found = Interpolated.From(Merged.Layers("v: \"${file:x.txt}\"\nw: \"<${file:x.txt}>\""), include: Files().Read);

        Assert.Equal(expected, ((ScalarNode)found.At("v")).Text);
        Assert.Equal($"<{expected}>", ((ScalarNode)found.At("w")).Text);
    }

    [Fact]
    public void Interpolate_PlainInclude_IsTypedAgain()
    {
        _directory.Write("overrides/port", "5432\n");

        Assert.Equal("5432", Interpolated.From(Merged.Layers("v: ${file:port}"), include: Files().Read)["v"]);
        Assert.Equal("\"5432\"", Interpolated.From(Merged.Layers("v: \"${file:port}\""), include: Files().Read)["v"]);
    }

    [Theory]
    [InlineData("../outside.txt", "STR4009", "the file \"../outside.txt\" stands outside the directories that may be read")]
    [InlineData("none.txt", "STR4008", "the file \"none.txt\" does not exist")]
    [InlineData("sub", "STR4008", "the file \"sub\" is a directory")]
    [InlineData("loop.txt", "STR8002", "the file \"loop.txt\" cannot be read")]
    public void Interpolate_FileThatCannotBeIncluded_IsAnErrorAtTheExpression(string name, string code, string message)
    {
        _directory.Link("overrides/loop.txt", "loop.txt");
        var error = Interpolated.From(Merged.Layers($"v: some text ${{file:{name}}} and more"), include: Files().Read).Problem;

        Assert.Equal((code, message), (error.Code.ToString(), error.Message));
        Assert.Equal(DiagnosticSeverity.Error, error.Severity);
        Assert.Equal((14, name.Length + 8), (error.Position.Column, error.Length));
    }

    private IncludedFiles Files() => new(_directory["overrides"], [], 1000);
}
