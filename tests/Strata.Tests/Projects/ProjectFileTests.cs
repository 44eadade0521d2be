using Strata.Diagnostics;
using Strata.Documents;
using Strata.Projects;
using Strata.Tests.Sources;
using Strata.Validation;

namespace Strata.Tests.Projects;

public sealed class ProjectFileTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Read_EverythingItMaySay_IsUnderstood()
    {
        const string Text = """
            directory: config
            include_directories: [../texts]
            rules: { STR6012: off, STR6004: error }
            production: [live, "prod-*"]
            limits: { max_file_size: 1000, max_depth: 10, max_nodes: 50 }
            variables: { DB_HOST: "where ${the} database is" }
            keys: { age_identity_files: [a.txt], key_file: b.key }
            matrix: { types: [docker] }
            """;

        var project = Read(Text, out var found)!;

        Assert.Empty(found);
        Assert.Equal(_directory["config"], project.Directory);
        Assert.Equal([Path.GetFullPath("../texts", _directory.Path)], project.IncludeDirectories);
        Assert.Null(project.Severities.Of(Rule(6012)));
        Assert.Equal(DiagnosticSeverity.Error, project.Severities.Of(Rule(6004)));
        Assert.Equal(DiagnosticSeverity.Warning, project.Severities.Of(Rule(6005)));
        Assert.True(project.Production.Contains("prod-eu"));
        Assert.False(project.Production.Contains("production"));
        Assert.Equal(new ProjectLimits(1000, 10, 50), project.Limits);
        Assert.Equal("where ${the} database is", project.Variables!["DB_HOST"]);
        Assert.Equal(["a.txt", "b.key"], project.KeyFiles.Select(static file => file.Text));
        Assert.Equal(["docker"], project.Matrix.Types!.Value.Select(static type => type.Text));
    }

    [Theory]
    [InlineData("matirx: {}", "1:1: error STR5012: unknown key \"matirx\"", "did you mean \"matrix\"?")]
    [InlineData("matrix: { enviroments: [x] }", "1:11: error STR5012: unknown key of \"matrix\": \"enviroments\"", "did you mean \"environments\"?")]
    [InlineData("matrix: { exclude: [{ typ: x }] }", "1:23: error STR5012: unknown key of a context: \"typ\"", "did you mean \"type\"?")]
    [InlineData("matrix: { types: [1] }", "1:19: error STR5010: \"types[0]\" is a number; the name of a type is expected", null)]
    [InlineData("matrix: { types: [] }", "1:18: error STR5015: \"types\" is an empty list, so that the matrix has no contexts", "remove the key for its default")]
    [InlineData("matrix: { include: [{ tenant: x }] }", "1:21: error STR5011: this context has no \"type\"", "name the type that is deployed")]
    [InlineData("matrix: { app_versions: [latest] }", "1:26: error STR5017: \"latest\" is no version", "write 2.1.0, 2.1.0-rc.1 or 2.1.0.6")]
    [InlineData("rules: { STR6001: fatal }", "1:19: error STR5013: \"fatal\" is no severity", "write off, suggestion, warning or error")]
    [InlineData("rules: { STR6001: eror }", "1:19: error STR5013: \"eror\" is no severity", "did you mean \"error\"?")]
    [InlineData("rules: { STR2001: off }", "1:10: error STR5012: unknown rule \"STR2001\"", "only the findings of rules, STR6001 to STR6999, can be graver or less grave")]
    [InlineData("limits: { max_depth: 5000 }", "1:22: error STR5014: \"max_depth\" is out of range", "write a whole number from 1 to 1000")]
    [InlineData("directory: [a]", "1:12: error STR5010: \"directory\" is a list; the path of a directory is expected", null)]
    [InlineData("keys: { key_fil: x }", "1:9: error STR5012: unknown key source \"key_fil\"", "did you mean \"key_file\"?")]
    public void Read_WhatIsNotUnderstood_IsAnErrorAtItsPlace(string text, string expected, string? hint)
    {
        Read(text, out var found);

        var diagnostic = Assert.Single(found);
        Assert.EndsWith("strata.yml:" + expected, diagnostic.ToString(), StringComparison.Ordinal);
        if (hint is not null)
        {
            Assert.Equal(hint, diagnostic.Hint);
        }
    }

    [Fact]
    public void Find_FromADirectoryBelow_IsTheNearestAbove()
    {
        _directory.Write("strata.yml", "{}").Write("a/strata.yml", "{}").Write("a/b/c/x.txt", "");

        Assert.Equal(_directory["a/strata.yml"], ProjectFile.Find(_directory["a/b/c"]));
        Assert.Equal(_directory["strata.yml"], ProjectFile.Find(_directory.Path));
    }

    [Fact]
    public void IsFor_TheDirectoryThroughALink_IsTheSame()
    {
        _directory.Write("overrides/a.yml", "a: 1\n").Link("link", "overrides");
        var project = Read("{ variables: {} }", out _)!;

        Assert.True(project.IsFor(_directory["link"]));
        Assert.True(project.IsFor(_directory["overrides/"]));
        Assert.False(project.IsFor(_directory.Path));
    }

    [Theory]
    [InlineData("gone.key", "does not exist")]
    [InlineData("open.key", "can be read by others")]
    [InlineData("overrides/own.key", "stands in the overrides directory, and goes wherever that goes")]
    [InlineData("own.key", null)]
    public void Check_KeyFile_MustBeThereAndKeptFromOthers(string file, string? problem)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("files have no modes there");
            return;
        }

        _directory.Write("open.key", "k").Write("own.key", "k").Write("overrides/own.key", "k");
        File.SetUnixFileMode(_directory["open.key"], UnixFileMode.UserRead | UnixFileMode.OtherRead);
        File.SetUnixFileMode(_directory["own.key"], UnixFileMode.UserRead);
        File.SetUnixFileMode(_directory["overrides/own.key"], UnixFileMode.UserRead);
        var project = Read($"keys: {{ key_file: \"~/{file}\" }}", out _)!;
        var found = new DiagnosticBag();

        KeyFiles.Check(project, _directory.Path, found);

        Assert.Equal(problem is null ? [] : [$"the key file \"~/{file}\" {problem}"], found.ToSorted().Select(static diagnostic => diagnostic.Message));
        Assert.All(found.ToSorted(), static diagnostic => Assert.Equal((DiagnosticCode.ExposedKey, 1, 19), (diagnostic.Code, diagnostic.Position.Line, diagnostic.Position.Column)));
    }

    private static RuleDescriptor Rule(int number) => new(new DiagnosticCode(number), "", DiagnosticSeverity.Warning);

    private ProjectFile? Read(string text, out IReadOnlyList<Diagnostic> found)
    {
        _directory.Write("strata.yml", text);
        var diagnostics = new DiagnosticBag();
        var project = ProjectFile.Read(_directory["strata.yml"], ParseLimits.Default, diagnostics);
        found = diagnostics.ToSorted();
        return project;
    }
}
