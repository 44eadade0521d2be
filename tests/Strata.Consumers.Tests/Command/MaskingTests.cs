using System.Text.Json;

namespace Strata.Consumers.Tests.Command;

/// <summary>A secret placed in every way is never shown: by no command, in no format, on neither stream, and in no failure.</summary>
[Trait("Level", "security")]
public class MaskingTests
{
    private const string Canary = "canary";

    private static readonly string[] Formats = ["yaml", "json", "env", "properties", "flat"];

    private static StrataCommand Command => new StrataCommand()
        .With("DB_PASSWORD", "canary-process").With("DEBUG_ENV_RESOLUTION", "true").With("PLAIN", "plain");

    /// <summary>Everything that a resolution can be asked for.</summary>
    private static IEnumerable<string[]> EveryQuestion(string type, IEnumerable<string> paths)
    {
        foreach (var debug in new string[][] { [], ["--debug"], ["--log-level", "debug", "--strict"], ["--allow-unset", "--ignore-conditions"] })
        {
            yield return ["list", type, .. debug];
            yield return ["list", type, "-o", "json", .. debug];
            yield return ["validate", .. debug];
            yield return ["validate", "-o", "json", .. debug];
            yield return ["validate", type, "-o", "yaml", .. debug];
            foreach (var format in Formats)
            {
                yield return ["resolve", type, "-o", format, .. debug];
            }

            foreach (var format in new[] { "text", "json", "yaml" })
            {
                yield return ["explain", type, "-o", format, .. debug];
                yield return ["diff", type, $"{type},environment=elsewhere,tenant=acme", "-o", format, .. debug];
                yield return ["diff", $"{type},environment=elsewhere,tenant=acme", type, "-o", format, .. debug];
            }
        }

        foreach (var path in paths)
        {
            yield return ["explain", path, type];
            yield return ["explain", path, type, "-o", "json"];
            foreach (var format in Formats)
            {
                yield return ["get", path, type, "-o", format];
            }
        }
    }

    private static void AssertHidden(CommandResult result, string[] args)
    {
        var text = result.Output + result.Error;
        var at = text.IndexOf(Canary, StringComparison.Ordinal);
        Assert.True(at < 0, at < 0 ? "" : $"strata {string.Join(' ', args)} shows it:\n{text[Math.Max(0, at - 400)..Math.Min(text.Length, at + 100)]}");
    }

    private static TemporaryOverrides EveryPlacement() => new(
        ("base.yml", """
            _metadata:
              type: t
              priority: low
              sensitive: [app.signature, "items[*].pin", tree.hidden, "**.marked", /pointer/to]
            db:
              password: canary-key
              passwords: [canary-list-1, {user: canary-list-2}]
              credentials: {user: canary-under, nested: {deep: canary-deep, number: 990099, flag: true}}
              url: postgres://u:canary-url@h/db
              urls: ["amqp://u:canary-url-2@h", "x https://u:canary-url-3@h y"]
              connection_string: "Server=h;Password=canary-connection"
              encrypted: ENC[canary-encrypted]
            app:
              signature: canary-declared
              from_variable: "a ${DB_PASSWORD} b"
              from_given: ${GIVEN_TOKEN}
              from_file: ${FILE_SECRET}
              from_default: "${API_TOKEN:-canary-default}"
              from_nested: "${NOPE:-${API_TOKEN:-canary-nested}}"
              in_text: "a ${config:db.password} b"
              whole: ${config:db.password}
              whole_mapping: ${config:db}
              whole_list: ${config:db.passwords}
              whole_declared: ${config:tree}
              through: "${config:app.whole_mapping.password}"
              of_declared: ${config:app.signature}
              chained: "x${config:app.in_text}"
              included: ${file:_secrets/key.txt}
              losing: "${API_TOKEN:-canary-losing}"
              losing_plain: canary-losing-plain
              losing_mapping: {a: {password: canary-losing-mapping}}
              losing_list: [{token: canary-losing-list}]
              plain: shown
            items:
              - {name: a, pin: canary-item}
            tree:
              hidden: {a: canary-tree, b: [canary-tree-list]}
            deep: {er: {marked: canary-anywhere}}
            pointer: {to: canary-pointer}
            anchors:
              secret: &secret canary-anchor
              other_token: *secret
              mapping: &mapping {token: canary-anchor-mapping, shown: 1}
              alias: *mapping
              merged: {<<: *mapping, more: 2}
            unset: {secret: canary-unset}
            """),
        ("over.yml", """
            _metadata: {type: t, priority: high}
            app:
              losing: winner
              losing_plain: ${DB_PASSWORD}
              losing_mapping: !replace {b: 1}
              losing_list: none
            items: !append
              - {name: b, pin: canary-item-2}
            db: {passwords: !append [canary-appended]}
            unset: !unset
            """),
        ("acme.yml", """
            _metadata:
              type: t
              conditions: {tenant: acme, environment: {DB_PASSWORD: "canary-*"}}
            db: {password: canary-acme, url: "postgres://u:canary-acme@h/db"}
            app: {signature: canary-acme-2, plain: other}
            """),
        ("waits.yml", """
            _metadata: {type: t, conditions: {environment: {DB_PASSWORD: canary-condition}, facts: {api_token: canary-fact}}}
            """),
        ("_secrets/key.txt", "canary-included\n"));

