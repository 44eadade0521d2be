using Strata.Diagnostics;

namespace Strata.Tests.Diagnostics;

public class DiagnosticBagTests
{
    [Fact]
    public void ToSorted_MoreThanAreKept_SaysHowManyMore()
    {
        var bag = new DiagnosticBag();
        for (var i = 0; i < 10_042; i++)
        {
            bag.Add(Diagnostic.InFile($"{i}.yml", DiagnosticCode.SyntaxError, DiagnosticSeverity.Error, "bad"));
            bag.Add(Diagnostic.InFile($"{i}.yml", DiagnosticCode.KindReplaced, DiagnosticSeverity.Warning, "odd"));
        }

        var sorted = bag.ToSorted();

        Assert.Equal(20_002, sorted.Length);
        Assert.Equal(
            [(DiagnosticSeverity.Warning, "and 42 more warnings and suggestions"), (DiagnosticSeverity.Error, "and 42 more errors")],
            sorted[^2..].Select(static d => (d.Severity, d.Message)).OrderByDescending(static d => d.Message));
        Assert.All(sorted[^2..], static d => Assert.Equal(DiagnosticCode.MoreDiagnostics, d.Code));
    }

    [Fact]
    public void AddRange_FromABagThatLostSome_KeepsTheirNumberHoweverOftenItComes()
    {
        var (inner, outer) = (new DiagnosticBag(), new DiagnosticBag());
        for (var i = 0; i < 10_100; i++)
        {
            inner.Add(Diagnostic.InFile($"{i}.yml", DiagnosticCode.SyntaxError, DiagnosticSeverity.Error, "bad"));
        }

        outer.AddRange(inner.ToSorted());
        outer.AddRange(inner.ToSorted());

        Assert.Equal("and 100 more errors", outer.ToSorted()[^1].Message);
        Assert.Equal(10_001, outer.ToSorted().Length);
    }

    [Fact]
    public void ToSorted_AsManyAsAreKept_SaysNothingMore()
    {
        var bag = new DiagnosticBag();
        for (var i = 0; i < 10_000; i++)
        {
            bag.Add(Diagnostic.InFile($"{i}.yml", DiagnosticCode.SyntaxError, DiagnosticSeverity.Error, "bad"));
        }

        Assert.DoesNotContain(bag.ToSorted(), static d => d.Code == DiagnosticCode.MoreDiagnostics);
    }
}
