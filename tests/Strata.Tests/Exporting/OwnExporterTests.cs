using Strata.Diagnostics;
using Strata.Exporting;
using Strata.Tests.Binding;
using Strata.Values;

namespace Strata.Tests.Exporting;

/// <summary>An exporter of one's own reads the configuration through the context, which takes note of what is lost.</summary>
public class OwnExporterTests
{
    [Fact]
    public void Export_OfEverythingRead_HasTheFileAndNoProblem()
    {
        var export = Bound.Configuration("service: {host: db, port: 0x1538, debug: yes, ratio: 0.5, timeout: 1m30s, grace_seconds: 5, tags: [a, b], nodes: [{name: x}, {name: y}]}").Export(new Own(static (context, section) =>
            string.Join(
                ' ',
                section.Text("host"), section.Integer("port"), section.Text("debug"), section.Number("ratio"), section.Duration("timeout"), section.Duration("grace_seconds"),
                string.Join('+', section.Texts("tags")), string.Join('+', section.Items("nodes").Select(static node => node.Text("name"))))));

        Assert.Empty(export.Validation.Diagnostics);
        Assert.Equal(new ExportedFile("own.txt", "db 5432 yes 0.5 00:01:30 00:00:05 a+b x+y", HoldsSecrets: false), Assert.Single(export.Files));
    }

    [Fact]
    public void Export_WhatWasNotRead_IsToldOfAtItsPlace()
    {
        var export = Bound.Configuration("service: {host: db, pool: {size: 1, spare: 2}, nodes: [{name: x, zone: a}], tags: [a], nothing: ~, skipped: 1}").Export(new Own(static (context, section) =>
        {
            section.Skip("skipped");
            _ = section.Section("pool").Integer("size");
            _ = section.Items("nodes").Select(static node => node.Text("name")).ToArray();
            return section.Text("host")!;
        }));

        Assert.Single(export.Files);
        Assert.All(export.Validation.Warnings, static warning => Assert.Equal(DiagnosticCode.LostInExport, warning.Code));
        Assert.Equal(["service.pool.spare 1:44", "service.nodes[0].zone 1:72", "service.tags 1:83"], export.Validation.Warnings.Select(static warning => $"{warning.Path} {warning.Position.Line}:{warning.Position.Column}"));
        Assert.Equal("service.pool.spare has no counterpart in an export as own, and is left out", export.Validation.Warnings[0].Message);
    }

    [Theory]
    [InlineData("host: [a]", "service.host must be a single value")]
    [InlineData("port: many", "service.port must be a whole number")]
    [InlineData("port: 1.5", "service.port must be a whole number")]
    [InlineData("ratio: x", "service.ratio must be a number")]
    [InlineData("debug: maybe", "service.debug must be true or false")]
    [InlineData("timeout: 5 parsecs", "service.timeout must be a duration with its unit, such as 30s")]
    [InlineData("timeout: 5", "service.timeout must be a duration with its unit")]
    [InlineData("tags: [[a]]", "service.tags must be a list of single values")]
    [InlineData("nodes: {a: 1}", "service.nodes must be a list")]
    [InlineData("nodes: [a]", "service.nodes[0] must be a mapping")]
    [InlineData("pool: 5", "service.pool must be a mapping")]
    [InlineData("pool: [1]", "service.pool must be a mapping")]
    [InlineData("line: \"a\\nb\"", "service.line holds a line break or another control character, which cannot be written there")]
    [InlineData("word: a b", "service.word holds a blank or a quote, which cannot be written there")]
    public void Export_OfTheWrongKind_IsAnErrorAndNoFile(string yaml, string message)
    {
        var export = Bound.Configuration($"service: {{{yaml}}}").Export(new Own(static (context, section) =>
        {
            _ = (section.Text("host"), section.Integer("port"), section.Number("ratio"), section.Boolean("debug"), section.Duration("timeout"), section.Texts("tags"), section.Items("nodes"), section.Section("pool"), section.Line("line"), section.Word("word"));
            return "";
        }));

        var error = Assert.Single(export.Validation.Errors);
        Assert.Equal((DiagnosticCode.CannotBeExported, message, 1), (error.Code, error.Message, error.Position.Line));
        Assert.Empty(export.Files);
    }

