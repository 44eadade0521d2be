using System.Diagnostics;
using System.Runtime.Versioning;
using Strata.Consumers.Tests.Server.Identity;

namespace Strata.Consumers.Tests.Server.Attacks;

/// <summary>Attacks on the pages by which people sign in.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "security")]
public sealed class SignInAttackTests(ClosedServerFixture fixture) : IClassFixture<ClosedServerFixture>
{
    private ClosedServer Server => fixture.Server;

    [Fact]
    public async Task Guessing_OfAPassword_IsLockedOut_AndTheRightOneLooksWrongThen()
    {
        var user = await Server.AddUserAsync("locked");
        using var browser = new Browser(Server.Url);
        Assert.Equal(200, (await TryAsync(browser, user.Name, user.Password)).Status);
        for (var guesses = 0; guesses < 5; guesses++)
        {
            Assert.Equal(401, (await TryAsync(browser, user.Name, $"wrong {guesses}")).Status);
        }

        var right = await TryAsync(browser, user.Name, user.Password);
        var nobody = await TryAsync(browser, "nobody-of-this-name", user.Password);
        Assert.Equal((401, Shown(nobody)), (right.Status, Shown(right)));
        Assert.True((await Server.SendAsync(HttpMethod.Get, "/api/v1/identity/users?limit=500")).Success()["items"]!.AsArray().Single(static item => item!["name"]!.GetValue<string>() == "locked")!["isLocked"]!.GetValue<bool>());

        // An administrator lets the user in again.
        var password = (await Server.SendAsync(HttpMethod.Post, "/api/v1/identity/users/locked/reset-password")).Success()["password"]!.GetValue<string>();
        Assert.Equal(200, (await TryAsync(browser, user.Name, password)).Status);
    }

