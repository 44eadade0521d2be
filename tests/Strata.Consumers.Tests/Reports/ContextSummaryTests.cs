using System.Collections.Immutable;
using Strata.Cli;
using Strata.Cli.Reports;
using Strata.Validation;
using Strata.Values;

namespace Strata.Consumers.Tests.Reports;

public class ContextSummaryTests
{
    [Theory]
    [InlineData(0, 5, null)]
    [InlineData(1, 1, null)]
    [InlineData(5, 5, "in all 5 contexts")]
    [InlineData(1, 5, "in 1 of 5 contexts: c0")]
    [InlineData(3, 5, "in 3 of 5 contexts: c0, c1, c2")]
    [InlineData(4, 5, "in 4 of 5 contexts: c0, c1, c2, ...")]
    public void Of_SomeOfTheContexts_NamesTheFirst(int hit, int all, string? expected)
    {
        ImmutableArray<ContextName> contexts = [.. Enumerable.Range(0, hit).Select(static number => new ContextName($"c{number}"))];

        Assert.Equal(expected, ContextSummary.Of(new MatrixFinding(SampleReport.Error, contexts), all));
    }

    [Fact]
    public void Shape_OfAFindingInSomeContexts_SaysSoInTheMessage()
    {
        var shape = DiagnosticShape.Of(SampleReport.Error, "in 2 of 3 contexts: a, b");

        Assert.Equal("the port \"http\" is no number (in 2 of 3 contexts: a, b)", Assert.IsType<ScalarNode>(shape["message"]).Text);
        Assert.Equal(["code", "severity", "message", "path", "file", "line", "column", "length", "hint"], shape.Keys);
    }
}
