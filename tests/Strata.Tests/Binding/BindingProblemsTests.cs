using Strata.Binding;
using Strata.Secrets;
using Strata.Values;

namespace Strata.Tests.Binding;

public class BindingProblemsTests
{
    [Fact]
    public void Get_SeveralBadValues_AreAllReportedWhereTheyStand() => Assert.Equal(
        [
            "2:3 it.host: STR5011 the key \"host\" is missing [write it, or give the member a default]",
            "2:9 it.port: STR5010 expected a port, 0 to 65535, found the text \"abc\"",
            "3:12 it.use_tls: STR5010 expected true or false, found the text \"maybe\"",
            "4:9 it.path: STR5010 expected a text, found a list",
        ],
        Bound.Problems<Endpoint>("it:\n  port: abc\n  use_tls: maybe\n  path: [a]"));

    [Fact]
    public void Get_NumbersBeyondTheirTypes_SayTheRange() => Assert.Equal(
        [
            "1:6 it[0]: STR5014 expected a whole number from -128 to 127, found the number 128",
            "1:11 it[1]: STR5010 expected a whole number, found the number 1.5",
            "1:16 it[2]: STR5010 expected a whole number, found the text \"7\" [write it without quotes]",
            "1:21 it[3]: STR5010 expected a whole number, found null [write a value, or let the member be null]",
        ],
        Bound.Problems<sbyte[]>("it: [128, 1.5, \"7\", ~]"));

    [Fact]
    public void Get_NegativeForUnsigned_IsOutOfRange() => Assert.Equal(
        ["1:6 it[0]: STR5014 expected a whole number from 0 to 18446744073709551615, found the number -1"], Bound.Problems<ulong[]>("it: [-1]"));

    [Fact]
    public void Get_DeepWithin_SaysTheWholePath() => Assert.Equal(
        ["1:28 it.children[0].children: STR5011 the key \"children\" is missing [write it, or give the member a default]"],
        Bound.Problems<Tree>("it: { name: a, children: [ { name: b } ] }"));

    [Fact]
    public void Get_UnknownKeys_AreProblemsWhereTheyAreRejected()
    {
        const string Yaml = "it: { host: a, port: 1, use_tsl: true, zone: b }";

        Assert.Equal("a", Bound.Configuration(Yaml).Get<Endpoint>("it").Host);
        Assert.Equal(
            [
                "1:25 it.use_tsl: STR5012 unknown key \"use_tsl\" [did you mean \"use_tls\"?]",
                "1:40 it.zone: STR5012 unknown key \"zone\" [known here: \"host\", \"port\", \"use_tls\" and \"path\"]",
            ],
            Bound.Problems<Endpoint>(Yaml, UnknownKeys.Reject));
    }

    [Fact]
    public void Get_MissingKeyWithANearOne_AsksWhetherThatWasMeant() => Assert.Equal(
        ["1:5 it.port: STR5011 the key \"port\" is missing [did you mean it by \"prt\"?]"], Bound.Problems<Endpoint>("it: { host: a, prt: 1 }"));

    [Fact]
    public void Get_TwoKeysForOneMember_AreAProblem()
    {
        var problem = Assert.Single(Assert.Throws<ConfigurationBindingException>(() => Bound.Configuration("it: { host: a, port: 1, use_tls: true, useTls: false }").Get<Endpoint>("it")).Problems);

        Assert.Equal("the keys \"use_tls\" and \"useTls\" are both read as \"use_tls\"", problem.Message);
        Assert.Equal((new SourcePosition(1, 40), new SourcePosition(1, 25)), (problem.Position, Assert.Single(problem.Related).Position));
    }

    [Fact]
    public void Get_UnknownNames_ListTheKnown() => Assert.Equal(
        [
            "1:6 it[0]: STR5013 expected \"red\", \"dark_blue\" or \"light_green\", found the text \"dark_bleu\" [did you mean \"dark_blue\"?]",
            "1:17 it[1]: STR5010 expected \"red\", \"dark_blue\" or \"light_green\", found a mapping",
        ],
        Bound.Problems<List<Colour>>("it: [dark_bleu, { a: 1 }]"));

    [Fact]
    public void Get_KeysOfAnEnumeration_AreHeldToItsNames() => Assert.Equal(
        ["1:7 it.green: STR5010 expected \"red\", \"dark_blue\" or \"light_green\" as the key, found \"green\"", "1:25 it.RED: STR0004 the key \"RED\" is another spelling of one that stands here already [keep one of them]"],
        Bound.Problems<Dictionary<Colour, int>>("it: { green: 1, red: 2, RED: 3 }"));

    [Fact]
    public void Get_NullForAPropertyThatMayNotBeNull_IsAProblem() => Assert.Equal(
        ["1:13 it.text: STR5010 expected a text, found null [write a value, or let the member be null]"], Bound.Problems<NeedsText>("it: { text: ~ }"));

    [Fact]
    public void Get_PropertyThatStaysNull_IsMissing() => Assert.Equal(
        ["1:5 it.text: STR5011 the key \"text\" is missing [write it, or give the member a default]"], Bound.Problems<NeedsText>("it: { other: 1 }"));

    [Fact]
    public void Get_ImmutableArrayThatStaysDefault_IsMissing() => Assert.Equal(
        ["1:5 it.items: STR5011 the key \"items\" is missing [write it, or give the member a default]"], Bound.Problems<NeedsItems>("it: { other: 1 }"));

    [Theory]
    [InlineData("it: { host: a, password: hunter2 }")]
    [InlineData("_metadata: { sensitive: [it] }\nit: { host: a, password: hunter2 }")]
    public void Get_SecretOfTheWrongKind_IsNotShown(string yaml)
    {
        var exception = Assert.Throws<ConfigurationBindingException>(() => Bound.Configuration(yaml).Get<Dictionary<string, int>>("it"));

        Assert.DoesNotContain("hunter2", exception.ToString(), StringComparison.Ordinal);
        Assert.All(exception.Problems, static problem => Assert.DoesNotContain("hunter2", problem.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Get_SecretWithin_ShowsItselfNowhere()
    {
        var secrets = Bound.Configuration("it: { a: hunter2 }").Get<Dictionary<string, Secret>>("it");

        Assert.Equal("hunter2", secrets["a"].Reveal());
        Assert.DoesNotContain("hunter2", secrets["a"].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Exception_HasEachProblemOnALine()
    {
        var exception = Assert.Throws<ConfigurationBindingException>(() => Bound.Configuration("it: { port: 1 }").Get<Endpoint>("it"));

        Assert.Equal(typeof(Endpoint), exception.Type);
        Assert.Equal(
            "The configuration cannot be bound to Endpoint, a problem:\n  settings.yml:1:5: error STR5011: the key \"host\" is missing (it.host): write it, or give the member a default",
            exception.Message);
    }

    [Fact]
    public void Get_ThroughAnUnmarkedTypeParameter_SaysWhatToWrite()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => Through<Unseen>(Bound.Configuration("it: { a: 1 }")));

        Assert.Contains("[assembly: BindConfiguration(typeof(Unseen))]", exception.Message, StringComparison.Ordinal);
    }

    private sealed record Unseen(int A);

#pragma warning disable STRG002 // What the warning is about is what the test shows.
    private static T Through<T>(Strata.Snapshots.ResolvedConfiguration configuration) => configuration.Get<T>("it");
#pragma warning restore STRG002
}
