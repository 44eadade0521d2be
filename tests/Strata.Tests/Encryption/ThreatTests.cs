using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Strata.Diagnostics;
using Strata.Encryption;
using Strata.Secrets.Age;
using Strata.Secrets.Envelopes;
using Strata.Values;

namespace Strata.Tests.Encryption;

/// <summary>What somebody who may write a file, and has no key, can do to it: nothing that is not seen.</summary>
[Trait("Level", "security")]
public class ThreatTests
{
    private const string Block = """
        # Containers
        _metadata:
          priority: high
          sensitive: [app.pin]
        database:
          host: db        # in clear
          password: hunter2
          ports: [5432, 5433]
        app:
          pin: 1234
          debug: false
          note: !secret |
            one
            two
          tokens:
            - first
            - second
          empty_password: ""
          nothing: null
        """;

    private const string Flow = """
        {database: {host: db, password: "a b", ratio: !secret 1.5, on: !secret true}, api_key: 'x''y', "_metadata": {tags: [a]}}
        """;

    private const string Json = """
        {
          "database": {"host": "db", "password": "hunter2", "pin": {"secret": 12}},
          "list": [{"token": "a"}, {"token": "b"}],
          "_metadata": {"priority": 3}
        }
        """;

    private const string Embedded = """
        services: { web: { image: nginx } }
        x-strata:
          metadata: { priority: low }
          config:
            web: { password: hunter2, port: 80 }
        """;

    private const string Stream = """
        a: { password: one }
        ---
        _metadata: { type: docker }
        a: { password: two, host: h }
        """;

    private readonly SealedText _text = new();

    public static TheoryData<string, string> Corpus => new()
    {
        { "docker.yml", Block },
        { "docker.yml", Flow },
        { "docker.json", Json },
        { "docker.yml", Embedded },
        { "docker.yml", Stream },
        { "docker.yml", Block.Replace("\n", "\r\n", StringComparison.Ordinal) },
    };

    [Theory]
    [MemberData(nameof(Corpus))]
    public void Untouched_IsOpened(string file, string text)
    {
        var written = _text.Encrypt(text, file);

        Assert.DoesNotContain("hunter2", written, StringComparison.Ordinal);
        Assert.Equal(Shape(_text.Resolve(text, file)), Shape(_text.Resolve(written, file)));
    }

    // Comments, quotes and layout are nobody's secret, and change nothing that is read.
    [Theory]
    [MemberData(nameof(Corpus))]
    public void EachBitFlipped_IsSeenOrChangesNothing(string file, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(_text.Encrypt(text, file));
        var expected = Shape(_text.Resolve(bytes, file));
        var seen = 0;
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            var outcome = _text.Resolve(bytes, file);
            if (outcome.Configuration is null)
            {
                seen++;
            }
            else
            {
                Assert.True(expected == Shape(outcome), $"bit {bit % 8} of byte {bit / 8} changed the configuration, and nobody saw it:\n{Encoding.UTF8.GetString(bytes)}");
            }

            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.True(seen > bytes.Length * 4, "most flips must be errors");
    }

    [Theory]
    [MemberData(nameof(Corpus))]
    public void CutAnywhere_IsSeenOrChangesNothing(string file, string text)
    {
        var written = _text.Encrypt(text, file);
        var bytes = Encoding.UTF8.GetBytes(written);
        var expected = Shape(_text.Resolve(bytes, file));
        for (var length = 0; length < bytes.Length; length++)
        {
            var outcome = _text.Resolve(bytes.AsSpan(0, length), file);

            // Where a whole override is gone, what is left is sound. Only a pin tells that one is missed.
            var left = Encoding.UTF8.GetString(bytes.AsSpan(0, length));
            var isWhole = !left.Contains("encryption", StringComparison.Ordinal) && !left.Contains("ENC[", StringComparison.Ordinal) && !text.StartsWith('#') && !text.StartsWith('{');
            var second = written.IndexOf("\n---", StringComparison.Ordinal);
            var lostDocument = second >= 0 && length >= second && !left[second..].Contains("encryption", StringComparison.Ordinal);
            Assert.True(outcome.Configuration is null || isWhole || lostDocument || Shape(outcome) == expected, $"cut after {length} bytes, and nobody saw it");
        }
    }

