using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Tests.Layers;

public class LayerReaderTests
{
    [Fact]
    public void Read_NoMetadata_GivesDefaultsAndTheWholeBody()
    {
        var layer = Described.From("a: 1\nb: 2\n", "tenants/acme.eu.yml").Layer;

        Assert.Equal("tenants/acme.eu", layer.Name);
        Assert.Equal(["acme"], layer.Metadata.Types);
        Assert.Equal(2, layer.Metadata.Priority);
        Assert.True(layer.Metadata.Enabled);
        Assert.Null(layer.Metadata.Condition);
        Assert.Null(layer.Metadata.Expires);
        Assert.Equal(SourcePosition.None, layer.Metadata.Position);
        Assert.Equal(["a", "b"], layer.Body.Keys);
    }

    [Theory]
    [InlineData("docker.yml", "docker")]
    [InlineData("docker.local.yml", "docker")]
    [InlineData("a.b/c.d.e.yml", "c")]
    [InlineData("x/y/z.json", "z")]
    public void Read_NoType_TakesTheFileNameUpToItsFirstDot(string file, string type)
    {
        var text = file.EndsWith(".json", StringComparison.Ordinal) ? "{}" : "a: 1";

        Assert.Equal([type], Described.From(text, file).Metadata.Types);
    }

    [Fact]
    public void Read_Metadata_AreNoConfiguration()
    {
        var layer = Described.From("a: 1\n_metadata: { type: x }\nb: 2\n").Layer;

        Assert.Equal(["a", "b"], layer.Body.Keys);
        Assert.Equal(new SourcePosition(2, 1), layer.Metadata.Position);
        Assert.Equal(["x"], layer.Metadata.Types);
    }

    [Fact]
    public void Read_BodyBesideMetadata_KeepsItsNodes()
    {
        var described = Described.From("_metadata: { type: x }\nlist: !append [1]\nurl: ${X}\n");

        var body = described.Layer.Body;
        Assert.True(body.HasTags);
        Assert.True(body.HasTemplates);
        Assert.Equal(MergeTag.Append, body["list"].Tag);
        Assert.Equal(new SourcePosition(3, 6), body["url"].Position);
    }

    [Fact]
    public void Read_MetadataAlone_HasAnEmptyBody() => Assert.Empty(Described.From("_metadata: { type: x }\n").Layer.Body);

    [Fact]
    public void Read_Stream_GivesAnOverrideForEachDocument()
    {
        var described = Described.From("_metadata: { priority: low }\na: 1\n---\n_metadata: { priority: high }\na: 2\n---\na: 3\n", "docker.yml");

        Assert.Empty(described.Diagnostics);
        Assert.Equal(["docker", "docker#2", "docker#3"], described.Layers.Select(layer => layer.Name));
        Assert.Equal([1, 3, 2], described.Layers.Select(layer => layer.Metadata.Priority));
        Assert.All(described.Layers, layer => Assert.Equal(["docker"], layer.Metadata.Types));
    }

    [Theory]
    [InlineData("_metadata: 1\n", "\"_metadata\" is a number; a mapping is expected")]
    [InlineData("_metadata: [a]\n", "\"_metadata\" is a list; a mapping is expected")]
    [InlineData("_metadata:\n", "\"_metadata\" is null; a mapping is expected")]
    [InlineData("_metadata: text\n", "\"_metadata\" is text; a mapping is expected")]
    public void Read_MetadataNoMapping_IsAnError(string text, string message)
    {
        var error = Described.From(text).Error;

        Assert.Equal(DiagnosticCode.BadMetadataValue, error.Code);
        Assert.Equal(message, error.Message);
    }

    [Fact]
    public void Read_Embedded_TakesConfigAndMetadataOnly()
    {
        var layer = Described.From("""
            services: { app: { image: x } }
            x-strata:
              metadata: { type: docker, priority: high }
              config:
                port: 8000
            """).Layer;

        Assert.Equal(["docker"], layer.Metadata.Types);
        Assert.Equal(3, layer.Metadata.Priority);
        Assert.Equal(new SourcePosition(3, 3), layer.Metadata.Position);
        Assert.Equal(["port"], layer.Body.Keys);
        Assert.Equal(new SourcePosition(5, 11), layer.Body["port"].Position);
    }

