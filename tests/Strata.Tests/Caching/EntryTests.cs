using CsCheck;
using Strata.Caching;
using Strata.Diagnostics;
using Strata.Selection;
using Strata.Snapshots;
using Strata.Tests.Output;
using Strata.Values;

namespace Strata.Tests.Caching;

public class EntryTests
{
    private static readonly Fingerprint Key = Fingerprint.Of("a key"u8);

    [Fact]
    public void ReadRoot_AnyTree_IsTheTree() => Trees.Any.Sample(static tree =>
    {
        var root = Open(Write(tree)).ReadRoot();

        Assert.Empty(ConfigurationOf(tree).DiffTo(ConfigurationOf(root)));
        Assert.Equal(Trees.Write("yaml", tree), Trees.Write("yaml", root));
        Assert.Equal(Trees.Write("json", tree), Trees.Write("json", root));
    });

    [Fact]
    public void Find_AnyPathOfAnyTree_IsTheValue() => Trees.Any.Sample(static tree =>
    {
        var entry = Open(Write(tree));
        foreach (var path in PathsOf(tree))
        {
            var found = entry.Find(path, out _, out var withheld);

            Assert.NotNull(found);
            Assert.False(withheld);
            Assert.True(ConfigNodeEquality.DeepEquals(path.Find(tree)!, found), path.ToString());
        }

        Assert.Null(entry.Find(ConfigPath.Root.Append("no such key, for it is longer than any"), out _, out _));
        Assert.Null(entry.Find(ConfigPath.Root.Append(7), out _, out _));
    });

    [Fact]
    public void Find_InAMappingOfThousandsOfKeys_IsEachValue()
    {
        var tree = Trees.Map([.. Enumerable.Range(0, 5000).Select(static i => ($"key{i}", Trees.Map(("number", Trees.Scalar($"{i}")))))]);
        var entry = Open(Write(tree));

        Assert.All(Enumerable.Range(0, 5000), i => Assert.Equal($"{i}", ((ScalarNode)entry.Find(ConfigPath.Parse($"key{i}.number"), out _, out _)!).Text));
        Assert.Null(entry.Find(ConfigPath.Parse("key5000"), out _, out _));
        Assert.True(ConfigNodeEquality.DeepEquals(tree, entry.ReadRoot()));
    }

    [Fact]
    public void Read_TextsOfAnySize_AreTheTexts()
    {
        foreach (var length in (int[])[0, 1, 4000, 4087, 4088, 4089, 8176, 100_000])
        {
            var text = new string('x', length - Math.Min(length, 1)) + (length > 0 ? "é" : "");
            var tree = Trees.Map(("a", ScalarNode.Of(text)), ("b", ScalarNode.Of(text + "中\uD800")));

            Assert.True(ConfigNodeEquality.DeepEquals(tree, Open(Write(tree)).ReadRoot()));
        }
    }

    [Fact]
    public void Read_AnyByteFlipped_IsRefused()
    {
        var bytes = Write(Trees.Of("a: {b: [1, 2, text], c: true}\nd: é中\n"));
        for (var i = 0; i < bytes.Length; i++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var broken = bytes.ToArray();
                broken[i] ^= (byte)(1 << bit);

                Assert.Throws<InvalidDataException>(() => Open(broken).ReadRoot());
            }
        }
    }

    [Fact]
    public void Read_CutAnywhere_IsRefused()
    {
        var bytes = Write(Trees.Map([.. Enumerable.Range(0, 400).Select(static i => ($"key{i}", ScalarNode.Of($"value {i}")))]));
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => Open(bytes[..length]).ReadRoot());
        }
    }

    [Fact]
    public void Read_ForAnotherKey_IsRefused()
    {
        var bytes = Write(Trees.Of("a: 1\n"));

        Assert.Throws<InvalidDataException>(() => new EntryReader(SourceOf(bytes), bytes.Length, Fingerprint.Of("another key"u8)));
    }

    [Fact]
    public void Read_BlocksOfTwoEntriesMixed_IsRefused()
    {
        var first = Write(Trees.Map([.. Enumerable.Range(0, 1000).Select(static i => ($"key{i}", ScalarNode.Of("first")))]));
        var second = Write(Trees.Map([.. Enumerable.Range(0, 1000).Select(static i => ($"key{i}", ScalarNode.Of("other")))]), Fingerprint.Of("another key"u8));
        Assert.Equal(first.Length, second.Length);
        second.AsSpan(4096, 4096).CopyTo(first.AsSpan(4096));

        Assert.Throws<InvalidDataException>(() => Open(first).ReadRoot());
    }

    private static IEnumerable<ConfigPath> PathsOf(ConfigNode root)
    {
        var waiting = new Stack<(ConfigPath Path, ConfigNode Node)>([(ConfigPath.Root, root)]);
        while (waiting.TryPop(out var at))
        {
            yield return at.Path;
            if (at.Node is MappingNode mapping)
            {
                foreach (var (key, value) in mapping)
                {
                    waiting.Push((at.Path.Append(key), value));
                }
            }
            else if (at.Node is SequenceNode sequence)
            {
                for (var i = 0; i < sequence.Count; i++)
                {
                    waiting.Push((at.Path.Append(i), sequence[i]));
                }
            }
        }
    }

    private static ResolvedConfiguration ConfigurationOf(MappingNode root) => new(
        root, new SelectionResult([], []), new ResolutionContext { Type = "app", Now = CacheScene.Now }, new Strata.Secrets.Sensitivity([]), new ValidationResult([]));

    private static byte[] Write(MappingNode root) => Write(root, Key);

    private static byte[] Write(MappingNode root, in Fingerprint key)
    {
        using var stream = new MemoryStream();
        EntryWriter.Write(ConfigurationOf(root), key, withholds: false, stream);
        return stream.ToArray();
    }

    private static EntryReader Open(byte[] bytes) => new(SourceOf(bytes), bytes.Length, Key);

    private static ByteSource SourceOf(byte[] bytes) => (target, offset) =>
    {
        var rest = bytes.AsSpan((int)Math.Min(offset, bytes.Length));
        rest = rest[..Math.Min(rest.Length, target.Length)];
        rest.CopyTo(target);
        return rest.Length;
    };
}
