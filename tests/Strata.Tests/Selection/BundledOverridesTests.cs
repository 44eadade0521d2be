using Strata.Layers;
using Strata.Selection;
using Strata.Tests.Layers;

namespace Strata.Tests.Selection;

/// <summary>The overrides that the repository brings along are described as this stage wants them.</summary>
public class BundledOverridesTests
{
    private static IReadOnlyList<Layer> Bundled()
    {
        var directory = Path.Combine(Repository.Root, "overrides");
        string[] files = ["base.yml", "docker.yml", "local.yml", "testing.yml", "tenants/acme.yml", "tenants/globex.yml"];
        return [.. files.Select(file => Described.From(File.ReadAllText(Path.Combine(directory, file)), file).Layer)];
    }

    private static ResolutionContext Local => Selected.Context("local");

    [Fact]
    public void Select_Local_TakesWhatItDependsOn()
    {
        var selected = Selected.From(Bundled(), Local);

        Assert.Empty(selected.Diagnostics);
        Assert.Equal("base local", selected.Order);
        Assert.Equal("tenant is unset, \"acme\" is required", selected.ReasonOf("tenants/acme"));
        Assert.Equal("tenant is unset, \"globex\" or \"globex-*\" is required", selected.ReasonOf("tenants/globex"));
    }

    [Fact]
    public void Select_DockersComposeFile_IsAnOverride()
    {
        var selected = Selected.From(Bundled(), Selected.Context("docker"));

        Assert.Empty(selected.Diagnostics);
        Assert.Equal("base docker", selected.Order);
        Assert.DoesNotContain("services", selected.Result!.Stack[1].Body.Keys);
    }

    [Fact]
    public void Select_LocalForATenant_PutsTheTenantOnTop()
    {
        var selected = Selected.From(Bundled(), Local with { Tenant = "globex-north" });

        Assert.Equal("base local tenants/globex", selected.Order);
    }

    [Fact]
    public void Select_LocalInProduction_SaysWhyNothingIsLeft()
    {
        var error = Selected.From(Bundled(), Local with { Environment = "production" }).Error;

        Assert.Equal("STR2003", error.Code.ToString());
        Assert.Contains("local (environment is \"production\", \"development\" is required)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TypesOf_Bundled_AreSorted() => Assert.Equal(["base", "docker", "local", "testing"], Selector.TypesOf(Bundled()));
}
