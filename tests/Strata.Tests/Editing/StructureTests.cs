using Strata.Editing;
using Strata.Values;

namespace Strata.Tests.Editing;

public class StructureTests
{
    private const string Block = "{id: f1, integrity: abc, recipients: [{kind: age, key: k1}]}";

    [Theory]
    [InlineData("a: 1\n", "a: 1\n_metadata:\n  encryption:\n    id: f1\n    integrity: abc\n    recipients:\n      - kind: age\n        key: k1\n")]
    [InlineData("a:\n    b: [1]\n    c:\n    - 1\n# end", "a:\n    b: [1]\n    c:\n    - 1\n# end\n_metadata:\n    encryption:\n        id: f1\n        integrity: abc\n        recipients:\n        - kind: age\n          key: k1")]
    [InlineData("_metadata:\n  type: t # c\n\na: 1\n", "_metadata:\n  type: t # c\n  encryption:\n    id: f1\n    integrity: abc\n    recipients:\n      - kind: age\n        key: k1\n\na: 1\n")]
    [InlineData("_metadata: { type: t }\na: 1\r\n", "_metadata: { type: t, encryption: {id: f1, integrity: abc, recipients: [{kind: age, key: k1}]} }\na: 1\r\n")]
    [InlineData("a: |\n  x", "_metadata:\n  encryption:\n    id: f1\n    integrity: abc\n    recipients:\n      - kind: age\n        key: k1\na: |\n  x")]
    [InlineData("a: 1\n---\nb: 1\n", "a: 1\n_metadata:\n  encryption:\n    id: f1\n    integrity: abc\n    recipients:\n      - kind: age\n        key: k1\n---\nb: 1\n")]
    public void Set_ThenRemove_GivesTheFileBack(string text, string expected) => AssertThereAndBack(text, expected, "_metadata.encryption", "test.yml");

    [Theory]
    [InlineData("{}", "{\"_metadata\": {\"encryption\": {\"id\": \"f1\", \"integrity\": \"abc\", \"recipients\": [{\"kind\": \"age\", \"key\": \"k1\"}]}}}")]
    [InlineData("{\n  \"a\": 1\n}\n", "{\n  \"a\": 1,\n  \"_metadata\": {\n    \"encryption\": {\n      \"id\": \"f1\",\n      \"integrity\": \"abc\",\n      \"recipients\": [\n        {\n          \"kind\": \"age\",\n          \"key\": \"k1\"\n        }\n      ]\n    }\n  }\n}\n")]
    [InlineData("{\"_metadata\": {\"type\": \"t\"}, \"a\": 1}", "{\"_metadata\": {\"type\": \"t\", \"encryption\": {\"id\": \"f1\", \"integrity\": \"abc\", \"recipients\": [{\"kind\": \"age\", \"key\": \"k1\"}]}}, \"a\": 1}")]
    public void Set_InJson_ThenRemove_GivesTheFileBack(string text, string expected) => AssertThereAndBack(text, expected, "_metadata.encryption", "test.json");

    [Fact]
    public void Set_BeneathXStrata_ThenRemove_GivesTheFileBack() => AssertThereAndBack(
        "x-strata:\n  metadata:\n    type: t\nservices: {}\n",
        "x-strata:\n  metadata:\n    type: t\n    encryption:\n      id: f1\n      integrity: abc\n      recipients:\n        - kind: age\n          key: k1\nservices: {}\n",
        "x-strata.metadata.encryption",
        "test.yml");

    [Fact]
    public void Set_WithCarriageReturns_KeepsThem() => Assert.Equal(
        "a: 1\r\n_metadata:\r\n  id: f1\r\n",
        Edited.Apply("a: 1\r\n", static edit => edit.Set(0, ConfigPath.Parse("_metadata"), Edited.Node("{id: f1}"))));

    [Fact]
    public void AppendAndRemove_InAList_TouchTheItemAlone()
    {
        const string Text = "r:\n  - k: 1 # one\n    l: 2\n  - k: 3\na: [1, 2]\n";

        Assert.Equal("r:\n  - k: 1 # one\n    l: 2\n  - k: 3\n  - k: w\na: [1, 2, 3]\n", Edited.Apply(Text, static edit =>
        {
            edit.Append(0, ConfigPath.Parse("r"), Edited.Node("{k: w}"));
            edit.Append(0, ConfigPath.Parse("a"), Edited.Node("3"));
        }));
        Assert.Equal("r:\n  - k: 3\na: [2]\n", Edited.Apply(Text, static edit =>
        {
            edit.Remove(0, ConfigPath.Parse("r[0]"));
            edit.Remove(0, ConfigPath.Parse("a[0]"));
        }));
        Assert.Equal("r:\n  - l: 2\n  - k: 3\na: [1, 2]\n", Edited.Apply(Text, static edit => edit.Remove(0, ConfigPath.Parse("r[0].k"))));
        Assert.Equal("r: []\na: 1\n", Edited.Apply("r:\n- x\na: 1\n", static edit => edit.Remove(0, ConfigPath.Parse("r[0]"))));
    }

    [Fact]
    public void Replace_InJson_ChangesTheTokenAlone()
    {
        Assert.Equal("{ \"a\" : \"\\\"é\\n\" , \"b\":[1]}", Edited.Replace("{ \"a\" : 1 , \"b\":[1]}", "a", "\"é\n", file: "test.json"));
        Assert.Equal("{ \"a\" : 1 , \"b\":[true]}", Edited.Replace("{ \"a\" : 1 , \"b\":[1]}", "b[0]", "true", ScalarType.Boolean, "test.json"));
        Assert.Contains("could not be read", Edited.Refusal("{\"a\": 1}", static edit => edit.Replace(0, ConfigPath.Parse("a"), "0x1F", ScalarType.Integer), "test.json"), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Toml_IsRefused() => Assert.Contains("is in TOML", Edited.Refusal("a = 1\n", static _ => { }, "test.toml"), StringComparison.Ordinal);

    [Fact]
    public void ApplyTo_OverlappingEdits_IsRefused()
    {
        var edits = new TextEdits();
        edits.Replace(0, 3, "x");
        edits.Replace(2, 4, "y");

        Assert.Throws<EditRefusedException>(() => edits.ApplyTo("abcdef"u8));
    }

    private static void AssertThereAndBack(string text, string expected, string path, string file)
    {
        var inserted = Edited.Apply(text, edit => edit.Set(0, ConfigPath.Parse(path), Edited.Node(Block)), file);

        Assert.Equal(expected, inserted);
        Assert.Equal(text, Edited.Apply(inserted, edit => edit.Remove(0, ConfigPath.Parse(path)), file));
        Assert.Equal(inserted.Replace("abc", "wvu", StringComparison.Ordinal), Edited.Replace(inserted, $"{path}.integrity", "wvu", file: file));
    }
}
