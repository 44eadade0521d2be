using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Strata.Consumers.Tests.Provider;

/// <summary>Configuration gives secrets to whoever asks for their keys, and <c>GetDebugView</c>, which prints all of it, gets none.</summary>
public sealed class DebugViewTests
{
    private const string Canary = "c4n4ry-in-clear";

    private const string Text = $$"""
        _metadata: { sensitive: [licence.number] }
        database:
          password: {{Canary}}
          url: postgresql://app:{{Canary}}@db:5432/app
          host: db
        licence: { number: {{Canary}} }
        api_keys: [{{Canary}}, {{Canary}}2]
        credentials: { primary: { user: {{Canary}} } }
        copy: "${config:database.password}!"
        """;

    [Fact]
    public void GetDebugView_OfARoot_ShowsNoSecret()
    {
        using var overrides = new ProvidedOverrides(Text);
        using var root = overrides.Build();

        var view = root.GetDebugView();

        Assert.DoesNotContain(Canary, view, StringComparison.Ordinal);
        Assert.Contains("host=db (Strata overrides in", view, StringComparison.Ordinal);
        Assert.Contains("url=postgresql://app:********@db:5432/app", view, StringComparison.Ordinal);
        Assert.Contains("password=********", view, StringComparison.Ordinal);
    }

    [Fact]
    public void GetDebugView_WithAProcessorOfItsOwn_GetsNoSecret()
    {
        using var overrides = new ProvidedOverrides(Text);
        using var root = overrides.Build();
        var seen = new List<string?>();

        root.GetDebugView(context =>
        {
            seen.Add(context.Value);
            return "";
        });

        Assert.Contains("db", seen);
        Assert.All(seen, static value => Assert.DoesNotContain(Canary, value ?? "", StringComparison.Ordinal));
    }

    [Fact]
    public void GetDebugView_OfAHostsConfiguration_ShowsNoSecret()
    {
        using var overrides = new ProvidedOverrides(Text);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.AddStrata(options => overrides.Configure(options));

        Assert.DoesNotContain(Canary, ((IConfigurationRoot)builder.Configuration).GetDebugView(), StringComparison.Ordinal);
        Assert.Equal(Canary, builder.Configuration["database:password"]);
        ((IDisposable)builder.Configuration).Dispose();
    }

    [Fact]
    public void GetDebugView_OfAConfigurationWithinOthers_ShowsNoSecret()
    {
        using var overrides = new ProvidedOverrides(Text);
        using var root = overrides.Build();
        IConfiguration chained = root;
        for (var i = 0; i < 3; i++)
        {
            chained = new ConfigurationBuilder().AddConfiguration(chained).Build();
        }

        Assert.DoesNotContain(Canary, ((IConfigurationRoot)chained).GetDebugView(), StringComparison.Ordinal);
        Assert.Equal(Canary, chained["database:password"]);
    }

    [Fact]
    public void GetDebugView_FromADeepStack_ShowsNoSecret()
    {
        using var overrides = new ProvidedOverrides(Text);
        using var root = overrides.Build();

        Assert.DoesNotContain(Canary, Deep(200), StringComparison.Ordinal);

        string Deep(int depth) => depth == 0 ? root.GetDebugView() : Deep(depth - 1) + " ";
    }

    [Fact]
    public void Values_AskedForByKey_AreThemselves()
    {
        using var overrides = new ProvidedOverrides(Text);
        using var root = overrides.Build();

        Assert.Equal(Canary, root["Database:Password"]);
        Assert.Equal($"postgresql://app:{Canary}@db:5432/app", root["database:url"]);
        Assert.Equal(Canary + "!", root["copy"]);
        Assert.Equal(Canary, root["licence:number"]);
        Assert.Equal([Canary, Canary + "2"], root.GetSection("ApiKeys").Get<string[]>()!);
        Assert.Equal(Canary, root.GetSection("credentials").Get<Dictionary<string, Dictionary<string, string>>>()!["primary"]["user"]);
    }

    [Fact]
    public void GetDebugView_ManyTimesOver_NeverShowsASecret()
    {
        // Whatever the compiler at run time makes of a method that is called often: inlined, it is on the stack no more.
        using var overrides = new ProvidedOverrides(Text);
        using var root = overrides.Build();

        for (var i = 0; i < 2_000; i++)
        {
            Assert.DoesNotContain(Canary, root.GetDebugView(), StringComparison.Ordinal);
        }
    }
}
