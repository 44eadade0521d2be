using CsCheck;
using Strata.Cli.Schemas;
using Strata.Output;
using Strata.Secrets;
using Strata.Values;

namespace Strata.Consumers.Tests.Schemas;

/// <summary>What holds of a drafted schema whatever it was drafted from.</summary>
public class InferredSchemaLaws
{
    private static readonly Gen<string> Key = Gen.OneOf("a", "b", "port", "host", "", "x-y", "$ref", "a/b~c", "%25", "é");

    private static readonly Gen<ConfigNode> Leaf = Gen.OneOf(
        Gen.OneOf(
            "null", "true", "0", "8080", "-1", "1.5", "1e400", ".inf", "x", "INFO", "DEBUG", "me@example.org", "https://example.org/?q=1", "2026-11-24", "2026-11-24T10:00:00Z",
            "2026-11-24T10:00:00.5+01:00", "2026-02-30T10:00:00Z", "2026-11-24T10:00:00.Z", "10.0.0.1", "010.0.0.1", "a@b", "a..b@c.d", "http://[::1", "http://a b", "urn:x", "db-1", "-db", "a_b.c",
            "http://a:99999/", "http://a/%zz", "http://a/\\b", "mailto:x@y.z").Select(static text => (ConfigNode)Scalar(text)),
        Gen.OneOf(Gen.String[0, 8], Gen.OneOf("", "two words", "line\nbreak", "\u0000")).Select(static text => (ConfigNode)ScalarNode.Of(text)));

    private static readonly Gen<MappingNode> Trees = Map(Gen.Recursive<ConfigNode>(static (depth, inner) => depth > 3
        ? Leaf
        : Gen.Frequency((4, Leaf), (2, Map(inner).Select(static map => (ConfigNode)map)), (1, inner.Array[0, 4].Select(static items => (ConfigNode)ListShape.Of(items))))));

    [Fact]
    public void Draft_FromAnyTrees_AcceptsEachOfThem() => Trees.Array[1, 3].Sample(static trees =>
    {
        var schema = SchemaChecks.CompileText(Draft(trees));
        return trees.All(tree => SchemaChecks.Problems(schema, tree, default).Count == 0);
    });

    [Fact]
    public void Draft_MadeTwice_IsTheSame() => Trees.Array[1, 3].Sample(static trees => Draft(trees) == Draft(trees));

    [Fact]
    public void Draft_OfTheOrderOfFurtherTrees_SaysTheSameTypes() => Trees.Array[2, 3].Sample(static trees =>
    {
        var (one, other) = (SchemaChecks.CompileText(Draft(trees)), SchemaChecks.CompileText(Draft([trees[0], .. trees[1..].Reverse()])));
        return trees.All(tree => one.IsValid(tree) && other.IsValid(tree));
    });

    [Fact]
    public void Text_OfADraft_ReadsBackToIt() => Trees.Array[1, 3].Sample(static trees =>
        ConfigNodeEquality.DeepEquals(SchemaChecks.Parse(Draft(trees)), InferredSchema.Of("t", Observed(trees))));

    private static string Draft(MappingNode[] trees) => SchemaText.Of(InferredSchema.Of("t", Observed(trees)));

    private static (ConfigNode, Sensitivity.Cursor)[] Observed(MappingNode[] trees) =>
        [.. trees.Select(static tree => ((ConfigNode)tree, new Sensitivity([]).Root))];

    private static Gen<MappingNode> Map(Gen<ConfigNode> value) => Gen.Select(Key, value).Array[0, 4].Select(static entries =>
    {
        var shape = new ObjectShape();
        foreach (var (key, node) in entries.DistinctBy(static entry => entry.Item1))
        {
            shape.Add(key, node);
        }

        return shape.Build();
    });

    private static ScalarNode Scalar(string text) => new ScalarNode(ScalarNode.Synthetic, default, text, CoreSchema.TypeOf(text), ScalarStyle.Plain);
}
