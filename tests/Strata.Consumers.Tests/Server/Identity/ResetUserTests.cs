using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using Strata.Consumers.Tests.Servers;

namespace Strata.Consumers.Tests.Server.Identity;

/// <summary><c>strata-server reset-user</c>, beside the server that runs.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "integration")]
public sealed partial class ResetUserTests(ClosedServerFixture fixture) : IClassFixture<ClosedServerFixture>
{
    private readonly ClosedServer _server = fixture.Server;

    private string Store => Path.Combine(_server.Process.Data, "strata.db");

    [Fact]
    public async Task Reset_OfALockedOutAdministrator_LetsHimInAgain_AndEndsWhatHeHad()
    {
        Assert.Equal(200, (await _server.SendAsync(HttpMethod.Get, "/api/v1/identity/whoami")).Status);

        var told = InstalledProgram.Run(ServerProgram.Path, ["reset-user", "admin", "--store", Store]).Success();
        await Eventually.HoldsAsync(async () => (await _server.SendAsync(HttpMethod.Get, "/api/v1/identity/whoami")).Status == 401);

        // The password must be changed, and another authenticator is asked for.
        using var browser = new Browser(_server.Url);
        var administrator = new Person("admin", OneTimePassword().Match(told).Groups[1].Value);
        await administrator.SignInAsync(browser);
        Assert.NotEqual(_server.Administrator.Secret, administrator.Secret);
        var token = await ClosedServer.DeviceTokenAsync(_server.Url, browser, "strata-cli");
        var rows = (await _server.SendAsync(HttpMethod.Get, "/api/v1/audit?none=true", token: token)).Success().ToJsonString();
        Assert.Contains("user-reset", rows, StringComparison.Ordinal);
        Assert.DoesNotContain(OneTimePassword().Match(told).Groups[1].Value, rows, StringComparison.Ordinal);
    }

    [Fact]
    public void Reset_OfNobody_IsRefused()
    {
        var refused = InstalledProgram.Run(ServerProgram.Path, ["reset-user", "nobody", "--store", Store]);
        Assert.Equal((3, ""), (refused.ExitCode, refused.Output));
        Assert.StartsWith("error STR90", refused.Error, StringComparison.Ordinal);
    }

    [GeneratedRegex("one-time password (\\S+)")]
    private static partial Regex OneTimePassword();
}
