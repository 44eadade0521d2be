using System.Net;
using System.Runtime.Versioning;
using System.Text.Json;
using Strata.Consumers.Tests.Docs;

namespace Strata.Consumers.Tests.Samples;

/// <summary>The sample of a web API, as a process, through a change, a mistake and its repair.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "integration")]
public sealed class WebApiTests : IDisposable
{
    private readonly HttpClient _client = new();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task WebApi_FilesChangedBrokenAndMended_ServesOnAndStopsCleanly()
    {
        using var program = SampleProgram.Start("WebApi", "Development", "--urls", "http://127.0.0.1:0");
        await Listening(program);
        Assert.Equal("Hello Hello\n", await _client.GetStringAsync("/", TestContext.Current.CancellationToken));
        Assert.Equal("Healthy", await Health());

        program.Write("api.yml", "greeting: { text: Servus, repeat: 1 }\n_metadata: { dependencies: [base] }\n");
        await program.Until(async () => await _client.GetStringAsync("/", TestContext.Current.CancellationToken) is "Servus\n" and { } seen ? seen : null, "Servus");

        program.Write("api.yml", "greeting: { text: Servus\n");
        await program.Until(async () => await Health() is "Degraded" and { } seen ? seen : null, "Degraded");
        Assert.Equal("Servus\n", await _client.GetStringAsync("/", TestContext.Current.CancellationToken));

        program.Write("api.yml", "greeting: { text: Hi, repeat: 3 }\n_metadata: { dependencies: [base] }\n");
        await program.Until(async () => await _client.GetStringAsync("/", TestContext.Current.CancellationToken) is "Hi Hi Hi\n" and { } seen ? seen : null, "Hi Hi Hi");
        Assert.Equal("Healthy", await Health());

        Assert.Equal(0, program.Stop());
    }

    [Fact]
    public async Task WebApi_InDevelopment_ExplainsItsConfiguration()
    {
        using var program = SampleProgram.Start("WebApi", "Development", "--urls", "http://127.0.0.1:0");
        await Listening(program);

        var all = await _client.GetStringAsync("/configuration", TestContext.Current.CancellationToken);
        using var one = JsonDocument.Parse(await _client.GetStringAsync("/configuration?path=Greeting:Repeat", TestContext.Current.CancellationToken));
        using var database = JsonDocument.Parse(await _client.GetStringAsync("/database", TestContext.Current.CancellationToken));

        Assert.DoesNotContain("only-for-development", all, StringComparison.Ordinal);
        Assert.Equal(["base", "api"], one.RootElement.GetProperty("trail").EnumerateArray().Select(static part => part.GetProperty("override").GetString()));
        Assert.Equal((10, true), (database.RootElement.GetProperty("maxConnections").GetInt32(), database.RootElement.GetProperty("hasPassword").GetBoolean()));
    }

    [Fact]
    public async Task WebApi_StartedAsItsReadmeSays_IsInDevelopment()
    {
        var typed = MarkdownPage.Read("samples/WebApi/README.md").Sections.SelectMany(static section => section.Blocks).First(static block => block.Language == "sh").Text.TrimEnd().Split('\n');
        Assert.Equal("cd samples/WebApi", typed[0]);

        // It was built with the tests, and the page's port may be taken.
        using var program = SampleProgram.Type("WebApi", typed[1].Replace("dotnet run ", "exec dotnet run --no-build ", StringComparison.Ordinal) + " --urls http://127.0.0.1:0");

        await program.WaitFor("Now listening on: http://127.0.0.1:");
        await program.WaitFor("Hosting environment: Development");
    }

    [Fact]
    public async Task WebApi_LinesOfItsReadme_PrintWhatItSays()
    {
        using var program = SampleProgram.Start("WebApi", "Development", "--urls", "http://127.0.0.1:0");
        await Listening(program);
        var lines = MarkdownPage.Read("samples/WebApi/README.md").Sections.SelectMany(static section => section.Blocks)
            .Single(static block => block.Language == "sh" && block.Text.Contains("curl", StringComparison.Ordinal)).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(5, lines.Length);

        foreach (var line in lines)
        {
            var (typed, said) = line.Split(" # ", 2) is [var command, var comment] ? (command.TrimEnd(), comment) : (line, "");
            string[] expected = said switch
            {
                "" => [],
                _ when said.StartsWith("Hello", StringComparison.Ordinal) => [said + "\n"],
                "Healthy, with the revision and its age" => ["\"status\":\"Healthy\"", "\"revision\":2", "\"age_seconds\":"],
                "which file and line said 5, and what lost" => ["\"value\": 5", "overrides/api.yml", "\"line\": 5", "overrides/base.yml"],
                _ => throw new InvalidOperationException($"The test does not know what \"{said}\" looks like."),
            };

            // A change is live a moment later.
            await program.Until(
                () => Task.FromResult(program.Shell(typed.Replace("localhost:8000", _client.BaseAddress!.Authority, StringComparison.Ordinal)) is var printed && expected.All(part => printed.Contains(part, StringComparison.Ordinal)) ? printed : null),
                line);
        }
    }

    [Fact]
    public async Task WebApi_ValueThatItsValidationRefuses_IsAnErrorUntilItIsMended()
    {
        using var program = SampleProgram.Start("WebApi", "Development", "--urls", "http://127.0.0.1:0");
        await Listening(program);

        program.Write("api.yml", "greeting: { repeat: 99 }\n_metadata: { dependencies: [base] }\n");
        await program.WaitFor("greeting.repeat must be between 1 and 10");
        using (var response = await _client.GetAsync("/", TestContext.Current.CancellationToken))
        {
            Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        }

        program.Write("api.yml", "greeting: { repeat: 3 }\n_metadata: { dependencies: [base] }\n");
        await program.Until(
            async () =>
            {
                using var response = await _client.GetAsync("/", TestContext.Current.CancellationToken);
                return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken) is "Hello Hello Hello\n" and { } seen ? seen : null;
            },
            "Hello Hello Hello");
    }

    [Fact]
    public void WebApi_InProductionWithoutItsPassword_DoesNotStart()
    {
        using var program = SampleProgram.Start("WebApi", "Production", "--urls", "http://127.0.0.1:0");

        Assert.NotEqual(0, program.ExitCode());

        Assert.Contains("the database has a password in production", program.Output, StringComparison.Ordinal);
        Assert.Contains("overrides/production.yml:8:13", program.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WebApi_NotInDevelopment_HidesItsConfiguration()
    {
        using var program = SampleProgram.Start("WebApi", "Staging", "--urls", "http://127.0.0.1:0");
        await Listening(program);

        using var response = await _client.GetAsync("/configuration", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private async Task Listening(SampleProgram program)
    {
        var line = await program.WaitFor("Now listening on: ");
        _client.BaseAddress = new Uri(line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..]);
    }

    private async Task<string> Health()
    {
        using var response = await _client.GetAsync("/health", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return json.RootElement.GetProperty("status").GetString()!;
    }
}
