using Strata.Diagnostics;
using Strata.Selection;
using Strata.Tests.Layers;
using Strata.Values;

namespace Strata.Tests.Selection;

public class SelectorTests
{
    [Fact]
    public void Select_TypeAndEveryType_AreTaken()
    {
        var selected = Selected.From("a: type: app", "b: type: \"*\"", "c: type: other", "d: type: [other, app]");

        Assert.Equal("a b d", selected.Order);
        Assert.Empty(selected.Result!.Excluded);
        Assert.Empty(selected.Diagnostics);
    }

    [Fact]
    public void Select_NoTypeGiven_TakesTheFilesName() => Assert.Equal("app", Selected.From("app: author: me", "other: author: me").Order);

    [Fact]
    public void Select_Dependencies_AreTakenWhateverTheirType() =>
        Assert.Equal("c b a", Selected.From("a: type: app, dependencies: [b]", "b: type: other, dependencies: [c]", "c: type: third", "d: type: other").Order);

    [Fact]
    public void Select_LowerPriority_ComesFirst() =>
        Assert.Equal("e c a d b", Selected.From(
            "a: type: app, priority: medium",
            "b: type: app, priority: critical",
            "c: type: app, priority: low",
            "d: type: app, priority: 3",
            "e: type: app, priority: -1").Order);

    [Fact]
    public void Select_SamePriority_GoesByOrdinalName() =>
        Assert.Equal("B Z _a a a-b a1", string.Join(" ", Selector.Select(
            Selected.Layers("a1: type: app", "a: type: app", "_a: type: app", "Z: type: app", "a-b: type: app", "B: type: app"),
            Selected.Context(),
            new DiagnosticBag())!.Stack.Select(layer => layer.Name)));

    [Fact]
    public void Select_DependencyBeatsPriority_ButNotForOthers()
    {
        // "b" is free only after the critical "a"; "c" need not wait for it.
        var selected = Selected.From("a: type: app, priority: critical", "b: type: app, priority: lowest, dependencies: [a]", "c: type: app, priority: high");

        Assert.Equal("c a b", selected.Order);
    }

    [Fact]
    public void Select_DependencyOutranksItsDependent_IsAWarning()
    {
        var selected = Selected.From("a: type: app, dependencies: [x, base]", "base: priority: high, type: b", "x: type: b");

        var warning = Assert.Single(selected.Diagnostics);
        Assert.Equal(DiagnosticCode.DependencyOutranks, warning.Code);
        Assert.Equal(DiagnosticSeverity.Warning, warning.Severity);
        Assert.Equal("\"base\" has a higher priority than \"a\", which depends on it (3 against 2); it is still merged beneath", warning.Message);
        Assert.Equal("overrides/a.yml", warning.File);
        Assert.Equal(new SourcePosition(1, 44), warning.Position);
        Assert.Equal("x base a", selected.Order);
    }

    [Fact]
    public void Select_FailedCondition_LeavesOutAndKeepsTheReason()
    {
        var selected = Selected.From("a: type: app", "b: type: app, conditions: { tenant: acme }");

        Assert.Equal("a", selected.Order);
        Assert.Equal("tenant is unset, \"acme\" is required", selected.ReasonOf("b"));
    }

    [Fact]
    public void Select_Excluded_AreInOrdinalOrder()
    {
        var selected = Selected.From("a: type: app", "z: type: app, enabled: false, priority: low", "B: type: app, enabled: false, priority: high", "c: type: app, enabled: false");

        Assert.Equal(["B", "c", "z"], selected.Result!.Excluded.Select(left => left.Layer.Name));
    }

    [Fact]
    public void Select_DependsOnOneLeftOut_IsLeftOutToo()
    {
        var selected = Selected.From(
            "a: type: app",
            "b: type: app, dependencies: [a, base]",
            "c: type: app, dependencies: [b]",
            "base: type: x, conditions: { tenant: acme }");

        Assert.Equal("a", selected.Order);
        Assert.Equal("tenant is unset, \"acme\" is required", selected.ReasonOf("base"));
        Assert.Equal("depends on \"base\", which is left out: tenant is unset, \"acme\" is required", selected.ReasonOf("b"));
        Assert.Equal("depends on \"b\", which is left out: depends on \"base\", which is left out: tenant is unset, \"acme\" is required", selected.ReasonOf("c"));
    }

