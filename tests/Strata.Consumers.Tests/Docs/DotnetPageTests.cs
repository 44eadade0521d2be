using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Strata.Consumers.Tests.Server.Client;
using Strata.Extensions.Configuration;

namespace Strata.Consumers.Tests.Docs;

/// <summary>The C# of docs/dotnet.md: compiled and run here, and compared with the page.</summary>
public sealed class DotnetPageTests
{
    private const string Page = "docs/dotnet.md";

    [Fact]
    public async Task Snippets_OfThePage_Run()
    {
        using var output = new StringWriter();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = Repository.Root, EnvironmentName = "Staging" });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddAuthorization();
        AddWithOptions(builder);
        AddRest(builder);
        await using var app = builder.Build();
        Use(app, output);
        await app.StartAsync(TestContext.Current.CancellationToken);

        Assert.Equal(50, app.Services.GetRequiredService<IOptionsMonitor<PoolOptions>>().CurrentValue.MaxSize);
        Assert.StartsWith("database.postgresql.port = 5432", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("<- wins", output.ToString(), StringComparison.Ordinal);
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Snippet_OneLine_IsEnough()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = Repository.Root, EnvironmentName = "Staging" });
        AddInOneLine(builder, Path.Combine(Repository.Root, "overrides"));
        using var host = builder.Build();

        Assert.Equal("5432", builder.Configuration["Database:Postgresql:Port"]);
    }

    [Fact]
    public void Snippet_OfTheServer_ReadsAndKeeps()
    {
        using var server = new StandInReplica(new ServedPoint("e1", 7), """{"database": {"postgresql": {"port": 5432}}}""");
        var kept = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Staging" });
        builder.Configuration["CONFIGURATION_KEY"] = "correct horse battery staple";
        try
        {
            AddFromServer(builder, server.Url, kept);
            using var host = builder.Build();

            Assert.Equal("5432", builder.Configuration["Database:Postgresql:Port"]);
            Assert.Contains(server.Asked, static request => request.Target.Contains("environment=staging&tenant=acme", StringComparison.Ordinal));
            Assert.True(File.Exists(kept));
        }
        finally
        {
            File.Delete(kept);
        }
    }

    [Theory]
    [InlineData("one-line")]
    [InlineData("options")]
    [InlineData("typed")]
    [InlineData("record")]
    [InlineData("health")]
    [InlineData("explain")]
    [InlineData("endpoint")]
    [InlineData("server")]
    public void Snippet_OfThePage_IsTheOneThatRuns(string name) => Assert.Contains(CompiledSnippets.Of<DotnetPageTests>(name), MarkdownPage.Read(Page).CSharp);

    [Fact]
    public void Snippets_OfThePage_AreAllHere() =>
        Assert.Equal(8, MarkdownPage.Read(Page).CSharp.Count);

    private static void AddInOneLine(HostApplicationBuilder builder, string directory)
    {
        // <one-line>
        builder.AddStrata(directory, "docker");
        // </one-line>
    }

    private static void AddFromServer(HostApplicationBuilder builder, Uri server, string kept)
    {
        // <server>
        builder.AddStrataServer(server, "shop", "api", options =>
        {
            options.Tenant = "acme";
            options.LastKnownGoodFile = kept;
            options.LastKnownGoodKey = builder.Configuration["CONFIGURATION_KEY"];
        });
        // </server>
    }

    private static void AddWithOptions(WebApplicationBuilder builder)
    {
        // <options>
        builder.AddStrata(options =>
        {
            options.Directory = "overrides";
            options.Type = "docker";
            options.Context = context => context with { Tenant = "acme" };
            options.Manager.Strict = true;
        });
        // </options>
    }

    private static void AddRest(WebApplicationBuilder builder)
    {
        // <typed>
        builder.Services.AddStrataOptions<PoolOptions>("database.postgresql.pool")
            .Validate(pool => pool.MinSize <= pool.MaxSize, "the pool is larger at least than at most");
        // </typed>

        // <health>
        builder.Services.AddHealthChecks().AddStrata();
        // </health>
    }

    private static void Use(WebApplication app, StringWriter output)
    {
        // <explain>
        var explainer = app.Services.GetRequiredService<IConfigurationExplainer>();
        output.WriteLine(explainer.Explain("Database:Postgresql:Port"));
        // </explain>

        // <endpoint>
        app.MapStrataConfiguration("/configuration");
        // </endpoint>
    }

    // <record>
    public sealed record PoolOptions
    {
        public required int MinSize { get; init; }

        public required int MaxSize { get; init; }
    }
    // </record>
}
