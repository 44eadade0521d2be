using Strata.Diagnostics;
using Strata.Sources;

namespace Strata.Tests.Sources;

public sealed class OverrideDirectoryTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void List_AnyDirectory_IsInOrdinalOrder()
    {
        string[] names = ["b.yml", "a.yml", "B.yml", "a/z.yml", "a/b/c.json", "a-b.yaml", "z.toml", "é.yml", "ı.yml", "I.yml", "a.b.yml", "10.yml", "9.yml"];
        foreach (var name in names)
        {
            _directory.Write(name, "x: 1");
        }

        var (listed, diagnostics) = List();

        Assert.Empty(diagnostics);
        Assert.Equal(names.Order(StringComparer.Ordinal), listed.Select(file => Path.GetRelativePath(_directory.Path, file.FullPath)));
    }

    [Fact]
    public void List_Files_AreNamedByTheirPathBelowTheDirectory()
    {
        _directory.Write("overrides/tenants/acme.yml", "").Write("overrides/docker.prod.yaml", "");
        var bag = new DiagnosticBag();

        var listed = OverrideDirectory.List(_directory["overrides"] + "/", bag);

        Assert.Equal(["docker.prod", "tenants/acme"], listed.Select(static file => file.Name));
        Assert.Equal($"{_directory["overrides"]}/tenants/acme.yml", listed[1].File);
    }

    [Fact]
    public void List_EndingInCapitals_IsAnOverrideToo()
    {
        _directory.Write("c.YML", "").Write("d.Json", "");

        Assert.Equal(["c", "d"], List().Files.Select(static file => file.Name));
    }

    [Fact]
    public void List_WhatIsNoOverride_IsPassedBy()
    {
        _directory.Write("a.yml", "").Write("schemas/a.schema.json", "").Write("schemas/deep/b.yml", "").Write(".hidden.yml", "").Write("_draft.yml", "")
            .Write(".git/x.yml", "").Write("_old/x.yml", "").Write("readme.md", "").Write("a.yml.bak", "").Write("yml", "").Write("b.txt", "")
            .Write("tenants/.x.yml", "").Write("tenants/_y.yml", "").Write("tenants/schemas/z.yml", "");

        Assert.Equal(["a", "tenants/schemas/z"], List().Files.Select(static file => file.Name));
    }

    [Fact]
    public void List_NoDirectory_IsAnErrorThatNamesIt()
    {
        var (files, diagnostics) = List("none");

        Assert.Empty(files);
        var error = Assert.Single(diagnostics);
        Assert.Equal((DiagnosticCode.MissingDirectory, DiagnosticSeverity.Error, _directory["none"]), (error.Code, error.Severity, error.File));
    }

    [Fact]
    public void List_FileInPlaceOfTheDirectory_IsAnError()
    {
        _directory.Write("a.yml", "");

        Assert.Equal(DiagnosticCode.MissingDirectory, Assert.Single(List("a.yml").Diagnostics).Code);
    }

    [Theory]
    [InlineData("overrides/self", ".")]
    [InlineData("overrides/up", "..")]
    [InlineData("overrides/a/b/back", "../..")]
    [InlineData("overrides/a/same", "../a")]
    public void List_LinkThatLeadsBack_IsAnErrorOnce(string link, string target)
    {
        _directory.Write("overrides/x.yml", "").Link(link, target);

        var (_, diagnostics) = List("overrides");

        var error = Assert.Single(diagnostics.DistinctBy(static d => d.Code));
        Assert.Equal(DiagnosticCode.DirectoryLoop, error.Code);
        Assert.NotNull(error.Hint);
    }

    [Fact]
    public void List_LinksThatLeadIntoOneAnother_End()
    {
        _directory.Link("overrides/a/b", "../b").Link("overrides/b/a", "../a").Write("overrides/c.yml", "");

        Assert.Contains(List("overrides").Diagnostics, static d => d.Code == DiagnosticCode.DirectoryLoop);
    }

    [Fact]
    public void List_LinkToADirectoryElsewhere_IsFollowed()
    {
        _directory.Write("shared/x.yml", "").Link("overrides/team", "../shared");

        var (files, diagnostics) = List("overrides");

        Assert.Empty(diagnostics);
        Assert.Equal("team/x", Assert.Single(files).Name);
    }

    [Fact]
    public void List_LinkToNothingOrToItself_IsReportedWhenItIsRead()
    {
        _directory.Link("dangling.yml", "none.yml").Link("round.yml", "round.yml").Link("directory", "nowhere");

        var (files, _) = List();
        var bag = new DiagnosticBag();

        Assert.Equal(["dangling", "round"], files.Select(static file => file.Name));
        Assert.All(files, file => Assert.Null(FileContent.Read(file, 1000, bag)));
        Assert.Equal([DiagnosticCode.VanishedFile, DiagnosticCode.CannotBeRead], bag.ToSorted().Select(static d => d.Code));
    }

    [Theory]
    [InlineData("overrides/docker.yml", "docker")]
    [InlineData("overrides/tenants/acme.yml", "tenants/acme")]
    [InlineData("elsewhere/x.y.yml", "x.y")]
    [InlineData("overrides-too/x.yml", "x")]
    [InlineData("overrides/../x.yml", "x")]
    public void Describe_File_IsNamedAsItWouldBeListed(string path, string name)
    {
        var file = OverrideDirectory.Describe(_directory["overrides"], _directory[path]);

        Assert.Equal((name, _directory[path]), (file.Name, file.File));
    }

    private (IReadOnlyList<OverrideFile> Files, IReadOnlyList<Diagnostic> Diagnostics) List(string name = "")
    {
        var bag = new DiagnosticBag();
        var files = OverrideDirectory.List(name.Length == 0 ? _directory.Path : _directory[name], bag);
        return (files, bag.ToSorted());
    }
}
