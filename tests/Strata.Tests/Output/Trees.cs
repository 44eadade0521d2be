using System.Text;
using CsCheck;
using Strata.Diagnostics;
using Strata.Output;
using Strata.Secrets;
using Strata.Tests.Documents;
using Strata.Values;

namespace Strata.Tests.Output;

/// <summary>Trees for the writers: random ones, built from the texts that go wrong, and those that a YAML text says.</summary>
internal static class Trees
{
    private static readonly Gen<string> Fragment = Gen.OneOf(
        "a", "Z", "é", "中", "😀", " ", "  ", "\n", "\n\n", "\t", "\r", "\r\n", ":", ": ", "#", " #", "-", "- ", "?", ",", "[", "]", "{", "}", "&", "*", "!", "|", ">",
        "'", "\"", "\\", "\\n", "%", "@", "`", "$", "${X}", "=", "~", "0", "1", "9", "0x", "0o", "_", ".", "e", "E", "+", "T", "---", "...", "null", "true", "yes", "on",
        "inf", "nan", "<<", "\u0001", "\u007F", "\u0085", "\u00A0", "\u2028", "\u2029", "\u202E", "\uFEFF", "\uFFFE", "-----BEGIN", "12:30:45", "2001-12-14", "\0");

    private static readonly Gen<ConfigNode> Number = Gen.OneOf(
        Gen.Long.Select(static value => Scalar(value.ToString(System.Globalization.CultureInfo.InvariantCulture))),
        Gen.OneOf(
            "0x1F", "0o17", "007", "+5", "-0", "1.5", ".5", "5.", "1e5", "1.50", "-1E-7", "1e+5", "+.5e1", "1e400", ".inf", "-.Inf", "+.INF", ".NaN",
            "123456789012345678901234567890", "0.1234567890123456789", "01.5", "-.0").Select(Scalar));

    /// <summary>Text of any kind.</summary>
    public static Gen<string> Text { get; } = Gen.OneOf(
        Fragment.Array[0, 6].Select(string.Concat),
        Gen.String[Gen.Char.Where(static c => !char.IsSurrogate(c)), 0, 12]);

    /// <summary>Trees whose root is a mapping, as in every file.</summary>
    public static Gen<MappingNode> Any { get; } = Mapping(Gen.Recursive<ConfigNode>(static (depth, inner) =>
        depth > 3 ? Leaf() : Gen.Frequency((3, Leaf()), (1, Mapping(inner).Select(static mapping => (ConfigNode)mapping)), (1, Sequence(inner)))));

    /// <summary>A plain scalar, typed as the reader types it.</summary>
    public static ConfigNode Scalar(string text) =>
        new ScalarNode(ScalarNode.Synthetic, default, text, CoreSchema.TypeOf(text), ScalarStyle.Plain);

    public static MappingNode Map(params (string Key, ConfigNode Value)[] entries)
    {
        var shape = new ObjectShape();
        foreach (var (key, value) in entries)
        {
            shape.Add(key, value);
        }

        return shape.Build();
    }

    /// <summary>The root of a YAML text.</summary>
    public static MappingNode Of(string yaml) => Parsed.From(yaml).Root;

    /// <summary>What a format makes of a tree; nothing is masked unless a walk is given.</summary>
    public static string Write(string format, ConfigNode root, Sensitivity.Cursor secrets = default)
    {
        var bag = new DiagnosticBag();
        var text = Write(format, root, secrets, bag);
        Assert.Empty(bag.ToSorted());
        return text;
    }

    public static string Write(string format, ConfigNode root, Sensitivity.Cursor secrets, DiagnosticBag diagnostics)
    {
        Assert.True(OutputFormat.TryGet(format, out var found));
        using var stream = new MemoryStream();
        Assert.Equal(found.Write(root, secrets, stream, diagnostics), diagnostics.Count == 0);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static Gen<ConfigNode> Leaf() => Gen.Frequency(
        (5, Text.Select(static text => (ConfigNode)ScalarNode.Of(text))),
        (2, Number),
        (1, Gen.OneOf("null", "true", "False").Select(Scalar)));

    private static Gen<MappingNode> Mapping(Gen<ConfigNode> value) =>
        Gen.Select(Text, value).Array[0, 4].Select(static entries => Map([.. entries.DistinctBy(static entry => entry.Item1)]));

    private static Gen<ConfigNode> Sequence(Gen<ConfigNode> item) =>
        item.Array[0, 4].Select(static items => (ConfigNode)ListShape.Of(items));
}
