using System.Net;
using System.Text.RegularExpressions;

namespace Strata.Consumers.Tests.Server.Identity;

/// <summary>A browser without scripts: it keeps cookies, and sends the forms of pages. It follows nothing by itself.</summary>
internal sealed partial class Browser : IDisposable
{
    private readonly HttpClient _client;

    public Browser(Uri server)
    {
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Cookies }) { BaseAddress = server, Timeout = TimeSpan.FromSeconds(60) };
    }

    public CookieContainer Cookies { get; } = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Opens a page, and where it is sent on, the next.</summary>
    public async Task<BrowserPage> OpenAsync(string address, int mostRedirects = 5)
    {
        using var response = await _client.GetAsync(address, Token);
        var page = await BrowserPage.ReadAsync(response);
        return mostRedirects > 0 && page.Location is { } next && next.StartsWith('/') ? await OpenAsync(next, mostRedirects - 1) : page;
    }

    /// <summary>Sends a form of a page, filled in.</summary>
    public async Task<BrowserPage> SubmitAsync(BrowserPage page, params (string Name, string Value)[] fields) => await PostAsync(page.Action, page.Hidden.Concat(fields.Select(static field => KeyValuePair.Create(field.Name, field.Value))));

    /// <summary>Sends what no page has.</summary>
    public async Task<BrowserPage> PostAsync(string address, IEnumerable<KeyValuePair<string, string>> fields)
    {
        using var content = new FormUrlEncodedContent(fields);
        using var response = await _client.PostAsync(address, content, Token);
        return await BrowserPage.ReadAsync(response);
    }

    public void Dispose() => _client.Dispose();
}

/// <summary>A page as a browser sees it.</summary>
internal sealed partial record BrowserPage(int Status, string Text, string? Location, IReadOnlyList<string> SetCookies, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>Where its form is sent.</summary>
    public string Action => WebUtility.HtmlDecode(ActionPattern().Match(Text).Groups[1].Value);

    /// <summary>What its form carries without being asked.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Hidden => [.. HiddenPattern().Matches(FormPattern().Match(Text).Value).Select(static match => KeyValuePair.Create(match.Groups[1].Value, WebUtility.HtmlDecode(match.Groups[2].Value)))];

    /// <summary>Where it goes on to by itself.</summary>
    public string? Next => RefreshPattern().Match(Text) is { Success: true } match ? WebUtility.HtmlDecode(match.Groups[1].Value) : Location;

    public static async Task<BrowserPage> ReadAsync(HttpResponseMessage response) => new(
        (int)response.StatusCode,
        await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
        response.Headers.Location?.OriginalString,
        response.Headers.TryGetValues("Set-Cookie", out var cookies) ? [.. cookies] : [],
        response.Headers.ToDictionary(static header => header.Key, static header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase));

    [GeneratedRegex("<form method=\"[a-z]+\" action=\"([^\"]*)\"")]
    private static partial Regex ActionPattern();

    // The first form of the page.
    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex FormPattern();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\">")]
    private static partial Regex HiddenPattern();

    [GeneratedRegex("content=\"0;url=([^\"]*)\"")]
    private static partial Regex RefreshPattern();
}
