using System.Collections.Immutable;
using CsCheck;
using Strata.Layers.Conditions;
using Strata.Selection;
using Strata.Tests.Layers;
using Strata.Values;

namespace Strata.Tests.Selection;

public class ConditionEvaluatorTests
{
    private static ResolutionContext Context => Selected.Context();

    private static ConditionResult Evaluate(string condition, ResolutionContext? context = null)
    {
        var described = Described.Metadatum($"conditions:\n  {condition.ReplaceLineEndings("\n  ")}");
        return ConditionEvaluator.Evaluate(Assert.Single(described.Layers).Metadata.Condition, context ?? Context);
    }

    private static void Holds(string condition, ResolutionContext? context = null) => Assert.Equal(new ConditionResult(true, null), Evaluate(condition, context));

    private static void Fails(string condition, string reason, ResolutionContext? context = null) => Assert.Equal(new ConditionResult(false, reason), Evaluate(condition, context));

    private static ResolutionContext With(params (string Name, string Value)[] facts) =>
        Context with { Facts = facts.ToImmutableSortedDictionary(fact => fact.Name, fact => fact.Value, StringComparer.Ordinal) };

    private static ResolutionContext Variables(params (string Name, string Value)[] variables) =>
        Context with { Variables = new VariableSet(process: variables.ToDictionary(v => v.Name, v => v.Value)) };

    [Fact]
    public void Evaluate_NoCondition_Holds() => Assert.Equal(new ConditionResult(true, null), ConditionEvaluator.Evaluate(null, Context));

    // The five rules for a fact, each kind alike.
    [Theory]
    [InlineData("tenant", "tenant")]
    [InlineData("host", "host")]
    [InlineData("environment", "environment")]
    [InlineData("context", "context")]
    public void Evaluate_SetFact_FollowsTheRules(string key, string subject)
    {
        var context = Context with { Tenant = "acme-eu", Host = "acme-eu", Environment = "acme-eu", Contexts = ["acme-eu"] };

        Holds($"{key}: acme-eu", context);
        Holds($"{key}: [globex, acme-eu]", context);
        Holds($"{key}: \"acme-*\"", context);
        Holds($"{key}: \"acme-e?\"", context);
        Holds($"{key}: \"*\"", context);
        Holds($"{key}: \"!globex\"", context);
        Holds($"{key}: [globex, \"!initech\"]", context);
        Holds($"not: {{ {key}: globex }}", context);
        Fails($"{key}: acme", $"{subject} is \"acme-eu\", \"acme\" is required", context);
        Fails($"{key}: Acme-eu", $"{subject} is \"acme-eu\", \"Acme-eu\" is required", context);
        Fails($"{key}: [a, b]", $"{subject} is \"acme-eu\", \"a\" or \"b\" is required", context);
        Fails($"{key}: [a, b, \"c*\"]", $"{subject} is \"acme-eu\", \"a\", \"b\" or \"c*\" is required", context);
        Fails($"{key}: \"!acme-eu\"", $"{subject} is \"acme-eu\", anything but \"acme-eu\" is required", context);
        Fails($"{key}: \"!acme-*\"", $"{subject} is \"acme-eu\", anything but \"acme-*\" is required", context);
        Fails($"{key}: [\"!acme-*\", globex]", $"{subject} is \"acme-eu\", \"globex\" or anything but \"acme-*\" is required", context);
        Fails($"{key}: \"!*\"", $"{subject} is \"acme-eu\", no value is required", context);
        Fails($"not: {{ {key}: acme-eu }}", $"{subject} is \"acme-eu\", anything but \"acme-eu\" is required", context);
        Fails($"not: {{ {key}: [acme-eu, globex] }}", $"{subject} is \"acme-eu\", anything but \"acme-eu\" or \"globex\" is required", context);
        Fails($"not: {{ {key}: \"!globex\" }}", $"{subject} is \"acme-eu\", \"globex\" is required", context);
        Fails($"not: {{ {key}: \"*\" }}", $"{subject} is \"acme-eu\", no value is required", context);
    }

