using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Strata.Consumers.Tests.Command;

public class OutputTests
{
    private const string Texts = """
        _metadata: {type: t}
        plain: text
        empty: ""
        nothing: null
        yes: "true"
        number: 1.50
        hex: 0x1F
        exponent: 1e3
        infinite: .inf
        digits: "007"
        quote: it's "quoted" with \backslash and `tick` and $$dollar $$(echo no)
        lines: "first\nsecond\r\n\tthird"
        trailing: "ends with a backslash \\"
        spaces: "  around  "
        hash: "a # b"
        unicode: "Grüße → 日本 🚀"
        bom: "\uFEFFmark"
        colon: "a: b"
        dash: "- x"
        keys: {"with space": 1, "with.dot": 2, "1": 3, ünïcode: 4}
        list: [1, two, [3, {four: 5}], {}, []]
        big: 123456789012345678901234567890
        """;

    private static TemporaryOverrides WithTexts() => new(("a.yml", Texts));

    [Theory]
    [InlineData("yaml")]
    [InlineData("json")]
    public async Task Resolve_InAFormatOfTrees_ReadsBackTheSame(string format)
    {
        using var overrides = WithTexts();
        var expected = (await new OverrideManager(overrides.Overrides).LoadWithValidationAsync("t", TestContext.Current.CancellationToken)).Root;

        var result = overrides.Run("resolve", "t", "-o", format);

        Assert.Equal(0, result.ExitCode);
        if (format == "yaml")
        {
            ReadBack.AssertSame(expected, ReadBack.Yaml(result.Output));
        }
        else
        {
            Assert.Equal("Infinity", ReadBack.Json(result.Output) is Values.MappingNode json && json["infinite"] is Values.ScalarNode text ? text.Text.TrimStart('.').Replace("inf", "Infinity", StringComparison.Ordinal) : null);
        }
    }

    [Theory]
    [InlineData("docker")]
    [InlineData("local")]
    [InlineData("testing")]
    public async Task Resolve_TheBundledOverrides_ReadsBackTheSame(string type)
    {
        var directory = Path.Combine(Repository.Root, "overrides");
        var variables = new Dictionary<string, string>();
        var command = new StrataCommand();
        var options = new OverrideManagerOptions { Variables = new Values.VariableSet(variables) };
        string[] args = ["resolve", type, "-d", directory, "--reveal", "--allow-unset", "--log-level", "none", "--ignore-conditions"];
        var manager = new OverrideManager(directory, options);
        var context = manager.CreateContext(type) with { IgnoreConditions = true };
        var expected = (await manager.LoadWithValidationAsync(context, TestContext.Current.CancellationToken)).Root;

        ReadBack.AssertSame(expected, ReadBack.Yaml(command.Run(args).Output));
        ReadBack.AssertSame(expected, ReadBack.Json(command.Run([.. args, "-o", "json"]).Output));
    }

    [Fact]
    public void Resolve_AsEnv_IsTheSameTextToAShell()
    {
        using var overrides = WithTexts();
        using var json = JsonDocument.Parse(overrides.Run("resolve", "t", "-o", "json").Output);
        var expected = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Flatten(json.RootElement, "", expected);
        expected["INFINITE"] = expected["INFINITE"].Replace("Infinity", ".inf", StringComparison.Ordinal);
        var file = overrides.AddBeside("out.env", overrides.Run("resolve", "t", "-o", "env").Output);

        var sourced = Sourced(file);

        Assert.Equal(expected.Keys, sourced.Keys.Intersect(expected.Keys).Order(StringComparer.Ordinal));
        Assert.All(expected, pair => Assert.Equal(pair.Value, sourced[pair.Key]));
        Assert.Equal("it's \"quoted\" with \\backslash and `tick` and $dollar $(echo no)", sourced["QUOTE"]);
    }

    [Theory]
    [InlineData("n", "5\n")]
    [InlineData("f", "1.50\n")]
    [InlineData("b", "true\n")]
    [InlineData("z", "null\n")]
    [InlineData("s", "5\n")]
    [InlineData("m", "a\nb\n")]
    [InlineData("l[1]", "two\n")]
    public void Get_AScalar_IsBareInEveryFormat(string path, string expected)
    {
        using var overrides = new TemporaryOverrides(("a.yml", "_metadata: {type: t}\nn: 5\nf: 1.50\nb: true\nz: null\ns: \"5\"\nm: \"a\\nb\"\nl: [1, two]\n"));

        Assert.Equal(new CommandResult(0, expected, ""), overrides.Run("get", path, "t"));
        foreach (var format in new[] { "yaml", "json", "env", "properties", "flat" })
        {
            Assert.Equal(new CommandResult(0, expected, ""), overrides.Run("get", path, "t", "-o", format));
        }
    }

    [Theory]
    [InlineData("o", "yaml", "a: 1\nb:\n  - x\n  - z\n")]
    [InlineData("o", "json", "{\n  \"a\": 1,\n  \"b\": [\n    \"x\",\n    \"z\"\n  ]\n}\n")]
    [InlineData("o", "env", "A=1\nB__0=x\nB__1=z\n")]
    [InlineData("o", "properties", "a=1\nb[0]=x\nb[1]=z\n")]
    [InlineData("o", "flat", "a=1\nb:0=x\nb:1=z\n")]
    [InlineData("o.b", "yaml", "- x\n- z\n")]
    [InlineData("o.b", "json", "[\n  \"x\",\n  \"z\"\n]\n")]
    [InlineData("e", "yaml", "{}\n")]
    [InlineData("l", "json", "[]\n")]
    public void Get_AMappingOrList_IsInTheFormat(string path, string format, string expected)
    {
        using var overrides = new TemporaryOverrides(("a.yml", "_metadata: {type: t}\no: {a: 1, b: [x, z]}\ne: {}\nl: []\n"));

        Assert.Equal(new CommandResult(0, expected, ""), overrides.Run("get", path, "t", "-o", format));
    }

