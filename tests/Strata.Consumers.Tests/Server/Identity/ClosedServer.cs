using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OtpNet;
using Strata.Consumers.Tests.Servers;

namespace Strata.Consumers.Tests.Server.Identity;

/// <summary>A server whose store was closed by <c>init</c>, with its administrator, who has a password and an authenticator.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed partial class ClosedServer : IDisposable
{
    private ClosedServer(ServerProcess process, Person administrator, string token)
    {
        Process = process;
        Administrator = administrator;
        AdministratorToken = token;
    }

    public ServerProcess Process { get; }

    public Person Administrator { get; }

    /// <summary>An access token of the administrator.</summary>
    public string AdministratorToken { get; }

    public Uri Url => Process.Url;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<ClosedServer> StartAsync(params string[] arguments)
    {
        var process = ServerProcess.Of([], arguments);
        string[] store = arguments is ["--store", var named, ..] ? ["--store", named] : ["--data", process.Data];
        var init = InstalledProgram.Run(ServerProgram.Path, ["init", .. store]).Success();
        var password = OneTimePassword().Match(init).Groups[1].Value;
        process.StartAgain();
        var administrator = new Person("admin", password);
        using var browser = new Browser(process.Url);
        await administrator.SignInAsync(browser);
        return new ClosedServer(process, administrator, await DeviceTokenAsync(process.Url, browser, "strata-cli"));
    }

    /// <summary>Asks the API.</summary>
    public Task<ServerAnswer> SendAsync(HttpMethod method, string path, object? body = null, string? token = null) =>
        Process.SendAsync(method, path, body, ("Authorization", $"Bearer {token ?? AdministratorToken}"));

    /// <summary>Makes a user.</summary>
    public async Task<Person> AddUserAsync(string name) =>
        new(name, (await SendAsync(HttpMethod.Post, "/api/v1/identity/users", new { name })).Success()["password"]!.GetValue<string>());

    /// <summary>Makes a client.</summary>
    /// <returns>Its secret.</returns>
    public async Task<string?> AddClientAsync(string id, string kind, params string[] redirectUris) =>
        (await SendAsync(HttpMethod.Post, "/api/v1/identity/clients", new { id, kind, redirectUris })).Success()["secret"]?.GetValue<string>();

    /// <summary>Asks an address of the flows.</summary>
    public Task<JsonNode> FlowAsync(string address, params (string Name, string Value)[] fields) => FlowAsync(Url, address, fields);

    /// <summary>Signs a device in, as somebody whose browser is signed in.</summary>
    public static async Task<string> DeviceTokenAsync(Uri server, Browser browser, string client) =>
        (await DeviceTokensAsync(server, browser, client))["access_token"]!.GetValue<string>();

    public static async Task<JsonNode> DeviceTokensAsync(Uri server, Browser browser, string client)
    {
        var device = await FlowAsync(server, "/connect/device", ("client_id", client), ("scope", "openid offline_access"));
        var page = await browser.OpenAsync($"/connect/verify?user_code={device["user_code"]}");
        Assert.Contains("Allow", page.Text, StringComparison.Ordinal);
        Assert.Equal(302, (await browser.SubmitAsync(page)).Status);
        return await FlowAsync(server, "/connect/token", ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), ("client_id", client), ("device_code", device["device_code"]!.GetValue<string>()));
    }

    public void Dispose() => Process.Dispose();

    private static async Task<JsonNode> FlowAsync(Uri server, string address, params (string Name, string Value)[] fields)
    {
        using var client = new HttpClient { BaseAddress = server };
        using var content = new FormUrlEncodedContent(fields.Select(static field => KeyValuePair.Create(field.Name, field.Value)));
        using var response = await client.PostAsync(address, content, Token);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!;
    }

    [GeneratedRegex("one-time password (\\S+)")]
    private static partial Regex OneTimePassword();
}

/// <summary>Somebody with a password and an authenticator.</summary>
internal sealed partial class Person(string name, string password)
{
    private long _step;

    public string Name => name;

    public string Password { get; private set; } = password;

    public string? Secret { get; private set; }

    public IReadOnlyList<string> RecoveryCodes { get; private set; } = [];

    /// <summary>Signs in, and does what is asked for until it is done.</summary>
    public async Task SignInAsync(Browser browser, string address = "/account")
    {
        var page = await browser.OpenAsync($"/account/login?returnUrl={Uri.EscapeDataString(address)}");
        page = await browser.SubmitAsync(page, ("name", name), ("password", Password));
        for (var steps = 0; page.Next is { } next && next.StartsWith("/account/", StringComparison.Ordinal); steps++)
        {
            Assert.True(steps < 5, page.Text);
            page = await browser.OpenAsync(next);
            page = next.Split('?')[0] switch
            {
                "/account/password" => await ChoosePasswordAsync(browser, page),
                "/account/enrol" => await EnrolAsync(browser, page),
                "/account/factor" => await browser.SubmitAsync(page, ("code", NextCode())),
                _ => page,
            };
        }

        Assert.True(page.Status == 200, page.Text);
    }

    /// <summary>A code that was not used yet.</summary>
    public string NextCode()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 30;
        _step = Math.Max(_step + 1, now - 1);
        Assert.True(_step <= now + 1, "there is no unused code at this moment");
        return CodeOf(_step);
    }

    public string CodeOf(long step) => new Totp(Base32Encoding.ToBytes(Secret)).ComputeTotp(DateTimeOffset.FromUnixTimeSeconds(step * 30).UtcDateTime);

    public async Task<BrowserPage> ChoosePasswordAsync(Browser browser, BrowserPage page)
    {
        var chosen = $"a long one of {Guid.NewGuid().ToString("N")}";
        var next = await browser.SubmitAsync(page, ("current", Password), ("password", chosen));
        Password = chosen;
        return next;
    }

    public async Task<BrowserPage> EnrolAsync(Browser browser, BrowserPage page)
    {
        Secret = SecretPattern().Match(page.Text).Groups[1].Value;
        var next = await browser.SubmitAsync(page, ("code", NextCode()));
        RecoveryCodes = [.. CodePattern().Matches(next.Text).Select(static match => match.Groups[1].Value)];
        return next with { Text = "" };
    }

    [GeneratedRegex("secret=([A-Z2-7]+)")]
    private static partial Regex SecretPattern();

    [GeneratedRegex("<li><code>([^<]+)</code>")]
    private static partial Regex CodePattern();
}
