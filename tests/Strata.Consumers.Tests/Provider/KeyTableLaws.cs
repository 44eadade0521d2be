using System.Globalization;
using System.Text;
using CsCheck;
using Microsoft.Extensions.Configuration;
using Strata.Extensions.Configuration;
using Strata.Snapshots;
using Strata.Values;

namespace Strata.Consumers.Tests.Provider;

/// <summary>Whatever tree is resolved: configuration has the same leaves, and the runtime's own provider would have the same keys.</summary>
public sealed class KeyTableLaws
{
    private static readonly Gen<string> Key = Gen.Char["abcXYZ_-. é"].Array[1, 4].Select(static chars => new string(chars));

    private static readonly Gen<string> Scalar = Gen.OneOf(
        Gen.OneOf("null", "true", "false", "1", "-7", "1.5", "1e9", "\"\"", "\"text\"", "\"a:b\"", "\"__\""),
        Gen.Int.Select(static number => number.ToString(CultureInfo.InvariantCulture)));

    private static readonly Gen<string> Tree = Gen.Recursive<string>(static (depth, tree) => depth > 3 ? Scalar : Gen.Frequency(
        (3, Scalar),
        (2, tree.Array[0, 4].Select(static items => $"[{string.Join(", ", items)}]")),
        (3, Mapping(tree))));

    [Fact]
    public void Leaves_OfATree_AreThoseOfConfiguration() => Mapping(Tree).Sample(
        static json =>
        {
            using var overrides = new ProvidedOverrides(("app.json", json));
            using var root = overrides.Build();
            var resolved = new ConfigurationExplainer(root).Snapshots.Single().Configuration;

            var leaves = resolved.Leaves().Where(static leaf => leaf.Path.Length > 0).Select(leaf => (Key: KeyOf(resolved, leaf), leaf.Value)).ToList();

            foreach (var (key, node) in leaves)
            {
                Assert.Equal(node is ScalarNode scalar ? scalar.IsNull ? null : scalar.ToInvariantText() : node is SequenceNode ? "" : null, root[key]);
                Assert.Equal(root[key], root[key.ToUpperInvariant()]);
                Assert.True(root.GetSection(key[..Math.Max(0, key.LastIndexOf(':'))]).Exists() || !key.Contains(':', StringComparison.Ordinal) || root[key] is null);
            }

            var listed = root.AsEnumerable().Select(static pair => pair.Key).ToHashSet(StringComparer.Ordinal);
            Assert.Subset(listed, leaves.Select(static leaf => leaf.Key).ToHashSet(StringComparer.Ordinal));
        },
        iter: 300);

    [Fact]
    public void Keys_OfATree_AreThoseOfTheJsonProvider() => Mapping(Tree).Sample(
        static json =>
        {
            using var overrides = new ProvidedOverrides(("app.json", json));
            using var ours = overrides.Build();
            var theirs = new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();

            // Booleans are spelled otherwise, and a long number keeps its digits.
            Assert.Equal(
                theirs.AsEnumerable().Select(static pair => $"{pair.Key}={pair.Value?.ToLowerInvariant()}").Order(StringComparer.Ordinal),
                ours.AsEnumerable().Select(static pair => $"{pair.Key}={pair.Value?.ToLowerInvariant()}").Order(StringComparer.Ordinal));
        },
        iter: 300);

    private static Gen<string> Mapping(Gen<string> child) => Gen.Select(Key, child).Array[0, 5].Select(static entries =>
        $"{{{string.Join(", ", entries.DistinctBy(static entry => entry.Item1, StringComparer.OrdinalIgnoreCase).Select(static entry => $"\"{entry.Item1}\": {entry.Item2}"))}}}");

    private static string KeyOf(ResolvedConfiguration configuration, LeafOrigin leaf)
    {
        var keys = new List<string>();
        Assert.True(Find(configuration.Root, leaf.Value, keys));
        return string.Join(':', keys);
    }

    // By identity: a leaf stands in one place, since nothing here is an alias.
    private static bool Find(ConfigNode node, ConfigNode leaf, List<string> keys)
    {
        if (ReferenceEquals(node, leaf))
        {
            return true;
        }

        var children = node switch
        {
            MappingNode mapping => mapping.AsEnumerable(),
            SequenceNode sequence => sequence.Select(static (item, index) => KeyValuePair.Create(index.ToString(CultureInfo.InvariantCulture), item)),
            _ => [],
        };
        foreach (var (key, child) in children)
        {
            keys.Add(key);
            if (Find(child, leaf, keys))
            {
                return true;
            }

            keys.RemoveAt(keys.Count - 1);
        }

        return false;
    }
}