    private static string[] Given(TemporaryOverrides overrides) =>
    [
        "--set", "set.password=canary-set", "--set", "app.set=${DB_PASSWORD}", "--set", "set.tokens=[canary-set-2]", "--set", "/set/secret={a: canary-set-3}",
        "--set-env", "GIVEN_TOKEN=canary-given", "--env-file", overrides.AddBeside("v.env", "FILE_SECRET=canary-env-file\nOTHER_TOKEN=\"canary ${FILE_SECRET}\"\n"),
        "--fact", "api_token=canary-fact-given",
    ];

    [Fact]
    public void EveryPlacement_InEveryOutput_IsHidden()
    {
        using var overrides = EveryPlacement();
        var given = Given(overrides);
        var paths = Paths(overrides, given);

        Assert.True(paths.Count > 60, $"only {paths.Count} paths");
        foreach (var args in EveryQuestion("t", paths))
        {
            var result = overrides.Run(Command, [.. args, .. given]);

            Assert.True(result.ExitCode is 0 or 1 || (result.ExitCode == 3 && args[0] == "get"), result.Error);
            AssertHidden(result, args);
        }
    }

    [Fact]
    public void EveryPlacement_WithReveal_IsShown()
    {
        using var overrides = EveryPlacement();

        var result = overrides.Run(Command, ["resolve", "t", "--reveal", "--log-level", "none", .. Given(overrides)]);

        Assert.Equal(0, result.ExitCode);
        string[] shown =
        [
            "key", "list-1", "list-2", "under", "deep", "url", "url-2", "url-3", "connection", "encrypted", "declared", "process", "given", "env-file", "default", "nested", "included",
            "item", "tree", "tree-list", "anywhere", "pointer", "anchor", "anchor-mapping", "item-2", "appended", "set", "set-2", "set-3",
        ];
        Assert.All(shown, name => Assert.Matches($"canary-{name}(?![a-z-])", result.Output));
        Assert.Contains("990099", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryPlacement_InPlainNeighbours_StaysReadable()
    {
        using var overrides = EveryPlacement();

        var output = overrides.Run(Command, ["resolve", "t", "--log-level", "none", .. Given(overrides)]).Output;

        Assert.Contains("plain: shown\n", output, StringComparison.Ordinal);
        Assert.Contains("url: postgres://u:********@h/db\n", output, StringComparison.Ordinal);
        Assert.Contains("losing: winner\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain("990099", output, StringComparison.Ordinal);
        Assert.Contains("flag: true\n", output, StringComparison.Ordinal);
    }

    public static TheoryData<string> Failures =>
    [
        // Duplicate keys.
        "_metadata: {type: t}\ndb:\n  password: canary-1\n  password: canary-2\n",
        "_metadata: {type: t, sensitive: [app.signature]}\napp:\n  signature: canary-1\n  signature: canary-2\n",
        "_metadata:\n  type: t\n  sensitive:\n    - other\n    - app.signature\napp: {signature: canary-1, x: 1, x: 2}\n",
        "_metadata:\n  sensitive: app.signature\n  type: t\napp: {x: 1, x: 2, signature: canary-1}\n",

        // Syntax errors on the line, before it and behind it.
        "_metadata: {type: t}\ndb:\n  password: canary: x\n",
        "_metadata: {type: t}\ndb:\n  password: \"canary\n  x: 1\n",
        "_metadata: {type: t}\ndb:\n  password: canary ]\n  list: [1\n",
        "_metadata: {type: t}\ndb:\n  password canary\n  x: 1\n",
        "_metadata: {type: t}\ndb:\n\tpassword: canary\n",
        "_metadata: {type: t, sensitive: [app.signature]}\napp:\n  signature: canary: x\n",
        "_metadata: {type: t, sensitive: [app.signature]}\napp:\n  signature: [canary, canary\nx: 1\n",
        "_metadata: {type: t, sensitive: [\"app.list[*]\", \"**.sig*\"]}\napp:\n  list:\n    - canary: y: z\n",
        "_metadata: {type: t, sensitive: [\"app.list[*]\", \"**.sig*\"]}\napp:\n  signature: canary: y\n",
        "_metadata: {type: t, sensitive: [\"*\"]}\napp:\n  signature: canary: y\n",
        "_metadata: {type: t, sensitive: [/app/signature]}\napp:\n  signature: \"canary\" \"canary\"\n",

        // Unset variables, bad templates and references in the same value.
        "_metadata: {type: t}\ndb:\n  password: canary ${NOPE}\n",
        "_metadata: {type: t}\ndb:\n  url: https://u:canary@${NOPE}/\n",
        "_metadata: {type: t, sensitive: [app.signature]}\napp:\n  signature: canary ${NOPE}\n",
        "_metadata: {type: t, sensitive: [app.signature]}\napp:\n  signature: >-\n    canary and\n    canary ${NOPE}\n",
        "_metadata: {type: t, sensitive: [app]}\napp:\n  x: {y: [canary ${NOPE}]}\n",
        "_metadata: {type: t, sensitive: [app.signature]}\napp:\n  signature: canary ${NOPE\n",
        "_metadata: {type: t, sensitive: [app.signature]}\napp:\n  signature: ${NOPE canary}\n",
        "_metadata: {type: t}\ndb:\n  password: ${NOPE:-canary\n",
        "_metadata: {type: t}\nx: ${API_TOKEN:-canary\n",
        "_metadata: {type: t}\nx: ${NOPE:?${DB_PASSWORD}}\n",
        "_metadata: {type: t}\nx: ${NOPE:?is ${config:db.password}}\ndb: {password: canary}\n",
        "_metadata: {type: t}\nx: \"${DB_PASSWORD} ${NOPE} ${config:none} ${file:none}\"\n",
        "_metadata: {type: t}\nx: a ${config:db}\ny: ${config:db.password.z}\ndb: {password: canary}\n",
        "_metadata: {type: t}\ndb:\n  password: canary ${config:db.password}\n",

        // Clashes of types and tags.
        "_metadata: {type: t}\ndb: {password: canary}\n---\n_metadata: {type: t}\ndb:\n  password: {x: canary}\n",
        "_metadata: {type: t, sensitive: [app.sig]}\napp:\n  sig: canary\n---\n_metadata: {type: t}\napp:\n  sig: {x: canary}\n---\n_metadata: {type: t}\napp:\n  sig: !append [canary]\n",
        "_metadata: {type: t, sensitive: [app.sig]}\napp:\n  sig: !append canary\n",
        "_metadata: {type: t, sensitive: [app.sig]}\napp:\n  sig: [canary]\n---\n_metadata: {type: t}\napp:\n  sig: !by:name [canary, {v: canary}]\n",
        "_metadata: {type: t}\ndb:\n  password: !!int canary\n  token: !nope canary\n  secret: !!binary canary*\n",
        "_metadata: {type: t, sensitive: [app.sig]}\napp:\n  sig: !!int canary\n",
        "_metadata: {type: t}\nsecret: &a [canary, *a]\n",
        "_metadata: {type: t}\nsecret: [canary, *nobody]\n",
        "_metadata: {type: t}\n<<: {password: canary}\nsecret: {<<: canary}\n",

        // Metadata that hold one.
        "_metadata: {type: t, password: canary}\n",
        "_metadata: {type: t, priority: {password: canary}, sensitive: {secret: canary}}\n",
        "_metadata: {type: t, conditions: {environment: {DB_PASSWORD: [canary, \"!canary-2\"]}, facts: {api_token: \"!canary*\"}}}\nx: 1\n",
        "_metadata: {type: t, conditions: {rollout: {percent: 0, by: api_token, salt: s}}}\nx: 1\n",

        // Others' files.
        "{\"_metadata\": {\"type\": \"t\", \"sensitive\": [\"app.sig\"]}, \"app\": {\"sig\": \"canary\", \"password\": \"canary\",, }}",
        "{\"_metadata\": {\"type\": \"t\", \"sensitive\": [\n\"app.sig\"\n]},\n\"app\": {\n\"sig\": \"canary\" \"x\"}}",
    ];

    [Theory]
    [MemberData(nameof(Failures))]
    public void FailingRun_WithASecretBesideTheMistake_HidesIt(string text)
    {
        using var overrides = new TemporaryOverrides((text[0] == '{' ? "a.json" : "a.yml", text));

        var failed = 0;
        foreach (var args in EveryQuestion("t", ["db.password", "app.signature", "app", "x"]))
        {
            var result = overrides.Run(Command, [.. args, "--fact", "api_token=canary-fact"]);

            failed += result.Error.Contains("STR", StringComparison.Ordinal) || result.Output.Contains("\"STR", StringComparison.Ordinal) ? 1 : 0;
            AssertHidden(result, args);
        }

        Assert.True(failed > 0, "nothing fails");
    }

    [Theory]
    [InlineData("[app]\nsignature = \"canary\" x\n")]
    [InlineData("app.signature = \"canary\"\napp.signature = \"canary\"\n")]
    [InlineData("[app]\nsignature = \"\"\"\ncanary\ncanary ${NOPE}\"\"\"\n")]
    [InlineData("[app]\npassword = canary\n")]
    public void FailingToml_WithASecretBesideTheMistake_HidesIt(string text)
    {
        using var overrides = new TemporaryOverrides(("a.toml", "_metadata.type = \"t\"\n_metadata.sensitive = [\"app.signature\"]\n" + text));

        AssertFailsHidden(overrides, "resolve", "t");
    }

    [Fact]
    public void FailingFile_OfASecretThatAnotherDeclares_HidesIt()
    {
        using var overrides = new TemporaryOverrides(
            ("a.yml", "_metadata: {type: t, sensitive: [app.signature]}\nx: 1\n"),
            ("b.yml", "_metadata: {type: t}\napp:\n  signature: canary: x\n"));

        AssertFailsHidden(overrides, "resolve", "t");
        AssertFailsHidden(overrides, "validate");
    }

    [Theory]
    [InlineData("--set", "db.password=[canary")]
    [InlineData("--set", "db.password=\"canary")]
    [InlineData("--set", "db.password=canary: x")]
    [InlineData("--set", "db.password=canary ${NOPE}")]
    [InlineData("--set", "app.signature=canary ${NOPE}")]
    [InlineData("--set", "app.signature=[canary")]
    [InlineData("--set", "db.url=https://u:canary@${NOPE}/")]
    [InlineData("--set", "db.password:canary")]
    [InlineData("--set", "db.password canary")]
    [InlineData("--set", "db[password=canary")]
    [InlineData("--set-env", "canary")]
    [InlineData("--set-env", "=canary")]
    [InlineData("--fact", "canary")]
    public void FailingOption_WithASecret_HidesIt(string option, string value)
    {
        using var overrides = new TemporaryOverrides(("a.yml", "_metadata: {type: t, sensitive: [app.signature]}\nx: 1\n"));

        AssertFailsHidden(overrides, "resolve", "t", option, value);
    }

    [Theory]
    [InlineData("API_TOKEN=\"canary\n")]
    [InlineData("API_TOKEN='canary' canary\n")]
    [InlineData("API_TOKEN canary\n")]
    [InlineData("API_TOKEN: canary\n")]
    [InlineData("=canary-password\n")]
    [InlineData("API_TOKEN=\"canary ${NOPE\"\n")]
    [InlineData("API_TOKEN=canary ${NOPE:?x}\n")]
    public void FailingEnvFile_WithASecretBesideTheMistake_HidesIt(string text)
    {
        using var overrides = new TemporaryOverrides(("a.yml", "_metadata: {type: t}\nx: 1\n"));
        var file = overrides.AddBeside("v.env", text);

        AssertFailsHidden(overrides, "resolve", "t", "--env-file", file);
    }

    [Fact]
    public void FailingFormat_WithSecretsThatCollide_HidesThem()
    {
        using var overrides = new TemporaryOverrides(("a.yml", "_metadata: {type: t, sensitive: [sig]}\ndb: {password: canary, PASSWORD: canary}\nsig: canary\nSIG: canary\n"));

        var result = overrides.Run("resolve", "t", "-o", "env", "--debug");

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("STR8006", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("canary\n", result.Error.Replace("SIG: canary\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static void AssertFailsHidden(TemporaryOverrides overrides, params string[] args)
    {
        foreach (var more in new string[][] { [], ["--debug"] })
        {
            var result = overrides.Run(Command, [.. args, .. more]);

            Assert.NotEqual(0, result.ExitCode);
            Assert.NotEqual(70, result.ExitCode);
            Assert.NotEmpty(result.Error);
            AssertHidden(result, args);
        }
    }

    private static List<string> Paths(TemporaryOverrides overrides, string[] given)
    {
        using var json = JsonDocument.Parse(overrides.Run(Command, ["explain", "t", "-o", "json", .. given]).Output);
        var leaves = json.RootElement.EnumerateArray().Select(static leaf => leaf.GetProperty("path").GetString()!).ToList();
        return [.. leaves, ".", "db", "db.passwords", "db.credentials", "app", "items", "tree", "anchors", "set", "unset", "unset.secret", "app.losing_mapping.a", "app.losing_list[0].token"];
    }
}