    [Theory]
    [InlineData("tenant: {0}", "tenant")]
    [InlineData("host: {0}", "host")]
    [InlineData("facts: {{ region: {0} }}", "fact region")]
    [InlineData("environment: {{ REGION: {0} }}", "variable REGION")]
    public void Evaluate_UnsetFact_MatchesNoPattern(string shape, string subject)
    {
        string Of(string value) => string.Format(System.Globalization.CultureInfo.InvariantCulture, shape, value);

        Fails(Of("acme"), $"{subject} is unset, \"acme\" is required");
        Fails(Of("\"*\""), $"{subject} is unset, any value is required");
        Fails(Of("[a, \"*\"]"), $"{subject} is unset, \"a\" or any value is required");
        Holds(Of("\"!acme\""));
        Holds(Of("\"!*\""));
        Holds(Of("[acme, \"!acme\"]"));
        Holds($"not: {{ {Of("acme")} }}");
        Fails($"not: {{ {Of("\"!acme\"")} }}", $"{subject} is unset, \"acme\" is required");
    }

    [Fact]
    public void Evaluate_TheContractsOwnExamples_HaveTheContractsOwnReasons()
    {
        Fails("tenant: acme", "tenant is unset, \"acme\" is required");
        Fails("environment: [production, staging]", "environment is \"development\", \"production\" or \"staging\" is required");
        Fails("context: k8s", "context is \"docker\", \"k8s\" is required", Selected.Context("docker"));
        Fails("environment: \"!production\"", "environment is \"production\", anything but \"production\" is required", Context with { Environment = "production" });
    }

    [Fact]
    public void Evaluate_Environment_IsDevelopmentByDefault() => Holds("environment: development");

    [Fact]
    public void Evaluate_Context_IsTheTypeByDefault()
    {
        Holds("context: app");
        Fails("context: app", "context is \"web\", \"app\" is required", Context with { Contexts = ["web"] });
    }

    [Fact]
    public void Evaluate_SeveralContexts_AnyOfThemMatches()
    {
        var context = Context with { Contexts = ["docker", "ci"] };

        Holds("context: ci", context);
        Holds("context: [x, docker]", context);
        Holds("context: \"!k8s\"", context);
        Fails("context: \"!ci\"", "context is \"docker\" and \"ci\", anything but \"ci\" is required", context);
        Fails("context: k8s", "context is \"docker\" and \"ci\", \"k8s\" is required", context);
    }

    [Fact]
    public void Evaluate_Os_IsOneOfThree()
    {
        var linux = Context with { OperatingSystem = "linux" };

        Holds("os: linux", linux);
        Holds("os: [windows, linux]", linux);
        Holds("os: \"!windows\"", linux);
        Holds("os: \"*n*x\"", linux);
        Fails("os: macos", "os is \"linux\", \"macos\" is required", linux);
        Fails("os: macos", "os is unset, \"macos\" is required");
        Holds("os: \"!macos\"");
    }

    [Theory]
    [InlineData("\"true\"", "true", true)]
    [InlineData("true", "true", true)]
    [InlineData("true", "True", false)]
    [InlineData("1", "1", true)]
    [InlineData("1.50", "1.50", true)]
    [InlineData("1.50", "1.5", false)]
    [InlineData("\"\"", "", true)]
    [InlineData("\"\"", "x", false)]
    [InlineData("\"!\"", "x", true)]
    [InlineData("\"!\"", "", false)]
    [InlineData("\"*\"", "", true)]
    [InlineData("[a, 2, true]", "2", true)]
    [InlineData("[a, 2, true]", "3", false)]
    public void Evaluate_Variable_IsComparedAsText(string condition, string value, bool holds) =>
        Assert.Equal(holds, Evaluate($"environment: {{ FLAG: {condition} }}", Variables(("FLAG", value))).Holds);

    [Fact]
    public void Evaluate_SeveralVariables_MustAllMatch()
    {
        const string Condition = "environment: { A: \"1\", B: \"*\", C: \"!x\" }";

        Holds(Condition, Variables(("A", "1"), ("B", "")));
        Fails(Condition, "variable A is \"2\", \"1\" is required; variable B is unset, any value is required; variable C is \"x\", anything but \"x\" is required", Variables(("A", "2"), ("C", "x")));
    }

    [Fact]
    public void Evaluate_SecretVariable_IsNotShown()
    {
        Fails("environment: { API_TOKEN: expected-hunter2 }", "variable API_TOKEN is \"********\", \"********\" is required", Variables(("API_TOKEN", "hunter2")));
        Fails("facts: { db_password: \"!hunter2\" }", "fact db_password is \"********\", anything but \"********\" is required", With(("db_password", "hunter2")));
        Fails("tenant: [a, !secret hunter2]", "tenant is \"********\", \"********\" or \"********\" is required", Context with { Tenant = "t" });
        Fails("tenant: !secret [\"!hunter2\"]", "tenant is \"********\", anything but \"********\" is required", Context with { Tenant = "hunter2" });
        Fails("facts: { url: x }", "fact url is \"http://me:********@host\", \"x\" is required", With(("url", "http://me:hunter2@host")));
        Assert.DoesNotContain("hunter2", Evaluate("rollout: { percent: 0, by: api_token }", With(("api_token", "hunter2"))).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_Facts_MustAllMatch()
    {
        Holds("facts: { region: \"eu-*\", tier: [gold, silver] }", With(("region", "eu-1"), ("tier", "gold")));
        Fails("facts: { region: \"eu-*\", tier: gold }", "fact tier is \"tin\", \"gold\" is required", With(("region", "eu-1"), ("tier", "tin")));
        Fails("facts: { Region: \"eu-*\" }", "fact Region is unset, \"eu-*\" is required", With(("region", "eu-1")));
    }

    [Fact]
    public void Evaluate_SeveralKeys_MustAllHold()
    {
        const string Condition = "tenant: acme\nenvironment: production";

        Holds(Condition, Context with { Tenant = "acme", Environment = "production" });
        Fails(Condition, "environment is \"development\", \"production\" is required", Context with { Tenant = "acme" });
        Fails(Condition, "tenant is unset, \"acme\" is required; environment is \"development\", \"production\" is required");
    }

    [Fact]
    public void Evaluate_Any_NeedsOne()
    {
        const string Condition = "any: [{ tenant: acme }, { environment: production, host: h }]";

        Holds(Condition, Context with { Tenant = "acme" });
        Holds(Condition, Context with { Environment = "production", Host = "h" });
        Fails(
            Condition,
            "tenant is unset, \"acme\" is required, or (environment is \"development\", \"production\" is required; host is unset, \"h\" is required)");
        Fails(Condition, "tenant is unset, \"acme\" is required, or host is unset, \"h\" is required", Context with { Environment = "production" });
    }

    [Fact]
    public void Evaluate_All_NeedsEach()
    {
        const string Condition = "all: [{ tenant: acme }, { any: [{ host: a }, { host: b }] }]";

        Holds(Condition, Context with { Tenant = "acme", Host = "b" });
        Fails(Condition, "tenant is unset, \"acme\" is required; (host is unset, \"a\" is required, or host is unset, \"b\" is required)");
    }

    [Fact]
    public void Evaluate_NotOfSeveralKeys_FailsOnlyWhenAllHold()
    {
        const string Condition = "not: { tenant: acme, environment: development }";

        Holds(Condition);
        Holds(Condition, Context with { Tenant = "acme", Environment = "production" });
        Fails(
            Condition,
            "tenant is \"acme\", anything but \"acme\" is required, or environment is \"development\", anything but \"development\" is required",
            Context with { Tenant = "acme" });
    }

    [Fact]
    public void Evaluate_NotOfAny_NamesThoseThatHold()
    {
        const string Condition = "not: { any: [{ tenant: acme }, { host: h }] }";

        Holds(Condition);
        Fails(Condition, "host is \"h\", anything but \"h\" is required", Context with { Host = "h" });
    }

    [Fact]
    public void Evaluate_DoubleNot_IsTheConditionItself()
    {
        Holds("not: { not: { environment: development } }");
        Fails("not: { not: { environment: production } }", "environment is \"development\", \"production\" is required");
    }

    [Fact]
    public void Evaluate_LongList_HasAShortReason()
    {
        var names = string.Join(", ", Enumerable.Range(0, 5000).Select(i => FormattableString.Invariant($"t{i}")));

        var reason = Evaluate($"tenant: [{names}]").Reason!;

        Assert.EndsWith("\"t19\" or 4980 more is required", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2.5.0", true)]
    [InlineData("2.1", true)]
    [InlineData("v2.9.9", true)]
    [InlineData("3.0.0", false)]
    [InlineData("3.0.0-rc.1", false)]
    [InlineData("2.1.0-rc.1", false)]
    public void Evaluate_Version_IsHeldAgainstTheApplications(string version, bool holds) =>
        Assert.Equal(holds, Evaluate("version: \">=2.1 <3\"", Context with { AppVersion = version }).Holds);

    [Fact]
    public void Evaluate_Version_TellsWhy()
    {
        Fails("version: \">=2.1 <3\"", "version is \"3.0.0\", \">=2.1 <3\" is required", Context with { AppVersion = "3.0.0" });
        Fails("version: \">=2.1 <3\"", "version is unset, \">=2.1 <3\" is required");
        Fails("version: \"!=2.1\"", "version is unset, \"!=2.1\" is required");
        Fails("version: 2.1", "version is \"banana\", which is no version, \"2.1\" is required", Context with { AppVersion = "banana" });
        Fails("version: [1.x, 2.x]", "version is \"3.0.0\", \"1.x\" or \"2.x\" is required", Context with { AppVersion = "3.0.0" });
        Fails("not: { version: 3.x }", "version is \"3.0.0\", anything but \"3.x\" is required", Context with { AppVersion = "3.0.0" });
        Fails("version: \"!3.x\"", "version is \"3.0.0\", anything but \"3.x\" is required", Context with { AppVersion = "3.0.0" });
        Holds("version: [1.x, 3.x]", Context with { AppVersion = "3.0.0" });
        Holds("version: 2.10", Context with { AppVersion = "2.10.4" });
        Holds("version: \"!3.x\"");
        Holds("not: { version: 3.x }");
    }

    [Fact]
    public void Evaluate_Rollout_TellsWhere()
    {
        var acme = Context with { Tenant = "acme" };
        var place = RolloutCondition.PlaceOf("checkout", "acme") * 100;
        var shown = (Math.Floor(place * 100) / 100).ToString("0.00", System.Globalization.CultureInfo.InvariantCulture);

        Holds("rollout: { percent: 100 }", acme);
        Fails("rollout: { percent: 0, salt: checkout }", $"tenant is \"acme\" at {shown}% of rollout \"checkout\", less than 0% is required", acme);
        Fails("rollout: { percent: 0.5, salt: checkout }", $"tenant is \"acme\" at {shown}% of rollout \"checkout\", less than 0.5% is required", acme);
        Fails("not: { rollout: { percent: 100, salt: checkout } }", $"tenant is \"acme\" at {shown}% of rollout \"checkout\", at least 100% is required", acme);
        Fails("rollout: { percent: 100 }", "tenant is unset, any value is required");
        Fails("rollout: { percent: 100, by: host }", "host is unset, any value is required");
        Fails("rollout: { percent: 100, by: region }", "fact region is unset, any value is required");
        Holds("rollout: { percent: 100, by: environment }");
        Holds("rollout: { percent: 100, by: host }", Context with { Host = "h" });
        Holds("rollout: { percent: 100, by: region }", With(("region", "eu")));
    }

    [Fact]
    public void Evaluate_RolloutWithoutSalt_TakesTheOverridesName()
    {
        var place = RolloutCondition.PlaceOf("feature", "acme") * 100;
        var condition = FormattableString.Invariant($"_metadata: {{ conditions: {{ rollout: {{ percent: {place + 0.001:F4} }} }} }}\n");

        bool HoldsAs(string file) => ConditionEvaluator.Evaluate(Described.From(condition, file).Metadata.Condition, Context with { Tenant = "acme" }).Holds;

        Assert.True(HoldsAs("feature.yml"));
        Assert.Equal(RolloutCondition.PlaceOf("other", "acme") * 100 < place, HoldsAs("other.yml"));
    }

    [Fact]
    public void Evaluate_AnyTree_AgreesWithBooleanAlgebra() => Trees.Sample(static tree =>
    {
        var context = Context with { Tenant = "t" };
        var result = Evaluate(tree.Text, context);

        Assert.Equal(tree.Value, result.Holds);
        Assert.Equal(tree.Value, result.Reason is null);
        Assert.Equal(!tree.Value, Evaluate($"not: {{ {tree.Text} }}", context).Holds);
    });

    private static readonly Gen<(string Text, bool Value)> Trees = Gen.Recursive<(string Text, bool Value)>((depth, tree) => depth > 3
        ? Leaves
        : Gen.OneOf(
            Leaves,
            tree.Select(static inner => ($"not: {{ {inner.Text} }}", !inner.Value)),
            tree.Array[1, 3].Select(static parts => ($"all: [{Braced(parts)}]", parts.All(static part => part.Value))),
            tree.Array[1, 3].Select(static parts => ($"any: [{Braced(parts)}]", parts.Any(static part => part.Value)))));

    private static Gen<(string Text, bool Value)> Leaves => Gen.OneOf(
        ("tenant: t", true),
        ("tenant: x", false),
        ("host: h", false),
        ("host: \"!h\"", true),
        ("environment: [a, development]", true),
        ("facts: { region: eu }", false),
        ("version: 1.x", false),
        ("rollout: { percent: 100 }", true));

    private static string Braced((string Text, bool Value)[] parts) => string.Join(", ", parts.Select(static part => $"{{ {part.Text} }}"));
}
