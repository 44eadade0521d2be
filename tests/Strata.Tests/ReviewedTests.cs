using Strata.Diagnostics;
using Strata.Snapshots;
using Strata.Sources;
using Strata.Tests.Sources;
using Strata.Values;

namespace Strata.Tests;

/// <summary>Faults that a review of the whole engine found, each with the input that showed it.</summary>
public sealed class ReviewedTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void ToSorted_MoreWarningsThanAreKept_StillHasTheErrors()
    {
        var bag = new DiagnosticBag();
        for (var i = 0; i < 20_000; i++)
        {
            bag.Add(Diagnostic.InFile($"{i}", DiagnosticCode.UnsetVariableAllowed, DiagnosticSeverity.Warning, "unset"));
        }

        bag.Add(Diagnostic.InFile("x", DiagnosticCode.UnsetVariable, DiagnosticSeverity.Error, "unset"));

        Assert.False(new ValidationResult(bag.ToSorted()).IsValid);
    }

    [Theory]
    [InlineData("credentials: {inner: {u: &p hunter2}}\nother: *p\n")]
    [InlineData("credentials: {deep: &d {k: hunter2}}\nother: *d\n")]
    [InlineData("t: !secret {a: &q hunter2}\nother: *q\n")]
    [InlineData("credentials: [[&p hunter2]]\nother: *p\n")]
    public void Leaves_AliasOfSomethingInASecret_IsMasked(string text)
    {
        var configuration = Resolve(text);

        Assert.DoesNotContain(configuration.Leaves(), static leaf => leaf.Text == "hunter2");
        Assert.Contains(configuration.Leaves(), static leaf => leaf.Path.StartsWith("other", StringComparison.Ordinal) && leaf.Text == SecretText.Mask);
    }

    [Fact]
    public void Explain_VariableInAUrlsPassword_IsMasked()
    {
        var explanation = Resolve("url: \"postgres://u:${DBP:-hunter2}@h/d\"\n").Explain("url")!;

        Assert.DoesNotContain(explanation.Interpolations, static part => $"{part}".Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public void Union_OneSideCallsTheItemSecret_ItIsSecret()
    {
        var documents = OverrideDocument.Parse("a.yml", "l: [p]\n").AddRange(OverrideDocument.Parse("b.yml", "l: !union [!secret p]\n"));

        var merged = new OverrideManager(_directory.Path).MergeConfigurations(documents);

        Assert.Equal(SecretText.Mask, Assert.Single(merged.Leaves()).Text);
    }

    [Fact]
    public void Resolve_UnsetVariableAtASensitivePath_HidesTheLine()
    {
        var exception = Assert.Throws<OverrideValidationException>(() => Resolve("_metadata: {sensitive: [foo.bar]}\nfoo:\n  bar: \"hunter2-${UNSET}\"\n"));

        Assert.True(Assert.Single(exception.Result.Errors).IsSensitive);
    }

    [Theory(Timeout = 30_000)]
    [InlineData(30_000)]
    public async Task Resolve_BracesThatNeverPairUp_TakesLinearTime(int times)
    {
        var text = "a: \"" + string.Concat(Enumerable.Repeat("${x:-{}", times)) + "\"\n";

        var configuration = await Task.Run(() => Resolve(text), TestContext.Current.CancellationToken);

        Assert.Equal(new string('{', times), ((ScalarNode)configuration.Root["a"]).Text);
    }

    [Fact(Timeout = 30_000)]
    public async Task Resolve_ThousandsOfMissingReferences_TakesLinearTime()
    {
        var text = string.Concat(Enumerable.Range(0, 4000).Select(static i => $"key{i}: ${{config:missing{i}}}\n"));

        var exception = await Assert.ThrowsAsync<OverrideValidationException>(() => Task.Run(() => Resolve(text), TestContext.Current.CancellationToken));

        Assert.Equal(4000, exception.Result.Errors.Length);
    }

    [Fact(Timeout = 60_000)]
    public async Task List_LinksThatFanOut_Ends()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "symbolic links need no right here");
        for (var level = 0; level < 25; level++)
        {
            var directory = Directory.CreateDirectory(Path.Combine(_directory.Path, $"d{level}")).FullName;
            Directory.CreateSymbolicLink(Path.Combine(directory, "a"), Path.Combine(_directory.Path, $"d{level + 1}"));
            Directory.CreateSymbolicLink(Path.Combine(directory, "b"), Path.Combine(_directory.Path, $"d{level + 1}"));
        }

        var diagnostics = new DiagnosticBag();
        await Task.Run(() => OverrideDirectory.List(_directory.Path, diagnostics), TestContext.Current.CancellationToken);

        Assert.Contains(diagnostics.ToSorted(), static diagnostic => diagnostic.Code == DiagnosticCode.DirectoryLoop);
    }

    [Theory]
    [InlineData("a=!append 5")]
    [InlineData("_metadata.q=1")]
    public void Resolve_AssignmentThatNoFileMayHold_IsAnError(string assignment)
    {
        var manager = new OverrideManager(_directory.Path, new OverrideManagerOptions { Variables = VariableSet.Empty, Assignments = { assignment } });

        Assert.Throws<OverrideValidationException>(() => manager.MergeConfigurations(OverrideDocument.Parse("a.yml", "a: 1\n")));
    }

    [Fact]
    public void ResolveEnvironmentVariables_ManagerWithAssignments_LeavesThemOut()
    {
        var manager = new OverrideManager(_directory.Path, new OverrideManagerOptions { Variables = VariableSet.Empty, Assignments = { "extra=1" } });

        var resolved = manager.ResolveEnvironmentVariables(OverrideDocument.Parse("a.yml", "a: ${X:-2}\n")[0]);

        Assert.Equal(["a"], resolved.Keys);
    }

    private ResolvedConfiguration Resolve(string text) =>
        new OverrideManager(_directory.Path, new OverrideManagerOptions { Variables = VariableSet.Empty }).MergeConfigurations(OverrideDocument.Parse("a.yml", text));
}
