using System.Text.Json;

namespace Strata.Consumers.Tests.Command;

/// <summary>Each option of the contract: what it does, its default, the variable beside it, and what a bad value gives.</summary>
public sealed class OptionTests : IDisposable
{
    private readonly TemporaryOverrides _overrides = new(
        ("base.yml", "_metadata: {type: t, priority: low}\nvalue: ${VALUE:-none}\nlist: [1, 2]\nport: 1\n"),
        ("production.yml", "_metadata: {type: t, conditions: {environment: production}}\n"),
        ("development.yml", "_metadata: {type: t, conditions: {environment: development}}\n"),
        ("compose.yml", "_metadata: {type: t, conditions: {context: compose}}\n"),
        ("bytype.yml", "_metadata: {type: t, conditions: {context: t}}\n"),
        ("acme.yml", "_metadata: {type: t, conditions: {tenant: acme}}\n"),
        ("region.yml", "_metadata: {type: t, conditions: {facts: {region: \"eu-*\", size: big}}}\n"),
        ("v2.yml", "_metadata: {type: t, conditions: {version: \">=2.1 <3\"}}\n"),
        ("xmas.yml", "_metadata: {type: t, conditions: {date_range: {from: 2026-12-24, until: 2026-12-26}}}\n"),
        ("november.yml", "_metadata: {type: t, conditions: {date_range: {from: 2026-11-01, until: 2026-11-30}}}\n"),
        ("variable.yml", "_metadata: {type: t, conditions: {environment: {FLAG: \"on\"}}}\n"));