    [Fact]
    public void Read_EmbeddedWithoutConfig_IsEmpty()
    {
        var layer = Described.From("services: {}\nx-strata: { metadata: { type: docker } }\n").Layer;

        Assert.Empty(layer.Body);
        Assert.Equal(["docker"], layer.Metadata.Types);
    }

    [Fact]
    public void Read_EmbeddedWithoutMetadata_GivesDefaults() => Assert.Equal(["compose"], Described.From("x-strata: { config: { a: 1 } }\n", "compose.prod.yml").Metadata.Types);

    [Theory]
    [InlineData("x-strata: 1\n", 1, 11, "\"x-strata\" is a number; a mapping of metadata and config is expected")]
    [InlineData("x-strata: [a]\n", 1, 11, "\"x-strata\" is a list; a mapping of metadata and config is expected")]
    [InlineData("a: 1\nx-strata:\n", 2, 10, "\"x-strata\" is null; a mapping of metadata and config is expected")]
    [InlineData("x-strata: { config: [1] }\n", 1, 21, "\"config\" is a list; a mapping is expected")]
    [InlineData("x-strata: { config: }\n", 1, 21, "\"config\" is null; a mapping is expected")]
    [InlineData("x-strata: { config: { _metadata: {} } }\n", 1, 23, "\"_metadata\" stands inside \"config\"")]
    [InlineData("x-strata: { config: {} }\n_metadata: {}\n", 2, 1, "\"_metadata\" stands beside \"x-strata\"")]
    public void Read_BadEmbedded_IsAnError(string text, int line, int column, string message)
    {
        var error = Described.From(text).Error;

        Assert.Equal(DiagnosticCode.BadEmbeddedOverride, error.Code);
        Assert.Equal(message, error.Message);
        Assert.Equal(new SourcePosition(line, column), error.Position);
    }

    [Theory]
    [InlineData("confg", "did you mean \"config\"?")]
    [InlineData("Metadata", "did you mean \"metadata\"?")]
    [InlineData("database", "put configuration beneath \"config\"")]
    public void Read_UnknownKeyBeneathEmbedded_IsAnErrorWithAHint(string key, string hint)
    {
        var error = Described.From($"x-strata:\n  {key}: {{}}\n").Error;

        Assert.Equal(DiagnosticCode.BadEmbeddedOverride, error.Code);
        Assert.Equal($"unknown key of \"x-strata\" \"{key}\"", error.Message);
        Assert.Equal(new SourcePosition(2, 3), error.Position);
        Assert.Equal(hint, error.Hint);
    }

    [Fact]
    public void Read_BadEmbeddedMetadata_IsPlacedByItsOwnPath()
    {
        var error = Described.From("x-strata:\n  metadata: { enabled: 1 }\n").Error;

        Assert.Equal("x-strata.metadata.enabled", error.Path!.ToString());
        Assert.Equal(DiagnosticCode.BadMetadataValue, error.Code);
    }

    [Theory]
    [InlineData("!appnd", "did you mean !append?")]
    [InlineData("!by", "name the key that tells the items apart: !by:name")]
    [InlineData("!!strr", "did you mean !!str?")]
    public void Read_UnknownTag_IsAnErrorWithAHint(string tag, string hint)
    {
        var error = Described.From($"a:\n  b: {tag} x\n").Error;

        Assert.Equal(DiagnosticCode.UnknownTag, error.Code);
        Assert.Equal($"unknown tag \"{tag}\"", error.Message);
        Assert.Equal(new SourcePosition(2, 6), error.Position);
        Assert.Equal(hint, error.Hint);
    }

    [Fact]
    public void Read_UnknownTagOnEachOf400000Values_TellsOfTheFirstHundred()
    {
        var described = Described.From(string.Concat(Enumerable.Range(0, 400_000).Select(static i => $"k{i}: !x 1\n")));

        Assert.Equal(101, described.Diagnostics.Length);
        Assert.Equal(DiagnosticCode.TooManyErrors, described.Diagnostics[^1].Code);
        Assert.Equal("101:7", described.Diagnostics[^1].Position.ToString());
    }

    [Fact]
    public void Read_UnknownTagOfTheOtherTool_IsItsOwnAffair()
    {
        var described = Described.From("services:\n  a: !other x\nx-strata: { config: { a: 1 } }\n");

        Assert.Empty(described.Diagnostics);
        Assert.Equal(["a"], described.Layer.Body.Keys);
    }