    [Fact]
    public void Select_DependencyOfOneLeftOut_IsStillTaken()
    {
        // The contract takes dependencies before it looks at conditions.
        var selected = Selected.From("a: type: app", "b: type: app, dependencies: [lib], conditions: { tenant: acme }", "lib: type: x");

        Assert.Equal("a lib", selected.Order);
    }

    [Fact]
    public void Select_OwnConditionAndDependencyFail_TellsTheOwn()
    {
        var selected = Selected.From("a: type: app", "b: type: app, dependencies: [c], conditions: { host: h }", "c: enabled: false");

        Assert.Equal("host is unset, \"h\" is required", selected.ReasonOf("b"));
        Assert.Equal("it is disabled", selected.ReasonOf("c"));
    }

    [Theory]
    [InlineData("2026-07-01", "2026-07-01T23:59:59Z", true)]
    [InlineData("2026-07-01", "2026-07-02T00:00:00Z", false)]
    [InlineData("2026-07-01", "2026-07-02T01:00:00+02:00", true)]
    [InlineData("2026-07-01", "2026-07-01T23:00:00-02:00", false)]
    [InlineData("9999-12-31", "9999-12-31T23:59:59Z", true)]
    public void Select_Expires_IsTheLastDayInUtc(string date, string now, bool loaded)
    {
        var context = Selected.Context() with { Now = DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture) };

        var selected = Selected.From(context, "a: type: app", $"b: type: app, expires: {date}");

