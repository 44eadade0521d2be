using System.Text;
using CsCheck;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Editing;
using Strata.Tests.Documents.Yaml;
using Strata.Values;

namespace Strata.Tests.Editing;

/// <summary>What holds for every edit of a value: the text says the new value there, and else what it said; other lines keep their bytes.</summary>
public class ReplaceLaws
{
    private static readonly Gen<string> Texts = Gen.OneOf(
        "a", "é", "😀", " ", "\n", "\t", "\r", ": ", ":", " #", "#", "- ", "-", "?", ",", "[", "]", "{", "}", "&", "*", "!", "|", ">", "'", "\"", "\\", "%", "@", "$", "~", "0", "1", ".", "e",
        "null", "true", "---", "...", "<<", "\u0001", "\u0085", "\u00A0", "\u2028", "\uFEFF", "ENC[strata:1,").Array[0, 4].Select(string.Concat);

    private static readonly Gen<(string Text, ScalarType Type)> Values = Gen.OneOf(
        Texts.Select(static text => (text, ScalarType.String)),
        Texts.Select(static text => (text, ScalarType.String)),
        Gen.OneOf(("5", ScalarType.Integer), ("-0.5e1", ScalarType.Float), ("true", ScalarType.Boolean), ("null", ScalarType.Null)));

    [Fact]
    public void Replace_InRandomYaml_ChangesThatValueAlone()
    {
        var edited = 0;
        Gen.Select(Gen.Int, Gen.Int[0, 1000], Values).Sample(
            (seed, at, value) =>
            {
                if (Check(RandomYaml.Of(seed), "test.yml", at, value.Text, value.Type))
                {
                    Interlocked.Increment(ref edited);
                }
            },
            iter: 30_000);
        Assert.True(edited > 2_000, $"{edited} edits");
    }

    private static bool Check(string text, string file, int at, string value, ScalarType type)
    {
        // A byte order mark is no part of what is counted below, and a list at the top is no configuration.
        var read = ConfigurationText.Read(file, Encoding.UTF8.GetBytes(text), ParseLimits.Default, new DiagnosticBag());
        if (read is null)
        {
            return false;
        }

        var document = at % read.Documents.Length;
        var root = read.Documents[document].Root;
        var paths = Leaves(root, ConfigPath.Root).ToArray();
        if (paths.Length == 0)
        {
            return false;
        }

        var path = paths[at % paths.Length];
        var scalar = read.Find(document, path);
        Assert.NotNull(scalar);
        byte[] bytes;
        try
        {
            var edit = read.Edit();
            edit.Replace(document, path, value, type);
            bytes = edit.Apply();
        }
        catch (EditRefusedException refused)
        {
            Assert.True(text.Contains('*', StringComparison.Ordinal) || scalar.Tag is not null, $"{refused.Message}: {path} to {value} in\n{text}");
            return false;
        }

        var again = ConfigurationText.Read(file, bytes, ParseLimits.Default, new DiagnosticBag())!;
        for (var i = 0; i < read.Documents.Length; i++)
        {
            var expected = i == document ? Flat(read.Documents[i].Root).Select(leaf => leaf.Path == path.ToString() ? (leaf.Path, type, type == ScalarType.Null ? "null" : value) : leaf) : Flat(read.Documents[i].Root);
            Assert.Equal(expected, Flat(again.Documents[i].Root));
        }

        AssertOtherLines(Encoding.UTF8.GetBytes(text), bytes, scalar);
        return true;
    }

    private static void AssertOtherLines(byte[] before, byte[] after, WrittenScalar scalar)
    {
        var lines = new TextLines(before);
        var (start, end) = (lines.StartOf(scalar.Start), lines.EndOf(Math.Max(scalar.TextEnd, scalar.Start)));

        Assert.Equal(before[..start], after[..start]);
        Assert.Equal(before[end..], after[^(before.Length - end)..]);
    }

    private static IEnumerable<ConfigPath> Leaves(ConfigNode node, ConfigPath path) => node switch
    {
        MappingNode mapping => mapping.SelectMany(entry => Leaves(entry.Value, path.Append(entry.Key))),
        SequenceNode sequence => sequence.SelectMany((item, i) => Leaves(item, path.Append(i))),
        _ => [path],
    };

    private static IEnumerable<(string Path, ScalarType Type, string Text)> Flat(ConfigNode root) =>
        Leaves(root, ConfigPath.Root).Select(path => (ScalarNode)path.Find(root)! is var scalar ? (path.ToString(), scalar.Type, scalar.Type == ScalarType.Null ? "null" : scalar.Text) : default);
}