    [Theory]
    [InlineData("{}", DiagnosticSeverity.Error, "STR2007")]
    [InlineData("service: 5", DiagnosticSeverity.Error, "STR8021")]
    public void Required_WithoutASection_IsAnError(string yaml, DiagnosticSeverity severity, string code)
    {
        var export = Bound.Configuration(yaml).Export(new Own(static (_, _) => throw new InvalidOperationException("not reached")));

        var problem = Assert.Single(export.Validation.Diagnostics);
        Assert.Equal(severity, problem.Severity);
        Assert.Equal(code == "STR2007" ? DiagnosticCode.UnknownPath : DiagnosticCode.CannotBeExported, problem.Code);
    }

    [Fact]
    public void Export_Secrets_AreMaskedUnlessRevealed()
    {
        var configuration = Bound.Configuration("service: {password: hunter2, url: \"a://b:hunter2@c\", token: \"\"}");
        var exporter = new Own(static (context, section) =>
        {
            Assert.Equal((true, true, false), (section.IsSecret("password"), section.IsSecret("url"), section.IsSecret("host")));
            return $"{section.Text("password")} {section.Text("url")} [{section.Text("token")}] {context.Root.Keys.Count()}";
        });

        var masked = configuration.Export(exporter);
        var revealed = configuration.Export(exporter, revealsSecrets: true);

        Assert.Equal("******** a://b:********@c [] 1", masked.Files[0].Text);
        Assert.Equal((DiagnosticCode.MaskedInExport, "2 secret values are masked in what was exported"), (masked.Validation.Suggestions[0].Code, masked.Validation.Suggestions[0].Message));
        Assert.Equal("hunter2 a://b:hunter2@c [] 1", revealed.Files[0].Text);
        Assert.Empty(revealed.Validation.Suggestions);
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("a//b")]
    [InlineData("a\\b")]
    [InlineData("own.txt")]
    public void Add_NameThatIsNoneOrTaken_IsRefused(string name) => Assert.Throws<ArgumentException>(() => Bound.Configuration("service: {}").Export(new Own((context, _) =>
    {
        context.Add("own.txt", "");
        context.Add(name, "");
        return "";
    })));

    [Fact]
    public void Warn_AtAValueOfAnotherPlace_HasItsPlace()
    {
        var export = Bound.Configuration("service: {}\nother: 5").Export(new Own(static (context, _) =>
        {
            context.Warn(ConfigPath.Parse("other"), "is lost", "keep it");
            return "";
        }));

        var warning = Assert.Single(export.Validation.Warnings);
        Assert.Equal(("is lost", "keep it", 2, 8), (warning.Message, warning.Hint, warning.Position.Line, warning.Position.Column));
    }

    [Fact]
    public void All_Names_AreDistinctAndFound()
    {
        Assert.Distinct(ConfigurationExporters.All.Select(static exporter => exporter.Name));
        Assert.All(ConfigurationExporters.All, static exporter =>
        {
            Assert.Matches("^[a-z][a-z0-9-]*$", exporter.Name);
            Assert.True(ConfigurationExporters.TryGet(exporter.Name, out var found));
            Assert.Same(exporter, found);
        });
        Assert.False(ConfigurationExporters.TryGet("Redis", out _));
    }

    private sealed class Own(Func<ExportContext, ExportSection, string> read) : IConfigurationExporter
    {
        public string Name => "own";

        public string Description => "a test's";

        public void Export(ExportContext context)
        {
            if (context.Required("service") is { } section)
            {
                context.Add("own.txt", read(context, section));
            }
        }
    }
}
