using System.Reflection;
using System.Text.RegularExpressions;
using Strata.Diagnostics;

namespace Strata.Tests.Rules;

/// <summary>The rules of the house that can be read off its files.</summary>
public partial class SourceTests
{
    [Fact]
    public void Files_AreNeverLongerThanFourHundredLines() =>
        Assert.Empty(SourceTree.In("src", "tests", "bench").Where(static file => file.Lines.Count() > 401).Select(static file => file.Path));

    [Fact]
    public void Files_AreNamedAfterThingsNotRoles() => Assert.Empty(
        SourceTree.In("src", "tests", "bench").SelectMany(static file => RoleName().Matches(file.Text).Select(match => $"{file.Path}: {match.Value}")));

    [Fact]
    public void Files_HaveTheNameOfATypeInThem() => Assert.Empty(
        SourceTree.In("src").Where(static file =>
            file.Name is not ("Program" or "Shapes") && !Regex.IsMatch(file.Text, $@"\b(class|struct|record|interface|enum|delegate [\w<>?]+)\s+{Regex.Escape(file.Name)}\b"))
            .Select(static file => file.Path));

    [Fact]
    public void Files_LeaveNothingForLater() => Assert.Empty(
        SourceTree.In("src", "tests", "bench").Where(static file => file.Name != nameof(SourceTests) && Unfinished().IsMatch(file.Text)).Select(static file => file.Path));

    [Fact]
    public void Engine_CatchesEverythingNowhereUnlessItThrowsOnOrKeepsTheLastGood() => Assert.Equal(
        ["src/Strata/Live/LiveConfiguration.cs", "src/Strata/Validation/RuleSet.cs", "src/Strata/Workers.cs"],
        SourceTree.In("src/Strata").Where(static file => CatchAll().IsMatch(file.Text)).Select(static file => file.Path));

    [Fact]
    public void Engine_WritesNumbersInNoCulture() => Assert.Empty(
        SourceTree.In("src").SelectMany(static file => file.Lines
            .Where(static line => FormattedNumber().IsMatch(line.Text) && !line.Text.Contains("CultureInfo.InvariantCulture", StringComparison.Ordinal))
            .Select(line => $"{file.Path}:{line.Number}")));

    [Fact]
    public void DiagnosticCodes_AreEachRaisedSomewhereAndExplained()
    {
        var codes = typeof(DiagnosticCode).GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)
            .Where(static field => field.FieldType == typeof(DiagnosticCode))
            .ToDictionary(static field => field.Name, static field => (DiagnosticCode)field.GetValue(null)!, StringComparer.Ordinal);
        Assert.True(codes.Count > 40);
        Assert.Distinct(codes.Values);

        var raised = SourceTree.In("src").Where(static file => file.Name != nameof(DiagnosticCode)).SelectMany(static file => CodeName().Matches(file.Text)).Select(static match => match.Groups[1].Value).ToHashSet();
        Assert.Subset(raised, codes.Keys.ToHashSet());

        var documented = Regex.Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "diagnostics.md")), @"^## (STR\d{4})", RegexOptions.Multiline).Select(static match => match.Groups[1].Value).ToArray();
        Assert.Equal(codes.Values.Select(static code => code.ToString()).Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"\b(?:class|struct|record|interface|enum)\s+\w*(?:Helper|Helpers|Util|Utils|Utility|Utilities|Common|Processor|Service|(?<!Override)Manager)\b")]
    private static partial Regex RoleName();

    [GeneratedRegex(@"\b(?:TODO|FIXME|HACK|XXX|NotImplementedException)\b")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"catch\s*(?:\(Exception(?: \w+)?\)(?!\s*when)|\{)")]
    private static partial Regex CatchAll();

    [GeneratedRegex(@"\{[^{}""]+:[NFGCPE]\d*\}")]
    private static partial Regex FormattedNumber();

    [GeneratedRegex(@"\bDiagnosticCode\.(\w+)")]
    private static partial Regex CodeName();
}
