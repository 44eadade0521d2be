using Strata.Snapshots;
using Strata.Tests.Layers;
using Strata.Tests.Merging;
using Strata.Tests.Selection;
using Strata.Tests.Values;
using Strata.Values;

namespace Strata.Tests.Snapshots;

public class ExplainerTests
{
    // The data of the contract's example of `explain -o json`.
    [Fact]
    public void Explain_TheContractsExample_GivesItsTrail()
    {
        var context = Selected.Context("docker");
        var layers = new[]
        {
            Described.From("# 1\n_metadata:\n  type: '*'\n  priority: low\n  tags: []\n\ndatabase:\n  postgresql:\n    port:   5433\n", "base.yml").Layer,
            Described.From(new string('\n', 28) + "database:\n  postgresql:\n    port:   ${DB_PORT:-5432}\n", "docker.yml").Layer,
            Described.From("_metadata:\n  type: docker\n  conditions: {tenant: acme}\ndatabase: {postgresql: {port: 1}}\n", "tenants/acme.yml").Layer,
        };
        var configuration = Resolved.From(Selected.From(layers, context).Result!);

        var explanation = configuration.Explain("database.postgresql.port")!;

        Assert.Equal("database.postgresql.port", explanation.Path.ToString());
        Assert.Equal("5432", Flow.Of(explanation.Value));
        Assert.False(explanation.IsSensitive);
        Assert.Equal(["set base 9:13", "replace docker 31:13"], configuration.TrailOf("database.postgresql.port"));
        Assert.Equal(["5433", "${DB_PORT:-5432}"], explanation.Trail.Select(static part => Flow.Of(part.Value)));
        Assert.Equal(("docker", "overrides/docker.yml", new SourcePosition(31, 13)), (explanation.Origin!.Override, explanation.Origin.File, explanation.Origin.Position));
        Assert.Equal([new ExplainedSubstitution("${DB_PORT:-5432}", "DB_PORT", VariableSource.Default, "5432")], explanation.Interpolations);
        Assert.Equal([new ExcludedOverride("tenants/acme", "tenant is unset, \"acme\" is required", HasValue: true)], explanation.Excluded);
    }

    [Theory]
    [InlineData("a", "merge")]
    [InlineData("l", "append")]
    [InlineData("p", "prepend")]
    [InlineData("u", "union")]
    [InlineData("s", "merge")]
    [InlineData("r", "replace")]
    public void Explain_EachEffect_IsNamed(string path, string effect) => Assert.Equal(
        ["set", effect],
        Resolved.From(
            "a: {x: 1}\nl: [1]\np: [1]\nu: [1]\ns: [{n: 1}]\nr: {x: 1}",
            "a: {y: 1}\nl: !append [2]\np: !prepend [2]\nu: !union [2]\ns: !by:n [{n: 2}]\nr: !replace {y: 1}").TrailOf(path).Select(static part => part.Split(' ')[0]));

    [Fact]
    public void Explain_ValueUnderAnAncestorThatWasReplaced_ShowsWhatLost()
    {
        var configuration = Resolved.From("a: {x: 1, y: 1}", "a: {x: 2}", "a: !replace {x: 3, z: 3}", "a: {x: 4}");

        Assert.Equal(["set a 1:8", "replace b 1:8", "replace c 1:17", "replace d 1:8"], configuration.TrailOf("a.x"));
        Assert.Equal(["set c 1:23"], configuration.TrailOf("a.z"));
    }

    [Fact]
    public void Explain_ValueThatWentWithItsAncestor_SaysWhoRemovedIt()
    {
        var configuration = Resolved.From("a: {x: {y: 1}}\nb: {x: 1}\nc: {x: 1}\nd: {x: 1}", "a: !replace {z: 1}\nb: null\nc: !unset\nd: [1]");

        foreach (var (path, trail) in ((string, string[])[])[
            ("a.x.y", ["set a 1:12", "unset b 1:4"]),
            ("b.x", ["set a 2:8", "unset b 2:4"]),
            ("c.x", ["set a 3:8", "unset b 3:4"]),
            ("d.x", ["set a 4:8", "unset b 4:4"])])
        {
            var explanation = configuration.Explain(path)!;
            Assert.Null(explanation.Value);
            Assert.Null(explanation.Origin);
            Assert.Equal(path, explanation.Path.ToString());
            Assert.Equal(trail, configuration.TrailOf(path));
        }
    }

    [Fact]
    public void Explain_ValueSetAgainUnderAnAncestorThatWasUnset_ShowsTheWholeStory()
    {
        var configuration = Resolved.From("a: {x: 1}", "a: !unset", "a: {x: 3}", "a: {x: 4}");

        Assert.Equal(["set a 1:8", "unset b 1:4", "set c 1:8", "replace d 1:8"], configuration.TrailOf("a.x"));
    }

    [Fact]
    public void Explain_MappingBeneathTwoThatMet_NamesEachMerge()
    {
        var configuration = Resolved.From("a: {m: {x: 1}}", "a: {m: {y: 1}}", "a: !replace {m: {z: 1}}");

        Assert.Equal(["set a 1:8", "merge b 1:8", "replace c 1:17"], configuration.TrailOf("a.m"));
    }

    [Fact]
    public void Explain_UnsetPath_TellsWhoSetAndWhoRemovedIt()
    {
        var configuration = Resolved.From("a: {x: 1}", "a: {x: 2}", "a: {x: !unset null}");

        var explanation = configuration.Explain("a.x")!;
        Assert.Null(explanation.Value);
        Assert.Null(explanation.Origin);
        Assert.Equal(["set a 1:8", "replace b 1:8", "unset c 1:8"], configuration.TrailOf("a.x"));
    }

