using System.Text;
using CsCheck;
using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Tests.Diagnostics;

[Trait("Level", "security")]
public class ExcerptRedactionTests
{
    private const string Canary = "hunter2";

    [Theory]
    [InlineData("password: hunter2", "password: ********")]
    [InlineData("password:hunter2", "password:********")]
    [InlineData("password hunter2", "password ********")]
    [InlineData("- password: hunter2", "- password: ********")]
    [InlineData("  - - db_password:   'hunter2'  # hunter2", "  - - db_password:   ********")]
    [InlineData("{user: a, password: hunter2, port: 1}", "{user: a, password: ********, port: 1}")]
    [InlineData("{user: a, password: hunter2,hunter2}", "{user: a, password: ********}")]
    [InlineData("db: {password: hunter2}", "db: {password: ********}")]
    [InlineData("\"password\": \"hunter2\",", "\"password\": ********,")]
    [InlineData("{\"password\":\"hunter2\",\"port\":1}", "{\"password\":********,\"port\":1}")]
    [InlineData("\"password\": \"hun\"hunter2\",", "\"password\": ********")]
    [InlineData("\"passw\\u006Frd\": \"hunter2\"", "\"passw\\u006Frd\": ********")]
    [InlineData("password = \"hunter2\"", "password = ********")]
    [InlineData("database.password = 'hunter2'", "database.password = ********")]
    [InlineData("db = { user = \"a\", password = \"hunter2\" }", "db = { user = \"a\", password = ******** }")]
    [InlineData("export DB_PASSWORD=hunter2", "export DB_PASSWORD=********")]
    [InlineData("# password: hunter2", "# password: ********")]
    [InlineData("api key: hunter2", "api key: ********")]
    [InlineData("tokens: [hunter2, \"hunter2\"]", "tokens: ********")]
    [InlineData("tokens: [hunter2, {a: hunter2", "tokens: ********")]
    [InlineData("password: !hunter2", "password: ********")]
    [InlineData("password: &hunter2", "password: ********")]
    [InlineData("x: !secret hunter2", "x: !secret ********")]
    [InlineData("- !secret 'hunter2'", "- !secret ********")]
    [InlineData("x: [!secret hunter2, b]", "x: [!secret ********]")]
    [InlineData("x: ENC[hunter2] # y", "x: ******** # y")]
    [InlineData("url: postgres://app:hunter2@db/app", "url: postgres://app:********@db/app")]
    [InlineData("image: \"${REGISTRY_TOKEN:-hunter2}\"", "image: \"${REGISTRY_TOKEN:********")]
    [InlineData("? password : hunter2", "? password : ********")]
    public void At_LineWithASecret_IsMasked(string line, string expected) => Assert.Equal(expected, Shown(line, 1));

    [Theory]
    [InlineData("port: 5432")]
    [InlineData("password_required: true")]
    [InlineData("{password: null, port: 1}")]
    [InlineData("password: |-")]
    [InlineData("password:")]
    [InlineData("image: registry/token-service:1.0")]
    [InlineData("tokenizer: fast")]
    [InlineData("url: http://localhost:8000/path?a=1")]
    [InlineData("- token")]
    public void At_LineWithoutASecret_IsShown(string line) => Assert.Equal(line, Shown(line, 1));

    [Theory]
    [InlineData("password:\n  hunter2", 2)]
    [InlineData("password: |\n  one\n\n  hunter2\nport: 1", 4)]
    [InlineData("password: |2\n      one\n  # hunter2", 3)]
    [InlineData("password: one\n  two hunter2", 2)]
    [InlineData("password: \"one\nhunter2\ntwo\"", 2)]
    [InlineData("password: 'one\n''\nhunter2'", 3)]
    [InlineData("passwords:\n- a\n- hunter2", 3)]
    [InlineData("passwords:\n  a:\n    b: hunter2", 3)]
    [InlineData("passwords: &p\n- hunter2", 2)]
    [InlineData("a:\n  - tokens:\n    - hunter2", 3)]
    [InlineData("- !secret |\n  hunter2", 2)]
    [InlineData("x: !secret\n  hunter2", 2)]
    [InlineData("x: !secret {a: b,\nc: hunter2}", 2)]
    [InlineData("{\"password\":\n\"hunter2\"}", 2)]
    [InlineData("{\n\"password\"\n:\n\"hunter2\"}", 4)]
    [InlineData("{\n  \"credentials\": {\n\"user\": \"hunter2\"}}", 3)]
    [InlineData("{\n  \"credentials\":\n{\n\"user\": \"hunter2\"}}", 4)]
    [InlineData("db: {host: x, password:\n  hunter2, port: 1}", 2)]
    [InlineData("db: {password: a\nhunter2}", 2)]
    [InlineData("? password\n: hunter2", 2)]
    [InlineData("? |\n  password\n: - hunter2", 3)]
    [InlineData("? token\n:\n  - hunter2", 3)]
    [InlineData("password:\n\thunter2", 2)]
    [InlineData("  password:\n - hunter2", 2)]
    [InlineData("passwords:\n# comment\n- hunter2", 3)]
    [InlineData("password: \"unended\ntoken: \"hunter2\"\nport: 1", 2)]
    [InlineData("PASSWORD=\"one\nhunter2\"", 2)]
    public void At_LineBelowASecretKey_IsMasked(string text, int line) => Assert.DoesNotContain(Canary, Shown(text, line));