    [Fact]
    public void Read_UnknownTagBeneathEmbedded_IsAnError()
    {
        var error = Described.From("services:\n  a: !other x\nx-strata:\n  config:\n    b: !other x\n").Error;

        Assert.Equal(DiagnosticCode.UnknownTag, error.Code);
        Assert.Equal(5, error.Position.Line);
    }

    [Theory]
    [InlineData("!append", "x", "text")]
    [InlineData("!prepend", "{ a: 1 }", "a mapping")]
    [InlineData("!union", "12", "a number")]
    [InlineData("!by:name", "true", "a boolean")]
    [InlineData("!append", "", "null")]
    public void Read_ListTagOnNoList_IsAnError(string tag, string value, string kind)
    {
        var error = Described.From($"a:\n  - b: {tag} {value}\n").Error;

        Assert.Equal(DiagnosticCode.ListTagOnNoList, error.Code);
        Assert.Equal($"the tag {tag.Split(':')[0]} stands on {kind}; it joins lists", error.Message);
        Assert.Equal("a[0].b", error.Path!.ToString());
        Assert.StartsWith("write the value as a list", error.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("!append [1]")]
    [InlineData("!by:name [{ name: a, x: !union [1] }]")]
    [InlineData("!replace { a: 1 }")]
    [InlineData("!replace 1")]
    [InlineData("!unset")]
    [InlineData("!reset null")]
    [InlineData("!override [1]")]
    [InlineData("!secret x")]
    public void Read_TagOnWhatItIsFor_IsFine(string value) => Assert.NotNull(Described.From($"a: {value}\n").Layer);

    [Fact]
    public void Read_ListTagOnNoListInAnAliasedPart_IsToldOnce()
    {
        var error = Described.From("a: &x\n  b: !append 1\nc: *x\nd: [*x, *x]\n").Error;

        Assert.Equal(new SourcePosition(2, 6), error.Position);
    }

    [Fact]
    public void Read_ListTagOfTheOtherTool_IsItsOwnAffair() =>
        Assert.Empty(Described.From("services:\n  a: !append x\nx-strata: { config: { a: 1 } }\n").Diagnostics);

    [Fact]
    public void Read_OneBadDocumentOfAStream_KeepsTheOthers()
    {
        var described = Described.From("a: 1\n---\n_metadata: { enabled: 1 }\n---\na: 3\n");

        Assert.Equal(["test", "test#3"], described.Layers.Select(layer => layer.Name));
        Assert.Single(described.Diagnostics);
    }

    [Fact]
    public void Read_SeveralProblems_AreAllTold()
    {
        var described = Described.Metadatum("typ: a\npriority: hgh\nenabled: maybe\nconditions: { tenat: a }");

        Assert.Equal([1001, 1002, 1002, 1003], described.Diagnostics.Select(error => error.Code.Number));
        Assert.Empty(described.Layers);
    }

    [Fact]
    public void Read_Json_IsDescribedLikeYaml()
    {
        var text = """{ "_metadata": { "type": ["a", "b"], "priority": 7, "conditions": { "tenant": "acme" } }, "port": 1 }""";

        var layer = Described.From(text, "x.json").Layer;

        Assert.Equal(["a", "b"], layer.Metadata.Types);
        Assert.Equal(7, layer.Metadata.Priority);
        Assert.NotNull(layer.Metadata.Condition);
        Assert.Equal(["port"], layer.Body.Keys);
    }

    [Fact]
    public void Read_Toml_IsDescribedLikeYaml()
    {
        var layer = Described.From("""
            _metadata.type = ["a", "b"]
            _metadata.priority = 7
            _metadata.expires = 2027-01-31
            _metadata.enabled = false
            _metadata.conditions.time_range = { start = 22:00:00, end = "24:00" }
            _metadata.conditions.date_range = { from = 2026-12-01T10:00:00Z, until = 2027-01-06 }
            port = 1
            """, "x.toml").Layer;

        Assert.Equal(["a", "b"], layer.Metadata.Types);
        Assert.Equal(7, layer.Metadata.Priority);
        Assert.Equal(new DateOnly(2027, 1, 31), layer.Metadata.Expires);
        Assert.False(layer.Metadata.Enabled);
        Assert.NotNull(layer.Metadata.Condition);
        Assert.Equal(["port"], layer.Body.Keys);
    }
}
