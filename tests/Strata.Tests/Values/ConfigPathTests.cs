using CsCheck;
using Strata.Values;

namespace Strata.Tests.Values;

public class ConfigPathTests
{
    private static readonly Gen<string> Key = Gen.String[Gen.Char["ab.[]\"\\/~* 0\té😀\n"], 0, 6];

    private static readonly Gen<ConfigPath> AnyPath = Gen.Select(Key, Gen.Int[0, 120], Gen.Bool)
        .Array[0, 8]
        .Select(steps => steps.Aggregate(ConfigPath.Root, (path, step) => step.Item3 ? path.Append(step.Item2) : path.Append(step.Item1)));

    [Theory]
    [InlineData("", new string[0])]
    [InlineData(".", new string[0])]
    [InlineData("database.postgresql.host", new[] { "database", "postgresql", "host" })]
    [InlineData("services[0].name", new[] { "services", "#0", "name" })]
    [InlineData("services.0.name", new[] { "services", "0", "name" })]
    [InlineData("[2][3]", new[] { "#2", "#3" })]
    [InlineData("\"key.with.dots\".x", new[] { "key.with.dots", "x" })]
    [InlineData("a.\"\\\"q\\\\\"[1]", new[] { "a", "\"q\\", "#1" })]
    [InlineData("\"\"", new[] { "" })]
    [InlineData("a b.c-d", new[] { "a b", "c-d" })]
    [InlineData("/", new[] { "" })]
    [InlineData("/a~1b/m~0n/0/", new[] { "a/b", "m~n", "0", "" })]
    [InlineData("/a.b[0]", new[] { "a.b[0]" })]
    [InlineData("\"/a\"", new[] { "/a" })]
    public void Parse_EverySpelling_GivesTheSteps(string text, string[] steps) =>
        Assert.Equal(steps, ConfigPath.Parse(text).Steps().Select(step => step.IsIndex ? $"#{step.Index}" : step.Key));

    [Theory]
    [InlineData("a..b", "a key is missing at character 3")]
    [InlineData(".a", "a key is missing at character 1")]
    [InlineData("a.", "a key is missing at character 3")]
    [InlineData("a[x]", "a list index is expected")]
    [InlineData("a[-1]", "a list index is expected")]
    [InlineData("a[1", "a \"]\" is missing")]
    [InlineData("a[9999999999]", "a list index is expected")]
    [InlineData("a[*]", "[*] stands for many items")]
    [InlineData("a[]", "[*] stands for many items")]
    [InlineData("a[0]b", "a \".\" or \"[\" is expected at character 5")]
    [InlineData("\"a\"b", "a \".\" or \"[\" is expected at character 4")]
    [InlineData("\"a", "a closing quote is missing")]
    [InlineData("/a~2", "\"~\" at character 3")]
    [InlineData("/a~", "\"~\" at character 3")]
    public void TryParse_NoPath_SaysWhatIsWrong(string text, string said)
    {
        Assert.False(ConfigPath.TryParse(text, out var path, out var problem));
        Assert.Null(path);
        Assert.StartsWith(said, problem, StringComparison.Ordinal);
        Assert.Equal(problem, Assert.Throws<FormatException>(() => ConfigPath.Parse(text)).Message);
    }

    [Fact]
    public void TryParse_MoreStepsThanAnyConfigurationIsDeep_IsRefused()
    {
        Assert.True(ConfigPath.TryParse(string.Join('.', Enumerable.Repeat("a", 1000)), out _));
        Assert.False(ConfigPath.TryParse(string.Join('.', Enumerable.Repeat("a", 200_000)), out _));
    }

    [Fact]
    public void ToString_AnyPath_IsReadBackAsTheSamePath() =>
        AnyPath.Sample(path => Assert.Equal(path, ConfigPath.Parse(path.ToString())));

    [Fact]
    public void ToJsonPointer_AnyPath_IsReadBackAsTheSameKeys() =>
        AnyPath.Where(path => !path.IsRoot).Sample(path =>
            Assert.Equal(path.Steps().Select(step => step.Key), ConfigPath.Parse(path.ToJsonPointer()).Steps().Select(step => step.Key)));

    [Fact]
    public void Equals_SamePath_HasTheSameHash() =>
        AnyPath.Sample(path => Assert.Equal(path.GetHashCode(), ConfigPath.Parse(path.ToString()).GetHashCode()));

    [Fact]
    public void TryParse_AnyText_NeverThrows() =>
        Gen.String[Gen.Char["a.[]\"\\/~*01 "], 0, 12].Sample(text => Assert.Equal(ConfigPath.TryParse(text, out _, out var problem), problem is null));

    [Fact]
    public void Equals_IndexInBracketsAndKeyOfDigits_Differ() => Assert.NotEqual(ConfigPath.Parse("a[0]"), ConfigPath.Parse("a.0"));

    [Fact]
    public void Find_ListAndMapping_TakesWhatTheStepCanBe()
    {
        var root = Documents.Parsed.From("list: [x, y]\nmap: {0: zero, \"a.b\": c}\n").Root;

        Assert.Equal("y", Text("list[1]"));
        Assert.Equal("y", Text("list.1"));
        Assert.Equal("y", Text("/list/1"));
        Assert.Equal("zero", Text("map.0"));
        Assert.Null(Text("map[0]"));
        Assert.Equal("c", Text("map.\"a.b\""));
        Assert.Null(Text("list[2]"));
        Assert.Null(Text("list.x"));
        Assert.Null(Text("list[0].x"));
        Assert.Same(root, ConfigPath.Root.Find(root));

        string? Text(string path) => (ConfigPath.Parse(path).Find(root) as ScalarNode)?.Text;
    }
}