        Assert.Equal(loaded ? "a b" : "a", selected.Order);
        Assert.Equal(loaded ? 0 : 1, selected.Diagnostics.Length);
    }

    [Fact]
    public void Select_Expired_WarnsAtTheDate()
    {
        var selected = Selected.From("a: type: app", "b: type: app, expires: 2020-02-29");

        var warning = Assert.Single(selected.Diagnostics);
        Assert.Equal(DiagnosticCode.Expired, warning.Code);
        Assert.Equal(DiagnosticSeverity.Warning, warning.Severity);
        Assert.Equal("the override \"b\" expired on 2020-02-29 and is not loaded", warning.Message);
        Assert.Equal(new SourcePosition(1, 35), warning.Position);
        Assert.Equal("it expired on 2020-02-29", selected.ReasonOf("b"));
    }

    [Fact]
    public void Select_ExpiredOfAnotherType_SaysNothing() => Assert.Empty(Selected.From("a: type: app", "b: type: x, expires: 2020-02-29").Diagnostics);

    [Fact]
    public void Select_DisabledAndExpired_DoesNotWarn() => Assert.Empty(Selected.From("a: type: app", "b: type: app, enabled: false, expires: 2020-02-29").Diagnostics);

    [Fact]
    public void Select_IgnoreConditions_LoadsWhatFailsOnlyByThem()
    {
        var selected = Selected.From(
            Selected.Context() with { IgnoreConditions = true },
            "a: type: app, conditions: { tenant: acme }",
            "b: type: app, dependencies: [a]",
            "c: type: app, enabled: false",
            "d: type: app, expires: 2020-01-01");

        Assert.Equal("a b", selected.Order);
        Assert.Equal(["c", "d"], selected.Result!.Excluded.Select(left => left.Layer.Name));
    }

    [Fact]
    public void Select_MissingDependency_IsAnErrorWhereItIsNamed()
    {
        var error = Selected.From("a: type: app, dependencies: [base, bse]", "base: type: x").Error;

        Assert.Equal(DiagnosticCode.MissingDependency, error.Code);
        Assert.Equal("the override \"a\" depends on \"bse\", which does not exist", error.Message);
        Assert.Equal("did you mean \"base\"?", error.Hint);
        Assert.Equal("overrides/a.yml", error.File);
        Assert.Equal(new SourcePosition(1, 47), error.Position);
    }

    [Theory]
    [InlineData("base.yml", "names are written without the file's ending: \"base\"")]
    [InlineData("acme", "did you mean \"tenants/acme\"?")]
    [InlineData("tenants/akme", "did you mean \"tenants/acme\"?")]
    [InlineData("nothing-like-it", "add the override, or remove the dependency")]
    public void Select_MissingDependency_SaysWhatWasMeant(string name, string hint) =>
        Assert.Equal(hint, Selected.From($"a: type: app, dependencies: {name}", "base: type: x", "tenants/acme: type: x").Error.Hint);

    [Fact]
    public void Select_MissingDependencyOfADependency_IsAnError() =>
        Assert.Equal("overrides/b.yml", Selected.From("a: type: app, dependencies: b", "b: type: x, dependencies: gone").Error.File);

    [Fact]
    public void Select_MissingDependencyOfAnotherType_IsNotItsAffair() =>
        Assert.Equal("a", Selected.From("a: type: app", "b: type: x, dependencies: gone").Order);

    [Fact]
    public void Select_SeveralMissing_AreAllTold()
    {
        var selected = Selected.From("a: type: app, dependencies: [x, y]", "b: type: app, dependencies: [z]");

        Assert.Null(selected.Result);
        Assert.Equal(3, selected.Diagnostics.Length);
    }

    [Fact]
    public void Select_Cycle_IsPrintedFromItsFirstName()
    {
        var error = Selected.From("c: type: app, dependencies: [b]", "b: type: x, dependencies: [a]", "a: type: x, dependencies: [c]").Error;

        Assert.Equal(DiagnosticCode.DependencyCycle, error.Code);
        Assert.Equal("dependencies form a cycle: a -> c -> b -> a", error.Message);
        Assert.Equal("overrides/a.yml", error.File);
        Assert.Equal(
            ["\"a\" depends on \"c\" overrides/a.yml", "\"c\" depends on \"b\" overrides/c.yml", "\"b\" depends on \"a\" overrides/b.yml"],
            error.Related.Select(related => $"{related.Message} {related.File}"));
        Assert.All(error.Related, related => Assert.True(related.Position.Column > 1));
    }

    [Fact]
    public void Select_DependsOnItself_IsACycle() => Assert.Equal("dependencies form a cycle: a -> a", Selected.From("a: type: app, dependencies: [a]").Error.Message);

    [Fact]
    public void Select_CycleBeneath_NamesItsMembersOnly() =>
        Assert.Equal("dependencies form a cycle: b -> c -> b", Selected.From("a: type: app, dependencies: [b]", "b: type: x, dependencies: [c]", "c: type: x, dependencies: [b]").Error.Message);

    [Fact]
    public void Select_TwoCycles_AreBothTold()
    {
        var selected = Selected.From("a: type: app, dependencies: [b]", "b: type: x, dependencies: [a]", "c: type: app, dependencies: [d]", "d: type: x, dependencies: [c]");

        Assert.Equal(
            ["dependencies form a cycle: a -> b -> a", "dependencies form a cycle: c -> d -> c"],
            selected.Diagnostics.Select(error => error.Message));
    }

    [Fact]
    public void Select_CycleOfAnotherType_IsNotItsAffair() => Assert.Equal("a", Selected.From("a: type: app", "b: type: x, dependencies: [b]").Order);

    [Fact]
    public void Select_Diamond_IsNoCycle() =>
        Assert.Equal("d b c a", Selected.From("a: type: app, dependencies: [b, c]", "b: type: x, dependencies: [d]", "c: type: x, dependencies: [d]", "d: type: x").Order);

    [Fact]
    public void Select_DependencyNamedTwice_IsTakenOnce() => Assert.Equal("b a", Selected.From("a: type: app, dependencies: [b, b]", "b: type: x").Order);

    [Theory]
    [InlineData("dokcer", "did you mean \"docker\"?")]
    [InlineData("Docker", "did you mean \"docker\"?")]
    [InlineData("*", "known types are \"app\" and \"docker\"")]
    [InlineData("something", "known types are \"app\" and \"docker\"")]
    public void Select_UnknownType_IsAnErrorWithAHint(string type, string hint)
    {
        var error = Selected.From(Selected.Context(type), "a: type: docker", "b: type: [\"*\", app]").Error;

        Assert.Equal(DiagnosticCode.UnknownType, error.Code);
        Assert.Equal($"no override has the type \"{type}\"", error.Message);
        Assert.Equal(hint, error.Hint);
    }

    [Fact]
    public void Select_NoTypesAtAll_SaysSo()
    {
        Assert.Equal("no override names a type", Selected.From(Selected.Context(), []).Error.Hint);
        Assert.Equal("no override names a type", Selected.From("a: type: \"*\"").Error.Hint);
    }

    [Fact]
    public void Select_AllOfTheTypeLeftOut_IsAnErrorThatListsTheReasons()
    {
        var error = Selected.From(
            "b: type: app, conditions: { environment: [production, staging] }",
            "a: type: [x, app], dependencies: [off]",
            "any: type: \"*\"",
            "off: type: x, enabled: false",
            "other: type: \"*\", conditions: { tenant: t }").Error;

        Assert.Equal(DiagnosticCode.AllLeftOut, error.Code);
        Assert.Equal(
            "every override of the type \"app\" is left out: a (depends on \"off\", which is left out: it is disabled); "
            + "b (environment is \"development\", \"production\" or \"staging\" is required)",
            error.Message);
        Assert.Equal("overrides/a.yml", error.File);
        Assert.Equal(["overrides/a.yml", "overrides/b.yml"], error.Related.Select(related => related.File));
        Assert.Contains("--ignore-conditions", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Select_OneOfTheTypeIsLeft_IsFine() => Assert.Equal("b", Selected.From("a: type: app, enabled: false", "b: type: app").Order);

    [Fact]
    public void Select_SameNameTwice_IsAnErrorThatNamesBothFiles()
    {
        var layers = Selected.Layers("docker: type: app").Append(Described.From("{ \"_metadata\": { \"type\": \"app\" } }", "docker.json").Layer).ToArray();

        foreach (var order in new[] { layers, [.. layers.Reverse()] })
        {
            var error = Selected.From(order).Error;

            Assert.Equal(DiagnosticCode.DuplicateOverride, error.Code);
            Assert.Equal("two overrides are named \"docker\": overrides/docker.json and overrides/docker.yml", error.Message);
            Assert.Equal("overrides/docker.yml", error.File);
            Assert.Equal("overrides/docker.json", Assert.Single(error.Related).File);
        }
    }

    [Fact]
    public void CheckAll_EveryKindOfProblem_IsToldWhateverTheType()
    {
        var bag = new DiagnosticBag();
        Selector.CheckAll(Selected.Layers("a: type: x, dependencies: [gone]", "b: type: y, dependencies: [c]", "c: type: z, dependencies: [b]"), bag);

        Assert.Equal([DiagnosticCode.MissingDependency, DiagnosticCode.DependencyCycle], bag.ToSorted().Select(error => error.Code));
    }

    [Fact]
    public void CheckAll_DuplicateName_IsTold()
    {
        var bag = new DiagnosticBag();
        Selector.CheckAll([.. Selected.Layers("a: type: x"), .. Selected.Layers("a: type: y")], bag);

        Assert.Equal(DiagnosticCode.DuplicateOverride, Assert.Single(bag.ToSorted()).Code);
    }

    [Fact]
    public void CheckAll_DependencyThatCouldNotBeRead_IsNotMissing()
    {
        var bag = new DiagnosticBag();
        Selector.CheckAll(Selected.Layers("a: type: x, dependencies: [broken, gone]"), bag, new HashSet<string> { "broken" });

        Assert.Contains("\"gone\"", Assert.Single(bag.ToSorted()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CheckAll_SoundOverrides_SaysNothing()
    {
        var bag = new DiagnosticBag();
        Selector.CheckAll(Selected.Layers("a: type: x, dependencies: [b]", "b: type: y, enabled: false"), bag);

        Assert.Empty(bag.ToSorted());
    }

    [Fact]
    public void TypesOf_Overrides_AreSortedAndEachOnce() =>
        Assert.Equal(["B", "a", "c"], Selector.TypesOf(Selected.Layers("x: type: [c, a]", "y: type: \"*\"", "z: type: [B, a]")));

    [Theory]
    [InlineData("a: 1\n---\nb: 2\n", "docker.yml", "docker.json", "{\"c\": 3}", "1:1")]
    [InlineData("a: 1\n---\nb: 2\n", "docker.yml", "docker#2.yml", "c: 3\n", "3:1")]
    public void CheckAll_TwoOfOneName_PointsAtTheSecondDocument(string text, string file, string otherFile, string otherText, string position)
    {
        var bag = new DiagnosticBag();
        Selector.CheckAll([.. Layers.Described.From(text, file).Layers, .. Layers.Described.From(otherText, otherFile).Layers], bag);

        var error = Assert.Single(bag.ToSorted());
        Assert.Equal((DiagnosticCode.DuplicateOverride, $"overrides/{file}", position), (error.Code, error.File, error.Position.ToString()));
    }

    [Theory]
    [InlineData("a: type: app, enabled: false")]
    [InlineData("a: type: app, expires: 2020-01-01")]
    [InlineData("a: type: app, enabled: false, conditions: {tenant: acme}")]
    public void Select_WhatIsLeftOutWhateverTheConditions_IsNotSaidToBeLoadedByIgnoringThem(string layer) =>
        Assert.All(Selected.From(layer).Diagnostics.Where(static d => d.Code == DiagnosticCode.AllLeftOut), static error => Assert.Equal("enable one of them, or correct its date", error.Hint));
}
