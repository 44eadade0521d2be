using System.Text;
using CsCheck;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Encryption;
using Strata.Encryption.ThreeWay;
using Strata.Secrets;
using Strata.Secrets.Keys;
using Strata.Sources;
using Strata.Tests.Output;
using Strata.Values;

namespace Strata.Tests.Encryption;

/// <summary>Encrypted files that two sides edited, one of which may have a new key: merging them is merging what they say in clear.</summary>
[Trait("Level", "integration")]
public sealed class FileMergeLaws
{
    private static readonly OverrideFile File = new("a", "a.yml", "a.yml");

    private static readonly Gen<ConfigNode> Leaf = Gen.OneOf(
        Gen.OneOf("1", "x", "y z", "a$b", "true", "null", "1.50").Select(Trees.Scalar),
        Gen.OneOf("1", "x", "y").Array[1, 3].Select(static items => (ConfigNode)new SequenceNode(ScalarNode.Synthetic, default, [.. items.Select(Trees.Scalar)])));

    private static readonly Gen<MappingNode> Tree = Mapping(2);

    private readonly KeyRing _keys = new([KeySource.OfKey("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")]);

    [Fact]
    public void Merge_OfEncryptedFiles_SaysWhatTheMergeInClearSays() => Gen.Select(Tree, Tree, Tree, Gen.Int[0, 3]).Sample(
        (first, second, third, rotated) =>
        {
            var (left, right) = (Mixed(first, second, 0), Mixed(first, third, 1));
            var original = Encrypted(first);
            var (ours, theirs) = (Rotated(Changed(original, left), (rotated & 1) != 0), Rotated(Changed(original, right), (rotated & 2) != 0));
            var inClear = new TreeMerge(static (_, one, other) => TreeComparison.AreEqual(one, other));
            var expected = inClear.Merge(BodyOf(original), BodyOf(ours), BodyOf(theirs));

            var diagnostics = new DiagnosticBag();
            var merged = new FileMerge(_keys, static (_, _, _) => null, diagnostics).Merge(original, ours, theirs);

            Assert.False(diagnostics.HasErrors, string.Join('\n', diagnostics.ToSorted()));
            Assert.True(inClear.Conflicts.Select(static path => path.ToString()).SequenceEqual(merged!.Conflicts), string.Join('\n', merged.Conflicts) + Encoding.UTF8.GetString(merged.Bytes));
            if (inClear.Conflicts.Count == 0)
            {
                Assert.True(TreeComparison.AreEqual(expected, BodyOf(Read(merged.Bytes))), Encoding.UTF8.GetString(merged.Bytes));
            }
        },
        iter: 300);

    private EncryptableFile Read(byte[] bytes)
    {
        var diagnostics = new DiagnosticBag();
        var file = EncryptableFile.Parse(File, bytes, ParseLimits.Default, _keys, diagnostics);
        Assert.False(diagnostics.HasErrors, string.Join('\n', diagnostics.ToSorted()) + Encoding.UTF8.GetString(bytes));
        return file!;
    }

    private EncryptableFile Encrypted(MappingNode body)
    {
        var diagnostics = new DiagnosticBag();
        var request = new EncryptionRequest { Recipients = [new("raw", _keys.RawKeys[0].Fingerprint)] };
        var bytes = new FileEncryption(_keys, diagnostics).Encrypt(Read(Encoding.UTF8.GetBytes($"_metadata: {{type: a}}\n{Text(body, "")}always_a_secret: x\n")), request).Bytes;
        return Read(bytes!);
    }

    // As strata edit does it: what stays keeps its ciphertext.
    private EncryptableFile Changed(EncryptableFile original, MappingNode body)
    {
        var diagnostics = new DiagnosticBag();
        using var copy = PlainCopy.Of(original, _keys, acceptChanges: false, diagnostics)!;
        var text = Encoding.UTF8.GetString(copy.Bytes);
        var metadata = text.Split('\n').TakeWhile(static (line, i) => i == 0 || line.StartsWith(' '));
        var bytes = copy.Encrypt(Encoding.UTF8.GetBytes($"{string.Join('\n', metadata)}\n{Text(body, "")}always_a_secret: x\n"), diagnostics);
        Assert.False(diagnostics.HasErrors, string.Join('\n', diagnostics.ToSorted()));
        return Read(bytes!);
    }

    private EncryptableFile Rotated(EncryptableFile file, bool isRotated) =>
        isRotated ? Read(new FileEncryption(_keys, new DiagnosticBag()).Rotate(file, new EncryptionRequest()).Bytes!) : file;

    // In clear, which takes a seal that holds.
    private MappingNode BodyOf(EncryptableFile file)
    {
        var diagnostics = new DiagnosticBag();
        using var copy = PlainCopy.Of(file, _keys, acceptChanges: false, diagnostics);
        Assert.False(diagnostics.HasErrors, string.Join('\n', diagnostics.ToSorted()));
        return Read(copy!.Bytes).Overrides[0].Layer.Body;
    }

    private static Gen<MappingNode> Mapping(int depth)
    {
        var leaf = Gen.Select(Gen.OneOf("a", "b", "token", "password"), Leaf);
        var entry = depth == 0 ? leaf : Gen.Frequency((2, leaf), (1, Gen.Select(Gen.OneOf("m", "n", "a"), Mapping(depth - 1).Select(static inner => (ConfigNode)inner))));
        return entry.Array[1, 5].Select(static entries => Trees.Map([.. entries.DistinctBy(static one => one.Item1)]));
    }

    // Every other key of one tree, the rest of the other.
    private static MappingNode Mixed(MappingNode original, MappingNode other, int which) => Trees.Map(
    [
        .. original.Entries.ToArray().Select((entry, i) => (entry, i)).Select(part => (part.entry.Key, part.i % 2 == which && other.TryGetValue(part.entry.Key, out var value) ? value : part.entry.Value)),
        .. other.Entries.ToArray().Where(entry => !original.ContainsKey(entry.Key) && other.Count % 2 == which).Select(static entry => (entry.Key, entry.Value)),
    ]);

    private static string Text(MappingNode mapping, string indent) => string.Concat(mapping.Entries.ToArray().Select(entry => entry.Value switch
    {
        MappingNode inner => $"{indent}{entry.Key}:\n{Text(inner, indent + "  ")}",
        SequenceNode list => $"{indent}{entry.Key}: [{string.Join(", ", list.Select(static item => ((ScalarNode)item).Text))}]\n",
        _ => $"{indent}{entry.Key}: {((ScalarNode)entry.Value).Text.Replace("$", "$$", StringComparison.Ordinal)}\n",
    }));
}
