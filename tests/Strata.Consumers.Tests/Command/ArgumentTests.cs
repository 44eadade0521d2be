namespace Strata.Consumers.Tests.Command;

/// <summary>How a line may be written: the order of its words, and where values stand.</summary>
public sealed class ArgumentTests : IDisposable
{
    private readonly TemporaryOverrides _overrides = new(("a.yml", "_metadata: {type: t}\nx: 1\nname: ${NAME:-none}\n"));

    public void Dispose() => _overrides.Dispose();

    [Theory]
    [InlineData("-d DIR resolve t -o json")]
    [InlineData("-d DIR -o json resolve t")]
    [InlineData("--directory=DIR -o=json resolve t")]
    [InlineData("--strict --directory DIR resolve --output json t")]
    [InlineData("resolve t -dDIR -ojson")]
    [InlineData("-dDIR -ojson resolve t")]
    [InlineData("-dDIR -eresolve resolve -ojson -- t")]
    [InlineData("-ojson -d DIR load t")]
    public void Options_WhereverTheyStand_AreTheCommands(string line)
    {
        var result = Run(line);

        Assert.Equal(new CommandResult(0, "{\n  \"x\": 1,\n  \"name\": \"none\"\n}\n", ""), result);
    }

    [Theory]
    [InlineData("-d DIR get name t --set-env -ojson=1 --set-env NAME=-dx", "-dx\n")]
    [InlineData("--set-env NAME=first -d DIR get name t --set-env NAME=last", "last\n")]
    [InlineData("-d DIR --set name=-ojson get name t", "-ojson\n")]
    public void Options_ValuesThatLookLikeOptions_StayValues(string line, string output) => Assert.Equal(new CommandResult(0, output, ""), Run(line));

    [Theory]
    [InlineData("-d DIR --help", "--help")]
    [InlineData("-d DIR help resolve", "resolve --help")]
    [InlineData("-d DIR resolve --help", "resolve --help")]
    [InlineData("-dDIR --version", "--version")]
    public void Options_BeforeWhatTakesNone_AreNoHindrance(string line, string same)
    {
        Assert.Equal(Run(same), Run(line));
        Assert.Equal(0, Run(line).ExitCode);
    }

    [Theory]
    [InlineData("-d DIR", "a command is missing", "strata --help lists")]
    [InlineData("-d DIR reslve t", "unknown command \"reslve\"", "did you mean resolve?")]
    [InlineData("--strct resolve t", "unknown option \"--strct\"", "did you mean --strict?")]
    [InlineData("-d DIR -x resolve t", "unknown option \"-x\"", "strata resolve --help lists")]
    [InlineData("resolve -d DIR -xyz", "unknown option \"-xyz\"", "strata resolve --help lists")]
    [InlineData("resolve -d DIR -x -- t", "unknown option \"-x\"", "strata resolve --help lists")]
    [InlineData("resolve -- t -d DIR", "unexpected argument \"-d\"", "strata resolve --help shows")]
    public void BadLine_Each_SaysWhatIsWrong(string line, string message, string hint)
    {
        var result = Run(line);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("error: " + message, result.Error, StringComparison.Ordinal);
        Assert.Contains("   = help: " + hint, result.Error, StringComparison.Ordinal);
    }

    // The day of the month is what the override asks for.
    [Theory]
    [InlineData("2026-12-01")]
    [InlineData("20261201")]
    [InlineData("2026-12-01T09:30:00.123456789Z")]
    [InlineData("2026-12-01T09:30:00,5Z")]
    [InlineData("2026-12-01T00:30:00+00:30")]
    [InlineData("2026-12-01T01:30+01")]
    [InlineData("2026-11-30T23:30-0100")]
    [InlineData("20261201T093000Z")]
    [InlineData("20261201T0930")]
    [InlineData("2026-12-01t09z")]
    [InlineData("2026-11-30T24:00:00Z")]
    [InlineData("2026-11-30T24:00")]
    [InlineData("2026-12-01 09:30:00+00:00")]
    public void Now_AsIso8601WritesIt_IsRead(string instant) => Assert.Equal((0, ""), (OnFirstOfDecember(instant).ExitCode, OnFirstOfDecember(instant).Error));

    [Fact]
    public void Now_ATickBeforeTheDay_IsBeforeIt() => Assert.Equal(1, OnFirstOfDecember("2026-11-30T23:59:59.999999999Z").ExitCode);

    [Theory]
    [InlineData("2026-12-32")]
    [InlineData("2026-02-29")]
    [InlineData("2026-1201")]
    [InlineData("2026-12-01T24:00:01Z")]
    [InlineData("2026-12-01T25:00Z")]
    [InlineData("2026-12-01T09:60Z")]
    [InlineData("2026-12-01T09:30:60Z")]
    [InlineData("2026-12-01T09:30+15")]
    [InlineData("2026-12-01T09:30+14:30")]
    [InlineData("2026-12-01T")]
    [InlineData("2026-12-01Z")]
    [InlineData("2026-12-01T09:30:00.Z")]
    [InlineData("2026-12-01\n")]
    [InlineData("0001-01-01T00:00+01")]
    [InlineData("9999-12-31T24:00Z")]
    [InlineData("\u0662026-12-01")]
    [InlineData("1764581400")]
    public void Now_WhatIsNone_ExitsWith2(string instant) => Assert.Equal(2, OnFirstOfDecember(instant).ExitCode);

    private static CommandResult OnFirstOfDecember(string instant)
    {
        using var overrides = new TemporaryOverrides(("a.yml", "_metadata: {type: t, conditions: {date_range: {from: 2026-12-01, until: 2026-12-01}}}\nx: 1\n"));
        return overrides.Run("resolve", "t", "--now", instant);
    }

    private CommandResult Run(string line) => new StrataCommand().Run(line.Replace("DIR", _overrides.Overrides, StringComparison.Ordinal).Split(' '));
}
