using System.Collections;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Strata.Generators;

namespace Strata.Tests.Binding;

/// <summary>What the generator does again after an edit, and what it holds on to between two.</summary>
public class BindingGeneratorStepsTests
{
    private const string Use = """
        using Strata.Snapshots;
        [assembly: Strata.Binding.BindConfiguration(typeof(App.Named))]
        namespace App;
        public static class Start
        {
            public static object Load(ResolvedConfiguration configuration) => configuration.Get<Settings>("it");
            public static object Loads(ResolvedConfiguration configuration) => configuration.Get<System.Action>("it");
        }
        public record Settings(int A, Inner[] B);
        public record Named(System.DayOfWeek[] A);
        """;

    [Fact]
    public void Generate_AfterAnEditElsewhere_DoesNoStepAgain()
    {
        var first = GeneratorRun.Compilation(Use, "namespace App; public record Inner(string C);", "namespace App; public static class Other { public static System.Collections.Generic.List<int> One() => []; }");

        var result = GeneratorRun.Again(first, GeneratorRun.Edited(first, "namespace App; public static class Other { public static System.Collections.Generic.List<string> Two(int a) => [\"b\"]; }"));

        Assert.Equal(4, result.GeneratedSources.Length);
        Assert.Equal("STRG001", Assert.Single(result.Diagnostics).Id);
        Assert.All(BindingGenerator.Steps, name => Assert.All(
            result.TrackedSteps[name].SelectMany(static step => step.Outputs),
            static output => Assert.True(output.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged)));

        // Every file stays; the one problem is reported in the trees of the new compilation.
        Assert.Equal(4, result.TrackedOutputSteps.SelectMany(static step => step.Value).SelectMany(static step => step.Outputs).Count(static output => output is { Reason: IncrementalStepRunReason.Cached } && HasSources(output.Value)));
    }

    [Fact]
    public void Generate_AfterAnEditOfOneType_WritesThatOneAnew()
    {
        var first = GeneratorRun.Compilation(Use, "namespace App; public record Inner(string C);");

        var result = GeneratorRun.Again(first, GeneratorRun.Edited(first, "namespace App; public record Inner(string C, int D);"));

        var reasons = result.TrackedSteps[BindingGenerator.TypesStep].SelectMany(static step => step.Outputs).Select(static output => output.Reason);
        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Unchanged, IncrementalStepRunReason.Unchanged, IncrementalStepRunReason.Unchanged], reasons.Order());
    }

    [Fact]
    public void Steps_WhatTheyKeep_HoldsNothingOfTheCompilation()
    {
        var first = GeneratorRun.Compilation(Use, "namespace App; public record Inner(string C);");
        var result = GeneratorRun.Again(first, first);
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);

        foreach (var name in BindingGenerator.Steps)
        {
            var outputs = result.TrackedSteps[name].SelectMany(static step => step.Outputs).ToArray();
            Assert.NotEmpty(outputs);
            Assert.All(outputs, output => Walk(output.Value, name, seen));
        }

        Assert.Contains(seen, static value => value.GetType().Name == "BoundMemberModel");
        Assert.Contains(seen, static value => value.GetType().Name == "BindingProblem");
    }

    private static bool HasSources(object outputs) => outputs.GetType().GetField("Item1")?.GetValue(outputs) is IEnumerable sources && sources.Cast<object>().Any();

    private static void Walk(object? value, string step, HashSet<object> seen)
    {
        if (value is null or string || value.GetType() is { IsPrimitive: true } or { IsEnum: true } || !seen.Add(value))
        {
            return;
        }

        Assert.False(value is ISymbol or SyntaxNode or SyntaxTree or Compilation or SemanticModel or Location or Diagnostic, $"{step} keeps a {value.GetType().Name}");
        if (value is IEnumerable items)
        {
            foreach (var item in items)
            {
                Walk(item, step, seen);
            }

            return;
        }

        foreach (var field in value.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            Walk(field.GetValue(value), step, seen);
        }
    }
}
