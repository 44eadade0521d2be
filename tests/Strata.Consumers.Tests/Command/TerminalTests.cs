namespace Strata.Consumers.Tests.Command;

/// <summary>The list of all values on a terminal.</summary>
public sealed class TerminalTests : IDisposable
{
    private const string LongPath = "services.recommendations.model_serving.batching.maximum_latency_milliseconds";

    private readonly TemporaryOverrides _overrides = new(
        ("a.yml", $"_metadata: {{type: t}}\nshort: {string.Join(' ', Enumerable.Repeat("word", 50))}\n{LongPath.Replace(".", ": {", StringComparison.Ordinal)}: 5{new string('}', 4)}\n"));

    public void Dispose() => _overrides.Dispose();

    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(140)]
    [InlineData(200)]
    [InlineData(400)]
    public void Explain_OnAnyWidth_KeepsPathsAndPlacesWhole(int columns)
    {
        var result = Explain(columns);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains(LongPath, result.Output, StringComparison.Ordinal);
        Assert.Contains("overrides/a.yml:2:8", result.Output, StringComparison.Ordinal);
        Assert.Contains("overrides/a.yml:3:", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_OnAWideTerminal_WrapsValuesAlone()
    {
        var lines = Explain(200).Output.TrimEnd('\n').Split('\n');

        Assert.StartsWith("\u256d", lines[0], StringComparison.Ordinal);
        Assert.All(lines, line => Assert.True(line.Length <= 200, line));
        Assert.True(lines.Length > 6);
    }

    [Fact]
    public void Explain_OnANarrowTerminal_HasTwoLinesForEach()
    {
        var lines = Explain(80).Output.TrimEnd('\n').Split('\n');

        Assert.Equal(4, lines.Length);
        Assert.Equal($"{LongPath} = 5", lines[2]);
        Assert.EndsWith("overrides/a.yml:3:" + lines[3].Split(':')[^1], lines[3], StringComparison.Ordinal);
        Assert.StartsWith("    a  ", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_ColumnsThatAreNone_AreNotHeeded() => Assert.Equal(0, _overrides.Run(new StrataCommand().OnTerminal().With("COLUMNS", "-3"), "explain", "t").ExitCode);

    private CommandResult Explain(int columns) =>
        _overrides.Run(new StrataCommand().OnTerminal().With("COLUMNS", columns.ToString(System.Globalization.CultureInfo.InvariantCulture)), "explain", "t", "--no-color");
}
