using System.Text.Json;

namespace Strata.Consumers.Tests.Command;

/// <summary>Passwords that stand where no key gives them away: in URLs, in keys, in list items, in descriptions, in what was typed.</summary>
[Trait("Level", "security")]
public class PasswordMaskingTests
{
    private static readonly string[] Formats = ["yaml", "json", "env", "properties", "flat"];

    [Theory]
    [InlineData("it's")]
    [InlineData("a b")]
    [InlineData("a\"b")]
    [InlineData("a<b")]
    [InlineData("a\nb")]
    [InlineData("5432/x")]
    public void InterpolatedUrl_WithAnyPassword_IsMaskedEverywhere(string password)
    {
        using var overrides = new TemporaryOverrides(("t.yml", "u: \"http://u:${PW}@h/p\"\n"));
        var command = new StrataCommand().With("DEBUG_ENV_RESOLUTION", "true").With("PW", password);

        var resolved = overrides.Run(command, "resolve", "t");
        var explained = overrides.Run(command, "explain", "u", "t", "-o", "json");

        Assert.Equal("u: http://u:********@h/p\n", resolved.Output);
        Assert.Equal("env: u: ${PW} -> ******** (process)\n", resolved.Error);
        using var json = JsonDocument.Parse(explained.Output);
        Assert.True(json.RootElement.GetProperty("sensitive").GetBoolean());
        Assert.Equal("http://u:********@h/p", json.RootElement.GetProperty("value").GetString());
        Assert.Equal("********", json.RootElement.GetProperty("interpolations")[0].GetProperty("value").GetString());
    }

    [Fact]
    public void DebugLines_WithReveal_ShowSecrets()
    {
        using var overrides = new TemporaryOverrides(("t.yml", "u: http://u:${PW}@h\n"));

        var result = overrides.Run(new StrataCommand().With("DEBUG_ENV_RESOLUTION", "true").With("PW", "x"), "resolve", "t", "--reveal");

        Assert.Equal(("u: http://u:x@h\n", "env: u: ${PW} -> x (process)\n"), (result.Output, result.Error));
    }

