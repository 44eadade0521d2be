using System.Diagnostics;
using System.Runtime.Versioning;

namespace Strata.Consumers.Tests.Server.Identity;

/// <summary>Two servers on one PostgreSQL: whoever signed in at one is known to the other, and what one ends is over at both.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "integration")]
public sealed class ReplicaTests(SharedPostgreSql shared) : IClassFixture<SharedPostgreSql>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Replicas_ShareKeysSessionsTokensAndCodes()
    {
        string[] arguments = ["--store", shared.NewDatabase(), "--public-url", "http://127.0.0.1:8000"];
        using var first = await ClosedServer.StartAsync(arguments);
        using var second = ServerProcess.Start(arguments);
        Assert.Equal(200, await StatusAsync(second, first.AdministratorToken));

        // A browser whose session began at one goes on at the other, and its code is of one use for both.
        var user = await first.AddUserAsync("both");
        using var browser = new Browser(first.Url);
        await user.SignInAsync(browser);
        await user.EnrolAsync(browser, await browser.OpenAsync("/account/enrol"));
        using var elsewhere = new Browser(second.Url);
        elsewhere.Cookies.Add(browser.Cookies.GetAllCookies());
        Assert.Equal(200, (await elsewhere.OpenAsync("/account", mostRedirects: 0)).Status);
        var code = user.NextCode();
        Assert.Equal(200, await FactorAsync(first.Url, user, code));
        Assert.Equal(401, await FactorAsync(second.Url, user, code));

        var token = await ClosedServer.DeviceTokenAsync(second.Url, elsewhere, "strata-cli");
        Assert.Equal((200, 200), (await StatusAsync(first.Process, token), await StatusAsync(second, token)));
        Assert.Equal(200, (await first.SendAsync(HttpMethod.Post, "/api/v1/identity/users/both/disable")).Status);
        var waited = Stopwatch.StartNew();
        while (await StatusAsync(second, token) != 401)
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(7), "it is taken still");
            await Task.Delay(200, Token);
        }
    }

    private static async Task<int> StatusAsync(ServerProcess server, string token) => (await server.SendAsync(HttpMethod.Get, "/api/v1/identity/whoami", null, ("Authorization", $"Bearer {token}"))).Status;

    private static async Task<int> FactorAsync(Uri server, Person user, string code)
    {
        using var browser = new Browser(server);
        var login = await browser.SubmitAsync(await browser.OpenAsync("/account/login"), ("name", user.Name), ("password", user.Password));
        return (await browser.SubmitAsync(await browser.OpenAsync(login.Next!), ("code", code))).Status;
    }
}
