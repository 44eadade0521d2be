using CsCheck;
using Strata.Secrets.Sops;
using Strata.Tests.Output;
using Strata.Values;

namespace Strata.Tests.Secrets.Sops;

/// <summary>Laws: what is encrypted and written is read, checked and decrypted as the same tree.</summary>
public class SopsRoundTripTests
{
    private const int Runs = 60;

    private static readonly Gen<SopsRule> Rules = Gen.OneOf(
        Gen.Const(SopsRule.Default),
        Gen.Const(SopsRule.Of(SopsRuleKind.EncryptedSuffix, "a")!),
        Gen.Const(SopsRule.Of(SopsRuleKind.EncryptedRegex, "[aZ]|null")!),
        Gen.Const(SopsRule.Of(SopsRuleKind.UnencryptedRegex, "^.$")!));

    [Theory]
    [InlineData(nameof(SopsFormat.Yaml))]
    [InlineData(nameof(SopsFormat.Json))]
    public void Encrypt_AnyTree_IsOpenedAsTheSame(string name)
    {
        var format = Enum.Parse<SopsFormat>(name);
        Gen.Select(Trees.Any.Where(tree => CanBeWritten(tree, format)), Rules, Gen.Bool).Sample((tree, rule, onlyEncrypted) =>
        {
            var text = SopsFile.Write(tree, SopsFile.Options(format, rule, onlyEncrypted));

            AssertSame(tree, SopsFile.Decrypt(text, format));
        }, iter: Runs, threads: 1);
    }

    [Theory]
    [InlineData(nameof(SopsFormat.Yaml))]
    [InlineData(nameof(SopsFormat.Json))]
    public void Encrypt_AnyTree_HasTheMacOfTheIndependentChecker(string name)
    {
        var format = Enum.Parse<SopsFormat>(name);
        var trees = Trees.Any.Where(tree => CanBeWritten(tree, format) && !Texts(tree).Any(static text => text.Contains('\uFEFF', StringComparison.Ordinal)));
        Gen.Select(trees, Rules, Gen.Bool).Sample((tree, rule, onlyEncrypted) =>
        {
            var text = SopsFile.Write(tree, SopsFile.Options(format, rule, onlyEncrypted));
            var checker = new MacChecker(SopsFile.DataKey(text, format));

            Assert.True(format == SopsFormat.Json ? checker.AcceptsJson(text) : checker.AcceptsYaml(text), text);
        }, iter: Runs, threads: 1);
    }

    [Fact]
    public void Encrypt_AnyDotenv_IsOpenedAsTheSameAndHasTheMacOfTheChecker()
    {
        var key = Gen.String[Gen.Char["ABC_xyz019.-é"], 1, 8];
        var value = Trees.Text.Where(static text => !text.Contains("\\n", StringComparison.Ordinal) && !text.EndsWith('\\'));
        Gen.Select(key, value).Array[0, 6].Sample(pairs =>
        {
            var tree = Trees.Map([.. pairs.DistinctBy(static pair => pair.Item1).Select(static pair => (pair.Item1, (ConfigNode)ScalarNode.Of(pair.Item2)))]);
            var text = SopsFile.Write(tree, SopsFile.Options(SopsFormat.Dotenv, SopsRule.Of(SopsRuleKind.EncryptedRegex, "[A-C]")));

            AssertSame(tree, SopsFile.Decrypt(text, SopsFormat.Dotenv));
            Assert.True(new MacChecker(SopsFile.DataKey(text, SopsFormat.Dotenv)).AcceptsDotenv(text), text);
        }, iter: Runs, threads: 1);
    }

    [Fact]
    public void Encrypt_InPlace_CoversNumbersAsGoReadsThem()
    {
        const string Clear = """
            mode: 0777
            mask: 0x1F
            big: 1_000
            day: 2026-11-24
            wide: 1.50e3
            on: yes
            secret: 0777
            nothing: ~
            """;
        var options = SopsFile.Options(rule: SopsRule.Of(SopsRuleKind.EncryptedSuffix, "secret")) with { IsRewritten = false };
        var encrypted = SopsFile.Encrypt(Trees.Of(Clear), options);
        var replacement = Assert.Single(encrypted.Replacements);
        var text = Clear.Replace("secret: 0777", $"secret: {replacement.Text}", StringComparison.Ordinal) + "\n" + Trees.Write("yaml", Trees.Map([.. encrypted.BlockEntries().Select(static entry => (entry.Key, entry.Value))]));
        var opened = SopsFile.Decrypt(text);

        Assert.Equal("secret", $"{replacement.Path}");
        Assert.True(new MacChecker(SopsFile.DataKey(text)).AcceptsYaml(text));
        Assert.Equal("777", SopsFile.At(opened, "secret").Text);
        Assert.Equal("0777", SopsFile.At(opened, "mode").Text);
    }

    private static bool CanBeWritten(MappingNode tree, SopsFormat format)
    {
        try
        {
            SopsFile.Encrypt(tree, SopsFile.Options(format, SopsRule.Of(SopsRuleKind.EncryptedSuffix, "no key ends so")));
            SopsFile.Encrypt(tree, SopsFile.Options(format));
            return true;
        }
        catch (SopsException error)
        {
            Assert.All(error.Problems, static problem => Assert.Equal(SopsFailure.Unwritable, problem.Failure));
            return false;
        }
    }

    private static IEnumerable<string> Texts(ConfigNode node) => node switch
    {
        MappingNode mapping => mapping.SelectMany(static pair => Texts(pair.Value).Append(pair.Key)),
        SequenceNode sequence => sequence.SelectMany(Texts),
        _ => [((ScalarNode)node).Text],
    };

    private static void AssertSame(ConfigNode expected, ConfigNode actual)
    {
        switch (expected)
        {
            case MappingNode mapping:
                var other = Assert.IsType<MappingNode>(actual);
                Assert.Equal(mapping.Keys, other.Keys);
                foreach (var (key, value) in mapping)
                {
                    AssertSame(value, other[key]);
                }

                break;
            case SequenceNode sequence:
                var list = Assert.IsType<SequenceNode>(actual);
                Assert.Equal(sequence.Count, list.Count);
                for (var i = 0; i < sequence.Count; i++)
                {
                    AssertSame(sequence[i], list[i]);
                }

                break;
            case ScalarNode scalar:
                var found = Assert.IsAssignableFrom<ScalarNode>(actual);
                Assert.Equal(scalar.Type, found.Type);
                Assert.Equal(scalar.TryGetDouble(out var number), found.TryGetDouble(out var same));
                Assert.Equal(number, same);
                if (scalar.Type is ScalarType.String or ScalarType.Boolean)
                {
                    Assert.Equal(scalar.ToInvariantText(), found.ToInvariantText());
                }

                break;
        }
    }
}