    private string Applied(StrataCommand command, params string[] args)
    {
        var result = _overrides.Run(command, ["list", "t", "-o", "json", .. args]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        using var json = JsonDocument.Parse(result.Output);
        return string.Join(' ', json.RootElement.EnumerateArray()
            .Where(static item => item.GetProperty("applies").GetBoolean())
            .Select(static item => item.GetProperty("name").GetString())
            .Where(static name => name is not "base")
            .Order(StringComparer.Ordinal));
    }

    private string Applied(params string[] args) => Applied(new StrataCommand(), args);

    [Fact]
    public void Defaults_WithoutAnyOption_AreDevelopmentTheTypeAndTheClock() => Assert.Equal("bytype development november", Applied());

    [Theory]
    [InlineData("-e", "production", "bytype november production")]
    [InlineData("--environment", "staging", "bytype november")]
    [InlineData("-c", "compose", "compose development november")]
    [InlineData("--context", "other", "development november")]
    [InlineData("-t", "acme", "acme bytype development november")]
    [InlineData("--tenant", "Acme", "bytype development november")]
    [InlineData("--app-version", "2.5.0", "bytype development november v2")]
    [InlineData("--app-version", "3.0.0", "bytype development november")]
    [InlineData("--now", "2026-12-24T00:00:00Z", "bytype development xmas")]
    [InlineData("--now", "2026-12-25", "bytype development xmas")]
    [InlineData("--now", "2026-12-24T00:30:00+01:00", "bytype development")]
    [InlineData("--set-env", "FLAG=on", "bytype development november variable")]
    public void Option_OfTheContext_DecidesConditions(string option, string value, string applied)
    {
        Assert.Equal(applied, Applied(option, value));
        Assert.Equal(applied, Applied($"{option}={value}"));
    }

    [Fact]
    public void Context_GivenTwice_HasBothTags() => Assert.Equal("bytype compose development november", Applied("-c", "compose", "-c", "t"));

    [Fact]
    public void Fact_GivenTwice_SetsBoth()
    {
        Assert.Equal("bytype development november region", Applied("--fact", "region=eu-west", "--fact", "size=big"));
        Assert.Equal("bytype development november", Applied("--fact", "region=eu-west"));
    }

    [Fact]
    public void Environment_OfTheProcess_IsTheDefault()
    {
        var command = new StrataCommand().With("ENVIRONMENT", "production");

        Assert.Equal("bytype november production", Applied(command));
        Assert.Equal("bytype development november", Applied(command, "-e", "development"));
        Assert.Equal("bytype development november", Applied(new StrataCommand().With("ENVIRONMENT", "")));
    }

    [Fact]
    public void Type_OfTheProcess_IsTheDefault()
    {
        var command = new StrataCommand().With("CONFIG_OVERRIDE_TYPE", "t");

        Assert.Equal("none\n", _overrides.Run(command, "get", "value").Output);
        Assert.StartsWith("value: none\n", _overrides.Run(command, "resolve").Output, StringComparison.Ordinal);
        Assert.StartsWith("value = none\n", _overrides.Run(command, "explain", "value").Output, StringComparison.Ordinal);
        Assert.StartsWith("1  base ", _overrides.Run(command, "list").Output, StringComparison.Ordinal);
        Assert.Equal(3, _overrides.Run(command, "resolve", "other").ExitCode);
    }

    [Theory]
    [InlineData("resolve")]
    [InlineData("load")]
    [InlineData("get", "value")]
    [InlineData("explain")]
    [InlineData("explain", "value")]
    public void Type_Missing_ExitsWith2AndNamesThem(params string[] args)
    {
        var result = _overrides.Run(args);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Equal("error: TYPE is missing\n   = help: name one of t, or set CONFIG_OVERRIDE_TYPE\n", result.Error);
    }

    [Fact]
    public void Directory_OfTheProcess_IsTheDefault()
    {
        using var other = new TemporaryOverrides(("a.yml", "_metadata: {type: t}\nvalue: other\n"));
        var command = new StrataCommand().With("STRATA_DIRECTORY", other.Overrides);

        Assert.Equal("other\n", command.Run("get", "value", "t").Output);
        Assert.Equal("none\n", command.Run("get", "value", "t", "-d", _overrides.Overrides).Output);
        Assert.Equal("none\n", command.Run("get", "value", "t", "--directory", _overrides.Overrides).Output);
    }

    [Fact]
    public void Variables_InOrder_SetEnvThenProcessThenFiles()
    {
        var first = _overrides.AddBeside("first.env", "VALUE=first\n");
        var second = _overrides.AddBeside("second.env", "export VALUE='second'\n");
        var process = new StrataCommand().With("VALUE", "process");

        Assert.Equal("given\n", _overrides.Run(process, "get", "value", "t", "--env-file", first, "--set-env", "VALUE=other", "--set-env", "VALUE=given").Output);
        Assert.Equal("process\n", _overrides.Run(process, "get", "value", "t", "--env-file", first).Output);
        Assert.Equal("second\n", _overrides.Run(process, "get", "value", "t", "--env-file", first, "--env-file", second, "--no-process-env").Output);
        Assert.Equal("none\n", _overrides.Run(process, "get", "value", "t", "--no-process-env").Output);
    }

    [Fact]
    public void SetEnv_WithEqualsInTheValue_KeepsIt() => Assert.Equal("a=b=\n", _overrides.Run("get", "value", "t", "--set-env", "VALUE=a=b=").Output);

    [Theory]
    [InlineData("port=2", "port", "2\n")]
    [InlineData("port='2'", "port", "2\n")]
    [InlineData("port=", "port", "null\n")]
    [InlineData("port=[1, 2]", "port[1]", "2\n")]
    [InlineData("new.deep.key={a: b}", "new.deep.key.a", "b\n")]
    [InlineData("list[1]=x", "list.1", "x\n")]
    [InlineData("list=!append [3]", "list[2]", "3\n")]
    [InlineData("/port=7", "port", "7\n")]
    [InlineData("\"dotted.key\".x=1", "\"dotted.key\".x", "1\n")]
    [InlineData("value=${VALUE:-put in}", "value", "put in\n")]
    public void Set_AValue_WinsOverAllOverrides(string assignment, string path, string expected)
    {
        var result = _overrides.Run("get", path, "t", "--set", assignment, "--log-level", "error");

        Assert.Equal(new CommandResult(0, expected, ""), result);
    }

    [Fact]
    public void Set_Twice_TheLaterWins() => Assert.Equal("3\n", _overrides.Run("get", "port", "t", "--set", "port=2", "--set", "port=3").Output);

    [Fact]
    public void Set_Typed_IsTypedAsYaml()
    {
        using var json = JsonDocument.Parse(_overrides.Run("resolve", "t", "-o", "json", "--set", "port=2", "--set", "value=\"2\"").Output);

        Assert.Equal(JsonValueKind.Number, json.RootElement.GetProperty("port").ValueKind);
        Assert.Equal(JsonValueKind.String, json.RootElement.GetProperty("value").ValueKind);
    }

    [Fact]
    public void IgnoreConditions_Given_LoadsThemAll() =>
        Assert.Equal("acme bytype compose development november production region v2 variable xmas", Applied("--ignore-conditions"));

    [Fact]
    public void AllowUnset_OnlyWhenGiven_MakesItEmptyWithAWarning()
    {
        using var overrides = new TemporaryOverrides(("a.yml", "_metadata: {type: t}\nx: a${NOPE}b\n"));

        var refused = overrides.Run("get", "x", "t");
        var allowed = overrides.Run("get", "x", "t", "--allow-unset");
        var strict = overrides.Run("get", "x", "t", "--allow-unset", "--strict");

        Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
        Assert.Contains("error STR4002: the variable NOPE is not set", refused.Error, StringComparison.Ordinal);
        Assert.Equal((0, "ab\n"), (allowed.ExitCode, allowed.Output));
        Assert.Contains("warning STR4003", allowed.Error, StringComparison.Ordinal);
        Assert.Equal((1, ""), (strict.ExitCode, strict.Output));
    }

    [Theory]
    [InlineData("resolve", "t")]
    [InlineData("get", "x", "t")]
    [InlineData("explain", "x", "t")]
    [InlineData("explain", "t")]
    [InlineData("list", "t")]
    [InlineData("validate")]
    [InlineData("validate", "t")]
    [InlineData("diff", "t", "t")]
    public void Strict_WithAWarning_FailsEveryCommand(params string[] args)
    {
        using var overrides = new TemporaryOverrides(
            ("a.yml", "_metadata: {type: t, priority: high}\nx: 1\n"),
            ("b.yml", "_metadata: {type: t, priority: low, dependencies: [a]}\ny: 1\n"));

        Assert.Equal(0, overrides.Run(args).ExitCode);
        var strict = overrides.Run([.. args, "--strict"]);

        Assert.Equal((1, ""), (strict.ExitCode, strict.Output));
        Assert.Contains("warning STR2005", strict.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "warning ")]
    [InlineData("debug", "debug: info: warning ")]
    [InlineData("info", "info: warning ")]
    [InlineData("warning", "warning ")]
    [InlineData("error", "")]
    [InlineData("none", "")]
    public void LogLevel_Each_ShowsWhatIsAsGraveOrGraver(string? level, string expected)
    {
        using var overrides = new TemporaryOverrides(
            ("a.yml", "_metadata: {type: t, priority: high}\nx: 1\n"),
            ("b.yml", "_metadata: {type: t, priority: low, dependencies: [a]}\nx: 2\n"));

        var error = overrides.Run(level is null ? ["resolve", "t"] : ["resolve", "t", "--log-level", level]).Error;
        var kinds = new[] { "debug: ", "info: ", "warning " }.Where(kind => error.Split('\n').Any(line => line.StartsWith(kind, StringComparison.Ordinal)));

        Assert.Equal(expected, string.Concat(kinds));
    }

    [Fact]
    public void Debug_IsLogLevelDebug()
    {
        var debug = _overrides.Run("resolve", "t", "--debug");

        Assert.Equal(_overrides.Run("resolve", "t", "--log-level", "debug"), debug);
        Assert.Contains("debug: acme is left out: tenant is unset, \"acme\" is required\n", debug.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void LogLevelNone_WithAnError_IsSilentAndExitsWith1()
    {
        using var overrides = new TemporaryOverrides(("a.yml", "_metadata: {type: t}\nx: ${NOPE}\n"));

        Assert.Equal(new CommandResult(1, "", ""), overrides.Run("resolve", "t", "--log-level", "none"));
    }

    [Fact]
    public void Reveal_OnlyWhenGiven_ShowsSecrets()
    {
        Assert.Equal("********\n", _overrides.Run("get", "db.password", "t", "--set", "db.password=x1").Output);
        Assert.Equal("x1\n", _overrides.Run("get", "db.password", "t", "--set", "db.password=x1", "--reveal").Output);
    }

    [Fact]
    public void Colour_OnATerminalOnly_AndNotWhenDeclined()
    {
        var args = new[] { "resolve", "nope" };

        Assert.Contains('\e', _overrides.Run(new StrataCommand().OnTerminal(), args).Error);
        Assert.DoesNotContain('\e', _overrides.Run(args).Error);
        Assert.DoesNotContain('\e', _overrides.Run(new StrataCommand().OnTerminal(error: false), args).Error);
        Assert.DoesNotContain('\e', _overrides.Run(new StrataCommand().OnTerminal(), [.. args, "--no-color"]).Error);
        Assert.DoesNotContain('\e', _overrides.Run(new StrataCommand().OnTerminal().With("NO_COLOR", "1"), args).Error);
        Assert.DoesNotContain('\e', _overrides.Run(new StrataCommand().OnTerminal().With("TERM", "dumb"), args).Error);
        Assert.Contains('\e', _overrides.Run(new StrataCommand().OnTerminal().With("NO_COLOR", ""), args).Error);
    }

    [Fact]
    public void Explain_OnATerminal_IsATable()
    {
        var result = _overrides.Run(new StrataCommand().OnTerminal().With("COLUMNS", "160"), "explain", "t", "--no-color");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("written at", result.Output, StringComparison.Ordinal);
        Assert.Contains("port", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', result.Output);
    }

    [Fact]
    public void DebugEnvResolution_True_WritesEachSubstitution()
    {
        var command = new StrataCommand().With("DEBUG_ENV_RESOLUTION", "true").With("VALUE", "two\nlines\u001b[31m");

        var result = _overrides.Run(command, "get", "port", "t");

        Assert.Equal(new CommandResult(0, "1\n", "env: value: ${VALUE:-none} -> two\\nlines\\u001b[31m (process)\n"), result);
        Assert.Empty(_overrides.Run(new StrataCommand().With("DEBUG_ENV_RESOLUTION", "false"), "get", "port", "t").Error);
    }

    [Theory]
    [InlineData("--max-file-size", "10", "STR0009")]
    [InlineData("--max-depth", "1", "STR0010")]
    [InlineData("--max-nodes", "2", "STR0011")]
    public void Limit_Lowered_Refuses(string option, string value, string code)
    {
        var result = _overrides.Run("resolve", "t", option, value);

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains(code, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unknown output format \"ymal\"", "did you mean yaml?", "resolve", "t", "-o", "ymal")]
    [InlineData("unknown output format \"text\"", "known are yaml, json, env, properties, flat", "resolve", "t", "-o", "text")]
    [InlineData("unknown output format \"env\"", "known are text, json, yaml", "list", "-o", "env")]
    [InlineData("unknown output format \"JSON\"", "", "resolve", "t", "-o", "JSON")]
    [InlineData("--now \"soon\" is no instant", "write ISO 8601: 2026-12-01T08:30:00Z", "resolve", "t", "--now", "soon")]
    [InlineData("--now \"2026-13-01\" is no instant", "write ISO 8601", "resolve", "t", "--now", "2026-13-01")]
    [InlineData("--fact takes NAME=VALUE", "write --fact NAME=VALUE", "resolve", "t", "--fact", "region")]
    [InlineData("--fact takes NAME=VALUE", "write --fact NAME=VALUE", "resolve", "t", "--fact", "=x")]
    [InlineData("--set-env takes NAME=VALUE", "write --set-env NAME=VALUE", "resolve", "t", "--set-env", "K")]
    [InlineData("--set cannot be read: PATH=VALUE is expected", "write --set database.port=5432", "resolve", "t", "--set", "port")]
    [InlineData("--set cannot be read: a path is expected", "write --set database.port=5432", "validate", "--set", "=5")]
    [InlineData("--set cannot be read: a list index is expected", "write --set database.port=5432", "list", "t", "--set", "a[x]=5")]
    [InlineData("unknown log level \"loud\"", "known are debug, info, warning, error and none", "resolve", "t", "--log-level", "loud")]
    [InlineData("unknown log level \"loud\"", "known are debug, info, warning, error and none", "resolve", "t", "--debug", "--log-level", "loud")]
    [InlineData("--max-depth \"abc\" is out of range", "write a whole number from 1 to 1000", "resolve", "t", "--max-depth", "abc")]
    [InlineData("--max-depth \"0\" is out of range", "write a whole number from 1 to 1000", "resolve", "t", "--max-depth", "0")]
    [InlineData("--max-nodes \"-1\" is out of range", "write a whole number", "resolve", "t", "--max-nodes=-1")]
    [InlineData("--max-file-size \"16MiB\" is out of range", "write a whole number", "resolve", "t", "--max-file-size", "16MiB")]
    [InlineData("unknown option \"--envrionment\"", "did you mean --environment?", "resolve", "t", "--envrionment", "x")]
    [InlineData("unknown option \"--frob\"", "strata list --help lists the options", "list", "--frob=1")]
    [InlineData("unknown option \"-x\"", "strata get --help lists the options", "get", "port", "t", "-x")]
    [InlineData("unknown command \"resolv\"", "did you mean resolve?", "resolv")]
    [InlineData("unknown command \"frobnicate\"", "strata --help lists the commands", "frobnicate")]
    [InlineData("a command is missing", "strata --help lists the commands")]
    [InlineData("unexpected argument \"more\"", "strata resolve --help shows what it takes", "resolve", "t", "more")]
    [InlineData("required argument", "strata get --help shows what it takes", "get")]
    [InlineData("required argument \"B\" missing", "strata diff --help shows what it takes", "diff", "t")]
    [InlineData("\"port..x\" is no path", "write a.b.c", "get", "port..x", "t")]
    [InlineData("\"a[x]\" is no path", "write a.b.c", "explain", "a[x]", "t")]
    [InlineData("\"envronment=x\" is not understood", "did you mean environment?", "diff", "t", "t,envronment=x")]
    [InlineData("\"environment=\" is not understood", "", "diff", "t", "t,environment=")]
    [InlineData("\",tenant=x\" names no TYPE", "write TYPE[,environment=E]", "diff", "t", ",tenant=x")]
    public void BadUsage_Each_ExitsWith2AndHints(string message, string hint, params string[] args)
    {
        var result = args.Length == 0 ? new StrataCommand().Run() : _overrides.Run(args);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("error: " + message, result.Error, StringComparison.Ordinal);
        Assert.Contains("   = help: " + hint, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--environment")]
    [InlineData("-o")]
    [InlineData("--set")]
    [InlineData("--env-file")]
    [InlineData("--now")]
    public void Option_WithoutItsValue_ExitsWith2(string option)
    {
        var result = new StrataCommand().Run("resolve", "t", "-d", _overrides.Overrides, option);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains(option, result.Error, StringComparison.Ordinal);
        Assert.Contains("= help: ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Diff_WithSidesOfTheirOwn_OverridesTheOptions()
    {
        var result = _overrides.Run("diff", "t", "t,environment=production,tenant=acme,context=compose,fact.region=eu-1,fact.size=big", "-e", "development", "--set", "port=9", "--debug");

        Assert.Equal((0, ""), (result.ExitCode, result.Output));
        Assert.Contains("info: t in production: base < acme < compose < november < production < region < --set\n", result.Error, StringComparison.Ordinal);
        Assert.Contains("info: t in development: base < bytype < development < november < --set\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Diff_WithOneProblemOnBothSides_ReportsItOnce()
    {
        using var overrides = new TemporaryOverrides(("a.yml", "_metadata: {type: t}\nx: ${NOPE}\n"));

        var result = overrides.Run("diff", "t", "t,environment=x");

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Single(result.Error.Split('\n'), static line => line.StartsWith("error STR4002", StringComparison.Ordinal));
    }

    public void Dispose() => _overrides.Dispose();
}