    [Theory]
    [InlineData("services[1].name")]
    [InlineData("services.1.name")]
    [InlineData("/services/1/name")]
    [InlineData("\"services\"[1].\"name\"")]
    public void Get_APathInEachSpelling_IsTheSameValue(string path) => AssertFound(path, "second");

    [Theory]
    [InlineData("\"key.with.dots\".x", "dots")]
    [InlineData("/key.with.dots/x", "dots")]
    [InlineData("\"a/b\"", "slash")]
    [InlineData("a/b", "slash")]
    [InlineData("/a~1b", "slash")]
    [InlineData("\"t~e\"", "tilde")]
    [InlineData("/t~0e", "tilde")]
    [InlineData("o.\"\"", "empty")]
    [InlineData("/o/", "empty")]
    [InlineData("o.404", "number")]
    [InlineData("/h", "short")]
    [InlineData("/?", "question")]
    [InlineData("\"say \\\"hi\\\"\"", "quotes")]
    [InlineData("ключ", "cyrillic")]
    [InlineData("İ", "dotted")]
    public void Get_AKeyThatNeedsCare_IsFound(string path, string expected) => AssertFound(path, expected);

    private static void AssertFound(string path, string expected)
    {
        using var overrides = new TemporaryOverrides(("a.yml", """
            _metadata: {type: t}
            services: [{name: first}, {name: second}]
            "key.with.dots": {x: dots}
            a/b: slash
            t~e: tilde
            o: {"": empty, 404: number}
            h: short
            "?": question
            'say "hi"': quotes
            ключ: cyrillic
            İ: dotted
            """));

        Assert.Equal(new CommandResult(0, expected + "\n", ""), overrides.Run("get", path, "t"));
        Assert.StartsWith("{\n  \"path\": ", overrides.Run("explain", path, "t", "-o", "json").Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("")]
    public void Get_TheRoot_IsTheWholeConfiguration(string path)
    {
        using var overrides = WithTexts();

        Assert.Equal(overrides.Run("resolve", "t"), overrides.Run("get", path, "t"));
    }

    [Fact]
    public void Explain_OneArgument_IsATypeWhereNoneIsSetElsewhere()
    {
        using var overrides = new TemporaryOverrides(("docker.yml", "_metadata: {type: docker}\ndocker: 1\nx: 2\n"));

        Assert.StartsWith("docker = 1  docker  ", overrides.Run("explain", "docker").Output, StringComparison.Ordinal);
        Assert.StartsWith("docker = 1\n", overrides.Run(new StrataCommand().With("CONFIG_OVERRIDE_TYPE", "docker"), "explain", "docker").Output, StringComparison.Ordinal);
        Assert.StartsWith("docker = 1\n", overrides.Run("explain", "docker", "docker").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_IsResolve() => Assert.Equal(new StrataCommand().Run("resolve", "local", "-d", "Overrides", "--fact", "region=eu-1"), new StrataCommand().Run("load", "local", "-d", "Overrides", "--fact", "region=eu-1"));

    [Fact]
    public void Text_WithControlCharacters_CannotSteerATerminal()
    {
        using var overrides = new TemporaryOverrides(
            ("a.yml", "_metadata: {type: t, description: \"d\\e[2J\"}\nx: \"v\\e[31m\"\n\"k\\e[32m\": 1\n"),
            ("b.yml", "_metadata: {type: u}\nx: \"w\\e[31m\"\n\"k\\e[32m\": 2\n"));
        foreach (var args in new string[][] { ["explain", "t"], ["explain", "x", "t"], ["explain", "\"k\u001b[32m\"", "t"], ["list"], ["diff", "t", "u"], ["resolve", "t", "--debug"] })
        {
            var result = overrides.Run(args);

            Assert.DoesNotContain('\e', result.Output + result.Error);
            Assert.NotEmpty(result.Output);
        }
    }

    private static void Flatten(JsonElement element, string name, SortedDictionary<string, string> leaves)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    Flatten(property.Value, Joined(name, property.Name), leaves);
                }

                break;
            case JsonValueKind.Array:
                foreach (var (index, item) in element.EnumerateArray().Index())
                {
                    Flatten(item, Joined(name, $"{index}"), leaves);
                }

                break;
            default:
                leaves[name] = element.ValueKind == JsonValueKind.String ? element.GetString()! : element.ValueKind == JsonValueKind.Null ? "" : element.GetRawText();
                break;
        }
    }

    private static string Joined(string name, string key) =>
        (name.Length == 0 ? "" : name + "__") + string.Concat(key.Select(static c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_'));

    private static Dictionary<string, string> Sourced(string file)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", "set -a; . \"$1\"; exec env -0", "sh", file]) { RedirectStandardOutput = true };
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/bin:/bin";
        using var shell = Process.Start(start)!;
        using var bytes = new MemoryStream();
        shell.StandardOutput.BaseStream.CopyTo(bytes);
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
        return Encoding.UTF8.GetString(bytes.ToArray()).Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Select(static line => line.Split('=', 2))
            .ToDictionary(static pair => pair[0], static pair => pair[1], StringComparer.Ordinal);
    }
}