    [Fact]
    public async Task Guessing_ByManyAtOnce_IsLockedOutToo()
    {
        var user = await Server.AddUserAsync("storm");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async guess =>
        {
            using var browser = new Browser(Server.Url);
            Assert.Equal(401, (await TryAsync(browser, user.Name, $"wrong {guess}")).Status);
        }));
        using var own = new Browser(Server.Url);
        Assert.Equal(401, (await TryAsync(own, user.Name, user.Password)).Status);
    }

    [Fact]
    public async Task Failures_ForEveryReason_LookAlike_AndTakeAsLong()
    {
        var user = await Server.AddUserAsync("known");
        await Server.AddUserAsync("gone");
        await Server.SendAsync(HttpMethod.Post, "/api/v1/identity/users/gone/disable");
        using var browser = new Browser(Server.Url);
        await TryAsync(browser, user.Name, "warms up");
        var times = new Dictionary<string, List<double>> { ["known"] = [], ["unknown"] = [], ["disabled"] = [] };
        var shown = new HashSet<string>();
        for (var round = 0; round < 4; round++)
        {
            foreach (var (kind, name) in new[] { ("known", "known"), ("unknown", $"unknown-{round}"), ("disabled", "gone") })
            {
                var page = await browser.OpenAsync("/account/login");
                var begun = Stopwatch.GetTimestamp();
                var answer = await browser.SubmitAsync(page, ("name", name), ("password", "not the password"));
                times[kind].Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
                Assert.Equal(401, answer.Status);
                shown.Add(Shown(answer));
            }
        }

        Assert.Single(shown);

        // The least of each kind: what the machine does beside it only adds. Hashing alone takes longer than this margin.
        var least = times.Values.Select(static kind => kind.Min()).ToArray();
        Assert.True(least.Max() - least.Min() < 50, string.Join(", ", times.Select(static kind => $"{kind.Key} {kind.Value.Min():F0} ms")));
        Assert.True(least.Min() >= 590, $"{least.Min():F0} ms");
    }

    [Fact]
    public async Task Session_ThatWasKnownBefore_IsOfNoUseAfterwards()
    {
        var user = await Server.AddUserAsync("fixated");
        using var browser = new Browser(Server.Url);
        browser.Cookies.Add(Server.Url, new System.Net.Cookie("strata-session", "known-to-the-attacker"));
        var login = await browser.SubmitAsync(await browser.OpenAsync("/account/login"), ("name", user.Name), ("password", user.Password));
        var first = Assert.Single(login.SetCookies, static cookie => cookie.StartsWith("strata-session=", StringComparison.Ordinal));
        Assert.DoesNotContain("known-to-the-attacker", first, StringComparison.Ordinal);
        Assert.Contains("httponly", first, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", first, StringComparison.OrdinalIgnoreCase);

        // Each step has another one, and the one before is over.
        var before = new Browser(Server.Url);
        before.Cookies.Add(browser.Cookies.GetAllCookies());
        await user.ChoosePasswordAsync(browser, await browser.OpenAsync(login.Next!));
        Assert.Equal(200, (await browser.OpenAsync("/account", mostRedirects: 0)).Status);
        Assert.Equal(302, (await before.OpenAsync("/account", mostRedirects: 0)).Status);
        before.Dispose();
    }

    [Theory]
    [InlineData("/account/password")]
    [InlineData("/account/enrol")]
    [InlineData("/account/logout")]
    [InlineData("/account/login")]
    [InlineData("/account/factor")]
    [InlineData("/connect/logout")]
    public async Task Form_OfAnotherSite_ChangesNothing(string address)
    {
        var name = $"csrf{address.Replace('/', '-')}";
        var user = await Server.AddUserAsync(name);
        using var browser = new Browser(Server.Url);
        await user.SignInAsync(browser);
        var fields = new KeyValuePair<string, string>[] { new("name", name), new("password", user.Password), new("current", user.Password), new("code", "123456") };
        Assert.Equal(400, (await browser.PostAsync(address, fields)).Status);

        // Nor with the token of a form that somebody else was given.
        using var other = new Browser(Server.Url);
        var stolen = (await other.OpenAsync("/account/login")).Hidden.Single(static field => field.Key == "form-token");
        Assert.Equal(400, (await browser.PostAsync(address, [.. fields, stolen])).Status);
        Assert.Equal(200, (await browser.OpenAsync("/account", mostRedirects: 0)).Status);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("\\\\evil.example/")]
    [InlineData("/\t/evil.example/")]
    [InlineData("/\n/evil.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("http:evil.example")]
    [InlineData(" //evil.example")]
    [InlineData("/%0d%0aSet-Cookie:x=y\r\nSet-Cookie: x=y")]
    public async Task Address_ToGoOnTo_IsOneOfThisServer(string address)
    {
        Assert.Equal("/account", Strata.Server.Identity.Page.LocalAddress(address));
        using var browser = new Browser(Server.Url);
        var page = await browser.OpenAsync($"/account/login?returnUrl={Uri.EscapeDataString(address)}");
        Assert.Equal("/account", page.Hidden.Single(static field => field.Key == "returnUrl").Value);
        Assert.Equal("/connect/verify?user_code=1", Strata.Server.Identity.Page.LocalAddress("/connect/verify?user_code=1"));
    }

    [Fact]
    public async Task Pages_RunNoScript_AndAreFramedByNobody()
    {
        using var browser = new Browser(Server.Url);
        var page = await browser.OpenAsync("/account/login?returnUrl=%2Fa%22%3E%3Cscript%3Ealert(1)%3C/script%3E");
        Assert.Contains("default-src 'none'", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("style=", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("no-store", page.Headers["Cache-Control"]);
    }

    [Fact]
    public async Task Password_ThatCouldNeverBeTyped_IsNotTaken_AndWhatWasRefusedIsNotWrittenDown()
    {
        var user = await Server.AddUserAsync("lengthy");
        using var browser = new Browser(Server.Url);
        var login = await TryAsync(browser, user.Name, user.Password);
        foreach (var (chosen, status) in new[] { (string.Concat(Enumerable.Range(0, 257).Select(static i => (char)('a' + (i % 26)))), 400), ("short", 400), ("has lengthy in it", 400), (user.Password, 400), ("a long one, at last", 200) })
        {
            var page = await browser.SubmitAsync(await browser.OpenAsync("/account/password"), ("current", user.Password), ("password", chosen));
            Assert.True(page.Status == status, page.Text);
        }

        Assert.Equal(["sign-in", "user-change-password"], await ActionsOfAsync("user:lengthy"));
        var enrol = await browser.OpenAsync("/account/enrol");
        Assert.Equal(400, (await browser.SubmitAsync(enrol, ("code", "000000"))).Status);
        Assert.Equal(["sign-in", "user-change-password"], await ActionsOfAsync("user:lengthy"));
        Assert.Equal(200, (await user.EnrolAsync(browser, await browser.OpenAsync("/account/enrol"))).Status);
        Assert.Equal(["sign-in", "user-change-password", "user-enrol-factor"], await ActionsOfAsync("user:lengthy"));
    }

    [Fact]
    public async Task Enrolment_ByTwoAtOnce_IsThatOfOne()
    {
        var user = await Server.AddUserAsync("twofold");
        using var browser = new Browser(Server.Url);
        await user.SignInAsync(browser);
        var people = Enumerable.Range(0, 4).Select(_ => (Person: new Person(user.Name, user.Password), Browser: new Browser(Server.Url))).ToArray();
        var offers = new List<BrowserPage>();
        foreach (var (_, own) in people)
        {
            own.Cookies.Add(browser.Cookies.GetAllCookies());
            offers.Add(await own.OpenAsync("/account/enrol"));
        }

        var pages = await Task.WhenAll(people.Zip(offers, static (one, offer) => one.Person.EnrolAsync(one.Browser, offer)));

        // Whoever was told his codes has the only ones that there are.
        Assert.All(pages, static page => Assert.True(page.Status < 500, page.Text));
        var taken = 0;
        foreach (var (person, own) in people)
        {
            own.Dispose();
            using var second = new Browser(Server.Url);
            var login = await TryAsync(second, user.Name, user.Password);
            if (person.RecoveryCodes is [var code, ..] && (await second.SubmitAsync(await second.OpenAsync(login.Next!), ("code", code))).Status == 200)
            {
                taken++;
            }
        }

        Assert.Equal(1, taken);
    }

    [Fact]
    public async Task Session_OfABrowser_IsNothingToTheApi()
    {
        var user = await Server.AddUserAsync("cookie");
        using var browser = new Browser(Server.Url);
        await user.SignInAsync(browser);
        Assert.Equal(200, (await browser.OpenAsync("/account", mostRedirects: 0)).Status);
        Assert.Equal(401, (await browser.OpenAsync("/api/v1/identity/whoami")).Status);
    }

    [Fact]
    public async Task Code_OfAnAuthenticator_IsTakenOnce_AndGuessingItLocksOut()
    {
        var user = await Server.AddUserAsync("totp");
        using var browser = new Browser(Server.Url);
        await user.SignInAsync(browser);
        await user.EnrolAsync(browser, await browser.OpenAsync("/account/enrol"));
        var code = user.NextCode();

        using var second = new Browser(Server.Url);
        var factor = await FactorAsync(second, user);
        Assert.Equal(200, (await second.SubmitAsync(factor, ("code", code))).Status);

        // The same code again, in another session, and one of a step before.
        using var third = new Browser(Server.Url);
        factor = await FactorAsync(third, user);
        Assert.Equal(401, (await third.SubmitAsync(factor, ("code", code))).Status);
        var recovery = user.RecoveryCodes[0];
        Assert.Equal(200, (await third.SubmitAsync(factor, ("code", recovery))).Status);
        using var fourth = new Browser(Server.Url);
        factor = await FactorAsync(fourth, user);
        Assert.Equal(401, (await fourth.SubmitAsync(factor, ("code", recovery))).Status);

        // Between the guesses the password is right each time, which must not begin the count anew.
        for (var guesses = 1; guesses < 5; guesses++)
        {
            using var guesser = new Browser(Server.Url);
            await guesser.SubmitAsync(await FactorAsync(guesser, user), ("code", "000000"));
        }

        using var locked = new Browser(Server.Url);
        Assert.Equal(401, (await TryAsync(locked, user.Name, user.Password)).Status);
    }

    [Fact]
    public async Task SecondFactor_IsNotGoneRound()
    {
        var user = await Server.AddUserAsync("skipper");
        using (var first = new Browser(Server.Url))
        {
            await user.SignInAsync(first);
            await user.EnrolAsync(first, await first.OpenAsync("/account/enrol"));
        }

        using var browser = new Browser(Server.Url);
        await TryAsync(browser, user.Name, user.Password);
        Assert.StartsWith("/account/factor", (await browser.OpenAsync("/account", mostRedirects: 0)).Location, StringComparison.Ordinal);
        Assert.StartsWith("/account/login", (await browser.OpenAsync("/account/password", mostRedirects: 0)).Location, StringComparison.Ordinal);
        Assert.StartsWith("/account/login", (await browser.OpenAsync("/account/enrol", mostRedirects: 0)).Location, StringComparison.Ordinal);
        var device = await Server.FlowAsync("/connect/device", ("client_id", "strata-cli"), ("scope", "openid"));
        Assert.StartsWith("/account/factor", (await browser.OpenAsync($"/connect/verify?user_code={device["user_code"]}", mostRedirects: 0)).Location, StringComparison.Ordinal);
    }

    private async Task<string[]> ActionsOfAsync(string subject)
    {
        var rows = (await Server.SendAsync(HttpMethod.Get, "/api/v1/audit?none=true&limit=500")).Success()["items"]!.AsArray();
        return [.. rows.Where(row => row!["subject"]!.GetValue<string>() == subject).Select(static row => row!["action"]!.GetValue<string>())];
    }

    private static async Task<BrowserPage> FactorAsync(Browser browser, Person user)
    {
        var login = await TryAsync(browser, user.Name, user.Password);
        Assert.StartsWith("/account/factor", login.Next, StringComparison.Ordinal);
        return await browser.OpenAsync(login.Next!);
    }

    private static async Task<BrowserPage> TryAsync(Browser browser, string name, string password) =>
        await browser.SubmitAsync(await browser.OpenAsync("/account/login"), ("name", name), ("password", password));

    // Without what differs by chance.
    private static string Shown(BrowserPage page) => System.Text.RegularExpressions.Regex.Replace(page.Text, "name=\"form-token\" value=\"[^\"]*\"", "");
}