    [Fact]
    public void Excerpts_WithReveal_StayMasked()
    {
        using var overrides = new TemporaryOverrides(("t.yml", "u: http://u:LEAK@${NOPE}\nv: \"http://u:pa'LEAK@${NOPE}\"\nw: x;y=1;password=LEAK ${NOPE}\n"));

        var result = overrides.Run("resolve", "t", "--reveal");

        Assert.Equal(1, result.ExitCode);
        Assert.DoesNotContain("LEAK", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void ItemDeclaredByIndex_WhereItMoves_IsMasked()
    {
        using var overrides = new TemporaryOverrides(
            ("a.yml", "_metadata: {type: t, priority: low, sensitive: [\"l[0]\"]}\nl: [LEAK, b]\n"),
            ("b.yml", "_metadata: {type: t, sensitive: [\"m[0]\"]}\nl: !prepend [c]\nm: [x]\n"),
            ("c.yml", "_metadata: {type: t, priority: high, sensitive: [\"m[0]\"]}\nm: !append [LEAK]\n"));

        string[][] questions = [["resolve", "t", "-o", "flat"], ["explain", "l[1]", "t"], ["explain", "l", "t", "-o", "json"], ["explain", "t"], ["get", "m[1]", "t"], ["diff", "t", "t,tenant=x"]];
        foreach (var args in questions)
        {
            Assert.DoesNotContain("LEAK", overrides.Run(args).Output, StringComparison.Ordinal);
        }

        Assert.Equal("l:0=********\nl:1=********\nl:2=b\nm:0=********\nm:1=********\n", overrides.Run(questions[0]).Output);
    }

    [Fact]
    public void KeysThatAreUrls_InEveryFormat_AreMaskedAndToldApart()
    {
        using var overrides = new TemporaryOverrides(
            ("a.yml", "_metadata: {type: t}\n\"https://k:LEAK@h/\": x\n\"https://k:LEAK2@h/\": {a: \"${V:-z}\"}\nr: ${config:\"https://k:LEAK@h/\"}\n"),
            ("b.yml", "_metadata: {type: t}\n\"https://k:LEAK2@h/\": 1\n"));
        var command = new StrataCommand().With("DEBUG_ENV_RESOLUTION", "true");
        string[][] questions =
        [
            .. Formats.Select(static format => new[] { "resolve", "t", "-o", format }),
            ["explain", "t"], ["explain", "t", "-o", "json"], ["explain", ".", "t"], ["explain", "r", "t"], ["explain", "\"https://k:LEAK2@h/\"", "t", "-o", "json"],
            ["diff", "t", "t,tenant=x"], ["validate", "-o", "json"], ["validate"], ["get", "\"https://k:LEAK3@h/\"", "t"], ["resolve", "t", "--debug"],
        ];
        foreach (var args in questions)
        {
            var result = overrides.Run(command, args);

            Assert.NotEqual(70, result.ExitCode);
            Assert.True(!(result.Output + result.Error).Contains("LEAK", StringComparison.Ordinal), $"strata {string.Join(' ', args)}:\n{result.Output}{result.Error}");
        }

        var json = overrides.Run("resolve", "t", "-o", "json").Output;
        using var parsed = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
        Assert.Equal(["https://k:********@h/", "https://k:********@h/#2", "r"], parsed.RootElement.EnumerateObject().Select(static property => property.Name));
        Assert.Contains("https://k:LEAK@h/", overrides.Run("resolve", "t", "--reveal").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Description_WithAPassword_IsMasked()
    {
        using var overrides = new TemporaryOverrides(
            ("t.yml", "_metadata: {description: \"see http://u:LEAK@h/\", author: \"http://u:LEAK@h/\", tags: [\"http://u:LEAK@h/\"]}\nx: 1\n"),
            ("u.yml", "_metadata: {type: t, conditions: {tenant: \"http://u:LEAK@h/\"}}\nx: 1\n"));

        foreach (var args in new string[][] { ["list"], ["list", "t"], ["list", "-o", "json"], ["list", "t", "-o", "json"] })
        {
            Assert.DoesNotContain("LEAK", overrides.Run(args).Output, StringComparison.Ordinal);
        }

        Assert.Contains("see http://u:********@h/", overrides.Run("list").Output, StringComparison.Ordinal);
        Assert.Contains("see http://u:LEAK@h/", overrides.Run("list", "--reveal").Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\u001b[31mx")]
    [InlineData("resolve", "t", "\u001b[31mx")]
    [InlineData("resolve", "--\u001b[31mx")]
    [InlineData("resolve", "t", "-o", "\u001b[31mx")]
    [InlineData("get", "a[\u001b[31mx", "t")]
    [InlineData("diff", "t,\u001b[31mx", "t")]
    [InlineData("help", "\u001b[31mx")]
    public void UsageError_OnWhatSteersATerminal_IsHarmless(params string[] args)
    {
        using var overrides = new TemporaryOverrides(("t.yml", "x: 1\n"));

        var result = args[0] == "help" ? new StrataCommand().Run(args) : overrides.Run(args);

        Assert.NotEqual(0, result.ExitCode);
        Assert.DoesNotContain('\u001b', result.Error);
        Assert.Contains('\u241b', result.Error);
    }

    [Theory]
    [InlineData("error", true)]
    [InlineData("none", false)]
    public void StrictRun_WithAWarning_SaysWhyItFails(string level, bool shown)
    {
        using var overrides = new TemporaryOverrides(("a.yml", "_metadata: {type: t}\nx: 1\n"), ("b.yml", "_metadata: {type: t}\nx: {y: 1}\n"));

        var strict = overrides.Run("resolve", "t", "--strict", "--log-level", level);
        var lenient = overrides.Run("resolve", "t", "--log-level", level);

        Assert.Equal((1, "", shown), (strict.ExitCode, strict.Output, strict.Error.Contains("warning STR3", StringComparison.Ordinal)));
        Assert.Equal((0, ""), (lenient.ExitCode, lenient.Error));
    }
}