    [Fact]
    public void Explain_UnsetTwice_IsRemovedOnce() =>
        Assert.Equal(["set a 1:4", "unset b 1:4"], Resolved.From("a: 1", "a: !unset", "a: !unset", "b: 1").TrailOf("a"));

    [Theory]
    [InlineData("none")]
    [InlineData("a.x.y")]
    [InlineData("a.none")]
    [InlineData("l[2]")]
    [InlineData("l.x")]
    [InlineData("a[0]")]
    public void Explain_PathWhereNothingEverWas_IsNull(string path) =>
        Assert.Null(Resolved.From("a: {x: 1}\nl: [1, 2]", "a: {x: 2}").Explain(path));

    [Fact]
    public void Explain_ItemsOfAListMergedByKey_FollowsEachItem()
    {
        var configuration = Resolved.From(
            "s: [{n: a, p: 1, m: {q: 1}}, {n: b, p: 1}]",
            "s: !by:n [{n: b, p: 2}, {n: c, p: 2}]",
            "s: !by:n [!unset {n: a}, {n: b, p: 3}]");

        Assert.Equal("{s: [{n: b, p: 3}, {n: c, p: 2}]}", Flow.Of(configuration.Root));
        Assert.Equal(["set a 1:40", "replace b 1:21", "replace c 1:36"], configuration.TrailOf("s[0].p"));
        Assert.Equal(["set a 1:30", "merge b 1:11", "merge c 1:26"], configuration.TrailOf("s[0]"));
        Assert.Equal(["set b 1:35"], configuration.TrailOf("s[1].p"));
        Assert.Equal(["set a 1:4", "merge b 1:4", "merge c 1:4"], configuration.TrailOf("s"));
    }

    [Fact]
    public void Explain_ItemOfAReplacedList_IsItsOwn()
    {
        var configuration = Resolved.From("l: [1, 2]", "l: [3]");

        Assert.Equal(["set a 1:5", "replace b 1:5"], configuration.TrailOf("l[0]"));
        Assert.Equal("3", Flow.Of(configuration.Explain("l[0]")!.Value));
    }

    [Fact]
    public void Explain_PathInAnySpelling_IsGivenInCanonicalForm()
    {
        var configuration = Resolved.From("s: [{\"n.1\": 5}]");

        foreach (var path in (string[])["s[0].\"n.1\"", "s.0.\"n.1\"", "/s/0/n.1"])
        {
            Assert.Equal("s[0].\"n.1\"", configuration.Explain(path)!.Path.ToString());
        }
    }

    [Fact]
    public void Explain_Root_ListsTheStack() =>
        Assert.Equal(["set a 1:1", "merge b 1:1"], Resolved.From("a: 1", "b: 1").TrailOf("."));

    [Fact]
    public void Explain_Reference_NamesTheReferredPath()
    {
        var configuration = Resolved.From("a: {x: 1}\nv: ${config:a}\nw: <${config:a.x}>\nl: [1]\nm: ${config:l}", "a: {x: 2}");

        Assert.Equal([new ExplainedSubstitution("${config:a}", "a", VariableSource.Config, "{...}")], configuration.Explain("v")!.Interpolations);
        Assert.Equal([new ExplainedSubstitution("${config:l}", "l", VariableSource.Config, "[...]")], configuration.Explain("m")!.Interpolations);
        Assert.Equal([new ExplainedSubstitution("${config:a.x}", "a.x", VariableSource.Config, "2")], configuration.Explain("w")!.Interpolations);
        Assert.Equal(["set a 2:4"], configuration.TrailOf("v"));
        Assert.Equal("${config:a}", Flow.Of(configuration.Explain("v")!.Trail[0].Value));
        Assert.Equal(["set a 1:8", "replace b 1:8"], configuration.TrailOf("v.x"));
        Assert.Equal("2", Flow.Of(configuration.Explain("v.x")!.Value));
    }

    [Theory]
    [InlineData("db: {password: s3cr3t}", "db.password")]
    [InlineData("v: <${DB_PASSWORD}>", "v")]
    [InlineData("v: ${DB_PASSWORD:-s3cr3t}", "v")]
    [InlineData("password: ${X:-s3cr3t}", "password")]
    [InlineData("v: ${X:-${DB_TOKEN:-s3cr3t}}", "v")]
    [InlineData("password: s3cr3t\nv: x${config:password}", "v")]
    [InlineData("v: http://u:s3cr3t@h/\nw: 1", "v")]
    [InlineData("v: ${X:-http://u:s3cr3t@h/}\nw: 1", "v")]
    public void Explain_Secret_IsSaidToBeOneAndMaskedInItsInterpolations(string yaml, string path)
    {
        var explanation = Resolved.From(Merged.Layers(yaml), ("DB_PASSWORD", "s3cr3t")).Explain(path)!;

        Assert.True(explanation.IsSensitive);
        Assert.All(explanation.Interpolations, static shown => Assert.DoesNotContain("s3cr3t", shown.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Leaves_EmptyMappingsAndLists_AreLeavesToo() => Assert.Equal(
        ["a.x=1", "b={}", "c=[]", "d[0].e=null", "d[1]=[]", "password=********"],
        Resolved.From("a: {x: 1}\nb: {}\nc: []\nd: [{e: null}, []]\npassword: s").Leaves().Select(static leaf => $"{leaf.Path}={leaf.Text}"));
}