    [Theory]
    [InlineData("database.password", "app.tokens[0]")]
    [InlineData("app.tokens[0]", "app.tokens[1]")]
    [InlineData("app.pin", "app.note")]
    public void ValuesSwapped_AreSeen(string left, string right)
    {
        var written = _text.Encrypt(Block);
        var (one, other) = (ValueAt(written, left), ValueAt(written, right));

        AssertBroken(written.Replace(one, "@", StringComparison.Ordinal).Replace(other, one, StringComparison.Ordinal).Replace("@", other, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("  password: ", "  passwort: ")]
    [InlineData("host: db ", "host: da ")]
    [InlineData("ports: [5432, 5433]", "ports: [5433, 5432]")]
    [InlineData("debug: false", "debug: true")]
    [InlineData("debug: false", "debug: \"false\"")]
    [InlineData("nothing: null", "nothing: \"\"")]
    [InlineData("nothing: null", "nothing: null\n  new: 1")]
    [InlineData("  nothing: null\n", "")]
    [InlineData("priority: high", "priority: low")]
    [InlineData("priority: high", "priority: high\n  conditions: {tenant: acme}")]
    [InlineData("sensitive: [app.pin]", "sensitive: []")]
    [InlineData("note: !secret ", "note: ")]
    [InlineData("ports: [", "ports: !append [")]
    [InlineData(",int,", ",str,")]
    public void PartChanged_IsSeen(string part, string other)
    {
        var written = _text.Encrypt(Block + "\n");

        Assert.Contains(part, written, StringComparison.Ordinal);
        AssertBroken(written.Replace(part, other, StringComparison.Ordinal));
    }

    [Fact]
    public void ValueMovedToAnotherPathOrIndex_IsSeen()
    {
        var written = _text.Encrypt(Block);
        var (password, token) = (ValueAt(written, "database.password"), ValueAt(written, "app.tokens[1]"));

        AssertBroken(written.Replace($"password: {password}", "password: null", StringComparison.Ordinal).Replace("host: db ", $"host: {password} ", StringComparison.Ordinal));
        AssertBroken(written.Replace($"- {token}", $"- x\n    - {token}", StringComparison.Ordinal));
        AssertBroken(written.Replace($"    - {token}\n", "", StringComparison.Ordinal));
    }

    [Fact]
    public void OlderValuePutBack_IsSeen()
    {
        var old = _text.Encrypt(Block);
        var line = $"password: {ValueAt(old, "database.password")}";
        var file = _text.Read(old.Replace(line, "password: hunter3", StringComparison.Ordinal));
        var diagnostics = new DiagnosticBag();
        var edited = Encoding.UTF8.GetString(new FileEncryption(_text.Keys, diagnostics).Encrypt(file, new EncryptionRequest()).Bytes!);

        Assert.Equal("hunter3", _text.Resolve(edited).Configuration!.GetSection("database").GetString("password"));
        AssertBroken(edited.Replace(ValueAt(edited, "database.password"), ValueAt(old, "database.password"), StringComparison.Ordinal));
    }

    [Fact]
    public void RecipientRemovedAddedOrExchanged_IsSeen()
    {
        using var other = AgeIdentity.Generate();
        var file = _text.Read(_text.Encrypt(Block));
        var diagnostics = new DiagnosticBag();
        var two = Encoding.UTF8.GetString(new FileEncryption(_text.Keys, diagnostics).AddRecipients(file, [new Recipient(WrappedKey.Age, other.ToRecipient().ToString())]).Bytes!);
        var lines = two.Split('\n').ToList();
        var first = lines.FindIndex(static line => line.Contains("- age: ", StringComparison.Ordinal));

        Assert.NotNull(_text.Resolve(two).Configuration);
        AssertBroken(string.Join('\n', [.. lines[..(first + 2)], .. lines[(first + 4)..]]));
        AssertBroken(two.Replace(other.ToRecipient().ToString(), "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p", StringComparison.Ordinal));
    }

    [Fact]
    public void EncryptionTakenAway_IsSeen()
    {
        var written = _text.Encrypt("database: { host: db, password: hunter2 }\n");
        var without = written[written.IndexOf("database", StringComparison.Ordinal)..];

        Assert.Equal([DiagnosticCode.EncryptedWithoutKey], _text.Resolve(without).Validation.Errors.Select(static error => error.Code));
    }

    [Fact]
    public void OlderFilePutBack_IsSeenByAPin()
    {
        var (old, today) = (_text.Encrypt(Block), _text.Encrypt(Block));
        var pins = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, [KeyValuePair.Create("docker", _text.Read(today).Overrides[0].Envelope!.Integrity)]);

        Assert.NotNull(_text.Resolve(today, pins: pins).Configuration);
        Assert.Equal([DiagnosticCode.BrokenSeal], _text.Resolve(old, pins: pins).Validation.Errors.Select(static error => error.Code));
        Assert.Equal([DiagnosticCode.BrokenSeal], _text.Resolve(Block, pins: pins).Validation.Errors.Select(static error => error.Code));
        Assert.Equal([DiagnosticCode.BrokenSeal], _text.Resolve(today, pins: pins.Add("other", "x")).Validation.Errors.Select(static error => error.Code));
    }

    [Fact]
    public void ValueOfAnotherFile_IsSeen()
    {
        var (one, other) = (_text.Encrypt(Block), _text.Encrypt(Block));

        AssertBroken(one.Replace(ValueAt(one, "database.password"), ValueAt(other, "database.password"), StringComparison.Ordinal));
    }

    [Fact]
    public void DecryptedText_IsNotInterpolatedAgain()
    {
        var written = _text.Encrypt("a: { password: 'x$${HOME}$$' }\nb: \"${config:a.password}\"\nc: \"<${config:a.password}>\"\n");
        var configuration = _text.Resolve(written).Configuration!;

        Assert.Equal("x${HOME}$", configuration.GetSection("a").GetString("password"));
        Assert.Equal("x${HOME}$", configuration.GetSection("").GetString("b"));
        Assert.Equal("<x${HOME}$>", configuration.GetSection("").GetString("c"));
        Assert.All(configuration.Root.Values.OfType<ScalarNode>(), static value => Assert.True(value.IsSensitive));
        Assert.Equal("a: { password: 'x$${HOME}$$' }", _text.Decrypt(written).Split('\n')[0]);
    }

    private void AssertBroken(string text)
    {
        var outcome = _text.Resolve(text);

        Assert.Null(outcome.Configuration);
        Assert.Contains(outcome.Validation.Errors, static error => error.Code == DiagnosticCode.BrokenSeal || error.Code == DiagnosticCode.EncryptedWithoutKey);
    }

    private string ValueAt(string text, string path) => ((ScalarNode)ConfigPath.Parse(path).Find(_text.Read(text).Overrides[0].Layer.Body)!).Text;

    private static string Shape(ResolutionOutcome outcome)
    {
        Assert.True(outcome.Configuration is not null, string.Join('\n', outcome.Validation.Errors));
        var shape = new StringBuilder();
        Describe(outcome.Configuration.Root, shape);
        return shape.ToString();
    }

    // Whatever the order of keys is.
    private static void Describe(ConfigNode node, StringBuilder shape)
    {
        switch (node)
        {
            case MappingNode mapping:
                shape.Append('{');
                foreach (var key in mapping.Keys.Order(StringComparer.Ordinal))
                {
                    shape.Append(CultureInfo.InvariantCulture, $"{key.Length}:{key}=");
                    Describe(mapping[key], shape);
                }

                shape.Append('}');
                break;
            case SequenceNode sequence:
                shape.Append('[');
                foreach (var item in sequence)
                {
                    Describe(item, shape);
                }

                shape.Append(']');
                break;
            case ScalarNode scalar:
                shape.Append(CultureInfo.InvariantCulture, $"{scalar.Type}:{scalar.ToInvariantText()};");
                break;
        }
    }
}