    [Theory]
    [InlineData("[db.credentials]\nuser = \"hunter2\"", 2)]
    [InlineData("key = 1\npassword = \"\"\"\none\nhunter2\"\"\"", 4)]
    [InlineData("password = '''\n'\nhunter2'''", 3)]
    [InlineData("tokens = [\n\"a\",\n\"hunter2\"\n]", 3)]
    public void At_Toml_IsMasked(string text, int line) => Assert.DoesNotContain(Canary, Shown(text, line, "x.toml"));

    [Theory]
    [InlineData("password: a\nport: 5432", 2)]
    [InlineData("password: \"a\"\nhosts:\n- b", 3)]
    [InlineData("list:\n- password: a\n- plain", 3)]
    [InlineData("credentials:\n  user: a\nport: 5432", 3)]
    [InlineData("password: \"unended\ntoken: \"b\"\nport: 1", 3)]
    [InlineData("{\n  \"password\": \"a\",\n  \"port\": 5432\n}", 3)]
    [InlineData("{\n  \"credentials\": {\"user\": \"a\"},\n  \"port\": 5432\n}", 3)]
    [InlineData("passwords:\n- a\nport: 1", 3)]
    public void At_LineAfterASecret_IsShown(string text, int line) => Assert.Equal(text.Split('\n')[line - 1], Shown(text, line));

    [Theory]
    [InlineData("[credentials]\nuser = \"a\"\n[http]\nport = 1", 4)]
    [InlineData("password = \"a\"\n[http]", 2)]
    public void At_TomlLineAfterASecret_IsShown(string text, int line) => Assert.Equal(text.Split('\n')[line - 1], Shown(text, line, "x.toml"));

    [Theory]
    [InlineData("pin: 1234", "pin: ********")]
    [InlineData("- 1234", "- ********")]
    [InlineData("  \"pin\" : 1234,", "  \"pin\" : ********")]
    [InlineData("pin = 1234", "pin = ********")]
    public void At_ValueKnownToBeSecret_IsMaskedWhateverItsKey(string line, string expected) => Assert.Equal(expected, Shown(line, 1, hidesValue: true));

    [Fact]
    public void At_LinesInAnyOrder_AreTheSameAsInOrder()
    {
        var text = new SourceText("x.yml", Encoding.UTF8.GetBytes("a: 1\npassword: |\n  x\n  y\nb: 2\n"));
        var redaction = new ExcerptRedaction(text);

        foreach (var line in (int[])[4, 1, 3, 5, 2, 2, 4])
        {
            Assert.Equal(new ExcerptRedaction(text).At(line, false, out _), redaction.At(line, false, out _));
        }
    }

    [Theory]
    [InlineData("x: ://", "://")]
    [InlineData("x: a", ":a")]
    [InlineData("x: a", ",:")]
    [InlineData("x: ", "::")]
    [InlineData("{a: 1", ", token: true")]
    [InlineData("{a: 1", ", token: 'x'")]
    [InlineData("{a: 1", ", token: x")]
    [InlineData("", "!secret ")]
    [InlineData("", "ENC[")]
    [InlineData("", "- ")]
    [InlineData("#", "\n#a")]
    [InlineData("", "{[,:=\"'")]
    public void At_HostileText_TakesLinearTime(string start, string repeated)
    {
        var text = new StringBuilder(start).Insert(start.Length, repeated, 2_000_000 / repeated.Length).ToString();
        var source = new SourceText("x.yml", Encoding.UTF8.GetBytes(text));
        var watch = System.Diagnostics.Stopwatch.StartNew();

        new ExcerptRedaction(source).At(source.LineCount, false, out _);

        // It takes a fraction of a second; what grows with the square takes minutes.
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), watch.Elapsed.ToString());
    }

    [Fact]
    public void At_AnyLayoutOfSecrets_NeverShowsOne() => SecretLayouts.Any.Sample(static text => AssertHidden(text), iter: 5_000);

    [Fact]
    public void At_LayoutOfSecretsBrokenAnywhere_NeverShowsOne()
    {
        var count = 0;
        foreach (var text in SecretLayouts.Broken())
        {
            AssertHidden(text);
            count++;
        }

        Assert.True(count > 20_000, "the edits are gone");
    }

    private static void AssertHidden(string text)
    {
        var lines = text.Split('\n').Length;
        for (var line = 1; line <= lines; line++)
        {
            Assert.False(Shown(text, line).Contains(SecretLayouts.Canary, StringComparison.Ordinal), text);
        }
    }

    private static string Shown(string text, int line, string file = "x.yml", bool hidesValue = false)
    {
        var redaction = new ExcerptRedaction(new SourceText(file, Encoding.UTF8.GetBytes(text)));
        var spans = redaction.At(line, hidesValue, out var raw);
        for (var i = spans.Count - 1; i >= 0; i--)
        {
            raw = string.Concat(raw.AsSpan(0, spans[i].Start.Value), SecretText.Mask, raw.AsSpan(spans[i].End.Value));
        }

        return raw;
    }
}
