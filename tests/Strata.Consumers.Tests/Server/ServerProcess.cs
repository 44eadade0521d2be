using System.Globalization;
using System.Net.Http.Json;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Strata.Consumers.Tests.Servers;

namespace Strata.Consumers.Tests.Server;

/// <summary>A <c>strata-server</c> as a process of its own, on a free port of this machine, with a client for it.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed partial class ServerProcess : IDisposable
{
    private readonly string[] _arguments;
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("strata-server-");
    private RunningProgram? _program;
    private string _scheme = "http";
    private string _written = "";
    private (string Name, string Value)[] _variables = [];

    private ServerProcess(string[] arguments) => _arguments = arguments;

    /// <summary>Where it listens.</summary>
    public Uri Url { get; private set; } = new("http://127.0.0.1");

    /// <summary>Asks it.</summary>
    public HttpClient Client { get; private set; } = new();

    /// <summary>What it has written.</summary>
    public string Output => _program?.Output ?? _written;

    /// <summary>Where it writes.</summary>
    public string Data => Path.Combine(_directory.FullName, "data");

    public RunningProgram Process => _program ?? throw new InvalidOperationException("it does not run");

    /// <summary>Starts one, with an embedded store of its own unless the arguments say otherwise, and with nothing imported.</summary>
    public static ServerProcess Start(params string[] arguments)
    {
        var server = new ServerProcess(arguments);
        server.StartAgain();
        return server;
    }

    /// <summary>The same, over TLS, whose certificate the arguments name.</summary>
    public static ServerProcess Secure(params string[] arguments)
    {
        var server = new ServerProcess(arguments) { _scheme = "https" };
        server.StartAgain();
        return server;
    }

    /// <summary>One that is not started yet, with variables of its own.</summary>
    public static ServerProcess Of((string Name, string Value)[] variables, params string[] arguments) => new(arguments) { _variables = variables };

    /// <summary>Starts it again with the same arguments and data.</summary>
    /// <param name="samePort">Whether it listens where it did before.</param>
    public void StartAgain(bool samePort = false)
    {
        var listen = samePort ? Url.GetLeftPart(UriPartial.Authority) : $"{_scheme}://127.0.0.1:0";
        string[] import = _arguments.Contains("--import") ? [] : ["--no-import"];

        // Who does not ask for figures is spared what makes them.
        string[] metrics = _arguments.Contains("--metrics-listen") ? [] : ["--no-metrics"];

        // It lives for seconds: what is compiled for years of service would cost more than it brings.
        _program = RunningProgram.Start(ServerProgram.Path, ["serve", "--listen", listen, "--data", Data, .. import, .. metrics, .. _arguments], _directory.FullName, variables: [("DOTNET_gcServer", "0"), ("DOTNET_TieredPGO", "0"), .. _variables]);
        _program.WaitUntil(() => Listening().IsMatch(Output));
        Url = new Uri(Listening().Match(Output).Groups[1].Value);
        Client.Dispose();
        Client = new HttpClient { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(60) };
    }

    /// <summary>Ends it by a signal: TERM to let it end, KILL to give it no chance.</summary>
    public void Stop(string signal = "TERM")
    {
        if (_program is { } program)
        {
            program.Stop(signal);
            program.ReadToEnd();
            _written = program.Output;
        }

        _program?.Dispose();
        _program = null;
    }

    /// <summary>Sends JSON, and reads the JSON that comes back.</summary>
    public async Task<ServerAnswer> SendAsync(HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var isJson = response.Content.Headers.ContentType?.MediaType?.Contains("json", StringComparison.Ordinal) == true;
        return new ServerAnswer((int)response.StatusCode, text, isJson ? JsonNode.Parse(text) : null, response.Headers.ETag?.ToString(), response.Headers.ToDictionary(static header => header.Key, static header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase));
    }

    public Task<ServerAnswer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    /// <summary>Makes a space, and publishes files to it.</summary>
    /// <returns>The revision.</returns>
    public async Task<long> PublishAsync(string space, params (string Path, string Text)[] files)
    {
        var made = await SendAsync(HttpMethod.Put, $"/api/v1/spaces/{space}", new { });
        Assert.True(made.Status is 201 or 409, made.Text);
        var answer = await SendAsync(HttpMethod.Post, $"/api/v1/spaces/{space}/revisions", new { files = files.ToDictionary(static file => file.Path, static file => new { text = file.Text }) });
        Assert.True(answer.Status == 201, answer.Text);
        return answer.Json!["revision"]!.GetValue<long>();
    }

    public void Dispose()
    {
        // It may be paused.
        _program?.Signal("CONT");
        Stop();
        Client.Dispose();
        _directory.Delete(recursive: true);
    }

    [GeneratedRegex(@"listening on (https?://\S+:[0-9]+)[;,]")]
    private static partial Regex Listening();
}

/// <summary>What a server answered.</summary>
internal sealed record ServerAnswer(int Status, string Text, JsonNode? Json, string? ETag, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The answer, when it is that of a success.</summary>
    public JsonNode Success()
    {
        Assert.True(Status is >= 200 and < 300, string.Create(CultureInfo.InvariantCulture, $"{Status}: {Text}"));
        return Json!;
    }
}
