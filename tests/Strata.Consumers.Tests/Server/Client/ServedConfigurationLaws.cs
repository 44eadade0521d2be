using System.Text;
using CsCheck;
using Microsoft.Extensions.Configuration;
using Strata.Consumers.Tests.Provider;
using Strata.Diagnostics;
using Strata.Exporting;
using Strata.Extensions.Configuration;
using Strata.Snapshots;
using Strata.Values;

namespace Strata.Consumers.Tests.Server.Client;

/// <summary>Whatever tree a server sends: it has the keys and values that the files have, and the same of it is secret.</summary>
public sealed class ServedConfigurationLaws
{
    private static readonly Gen<string> Key = Gen.OneOf("name", "password", "max_size", "declared", "api-token", "a:b", "\"postgresql://u:s3cret@h/d\"", "é");

    private static readonly Gen<string> Scalar = Gen.OneOf(
        "null", "true", "0x1F", "-7", "1.50", "1e9", ".inf", "-.Inf", ".nan", "\"\"", "text", "\"a\\u0001\\u007F\\u2028\"", "\"$HOME ${X}$$\"", "postgresql://u:s3cret@h/d", "\"Host=h;Password=s3cret\"", "s3cret");

    private static readonly Gen<string> Tree = Gen.Recursive<string>(static (depth, tree) => depth > 3 ? Scalar : Gen.Frequency(
        (3, Scalar),
        (2, tree.Array[0, 3].Select(static items => $"[{string.Join(", ", items)}]")),
        (3, Mapping(tree))));

    [Fact]
    public void Keys_OfWhatIsServed_AreThoseOfTheFiles() => Mapping(Tree).Sample(
        static yaml =>
        {
            using var overrides = new ProvidedOverrides(("app.yml", $"_metadata: {{ sensitive: [\"**.declared\"] }}\nroot: {yaml.Replace("$", "$$", StringComparison.Ordinal)}\n"));
            using var root = overrides.Build();
            var resolved = new ConfigurationExplainer(root).Snapshots.Single().Configuration;
            var found = new DiagnosticBag();
            var served = ServedConfiguration.Read("shop/app", "http://server/app", Sent(resolved, reveals: true), Sent(resolved, reveals: false), resolved.Context, found);

            Assert.Empty(found.ToSorted());
            Assert.Equal(Shown(resolved), Shown(served!));
            var keys = KeyTableBuilder.Build(served!, foldNames: true);
            foreach (var (key, value) in root.AsEnumerable().Where(pair => root.GetSection(pair.Key).GetChildren().FirstOrDefault() is null))
            {
                Assert.True(keys.TryGet(key, out var node), key);
                Assert.Equal(value, node?.Value);
            }
        },
        iter: 300);

    [Fact]
    public void Value_ThatIsShownOtherwiseOrNotAtAll_IsSecret()
    {
        var found = new DiagnosticBag();
        var context = new Selection.ResolutionContext { Type = "app", Now = default };
        var served = ServedConfiguration.Read("a", "b", "{\"x\": 1, \"y\": [1, 2], \"z\": {\"k\": 1}, \"plain\": 1}"u8.ToArray(), "{\"x\": \"********\", \"y\": [1], \"z\": 1, \"plain\": 1}"u8.ToArray(), context, found);
        Assert.Equal(["x=********", "y[0]=********", "y[1]=********", "z.k=********", "plain=1"], Shown(served!));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"a\": 1} x")]
    [InlineData("{\"a\": 1, \"a\": 2}")]
    [InlineData("{\"a\": \"\xFF\"}")]
    [InlineData("{\"a\": \"\\ud800\"}")]
    public void Json_ThatIsBad_IsAProblemWithAPlace(string json)
    {
        var found = new DiagnosticBag();
        Assert.Null(ServedConfiguration.Read("a", "http://server/app", Encoding.Latin1.GetBytes(json), null, new Selection.ResolutionContext { Type = "app", Now = default }, found));
        Assert.All(found.ToSorted(), static problem => Assert.Equal("http://server/app", problem.File));
        Assert.True(found.HasErrors);
    }

    private static Gen<string> Mapping(Gen<string> values) => Gen.Select(Key, values).Array[0, 4].Select(static entries =>
        $"{{ {string.Join(", ", entries.DistinctBy(static entry => entry.Item1).Select(static entry => $"{entry.Item1}: {entry.Item2}"))} }}");

    private static byte[] Sent(ResolvedConfiguration configuration, bool reveals)
    {
        Assert.True(ConfigurationExporters.TryGet("json", out var exporter));
        return Encoding.UTF8.GetBytes(configuration.Export(exporter, reveals).Files.Single().Text);
    }

    // JSON says some numbers in other words.
    private static List<string> Shown(ResolvedConfiguration configuration) => [.. configuration.Leaves().Select(static leaf =>
        $"{leaf.Path}={(leaf.Value is ScalarNode scalar && scalar.TryGetDouble(out var number) && leaf.Text == scalar.Text ? FormattableString.Invariant($"{number}") : leaf.Text)}")];
}
