using System.Text.Json;

namespace Strata.Cli.Serving;

/// <summary>The issuer of a server's tokens, as OAuth speaks to it: the device flow (RFC 8628), refreshing, revoking. For one thread.</summary>
internal sealed class LoginIssuer : IDisposable
{
    private const string Scope = "openid offline_access";
    private const string DeviceGrant = "urn:ietf:params:oauth:grant-type:device_code";
    private const int UsualInterval = 5;
    private const long LongestAnswer = 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Uri _issuer;
    private readonly string _client;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private JsonElement? _description;

    public LoginIssuer(Uri issuer, string client, TimeProvider time)
    {
        if (!ServerCredential.IsSafe(issuer))
        {
            throw ServerProblemException.SignInFailed($"the server names {issuer.OriginalString} to sign in at, which is reached in clear", "tell whoever runs it: its --public-url must begin with https");
        }

        _issuer = issuer;
        _client = client;
        _time = time;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = !issuer.IsLoopback }) { Timeout = Patience, MaxResponseContentBufferSize = LongestAnswer };
    }

    /// <summary>Asks for a code that somebody confirms elsewhere.</summary>
    /// <exception cref="ServerProblemException">There is none to be had.</exception>
    public DeviceCode BeginDevice(CancellationToken cancellationToken)
    {
        var answer = Post("device_authorization_endpoint", [new("client_id", _client), new("scope", Scope)], cancellationToken);
        return answer.IsGood
            ? new DeviceCode(
                answer.Text("device_code"),
                answer.Text("user_code"),
                ServerAnswer.TextOf(answer.Body, "verification_uri_complete") ?? answer.Text("verification_uri"),
                TimeSpan.FromSeconds(ServerAnswer.NumberOf(answer.Body, "expires_in") ?? 600),
                TimeSpan.FromSeconds(ServerAnswer.NumberOf(answer.Body, "interval") ?? UsualInterval))
            : throw Refused(answer);
    }

    /// <summary>Waits until somebody has confirmed it.</summary>
    /// <exception cref="ServerProblemException">Somebody refused, or nobody confirmed in time.</exception>
    public SavedLogin AwaitDevice(DeviceCode code, CancellationToken cancellationToken)
    {
        var interval = code.Interval;
        for (var begun = _time.GetTimestamp(); _time.GetElapsedTime(begun) < code.Lifetime;)
        {
            cancellationToken.WaitHandle.WaitOne(interval);
            cancellationToken.ThrowIfCancellationRequested();
            var answer = Post("token_endpoint", [new("grant_type", DeviceGrant), new("client_id", _client), new("device_code", code.Secret)], cancellationToken);
            switch (answer.IsGood ? null : ServerAnswer.TextOf(answer.Body, "error"))
            {
                case null when answer.IsGood:
                    return LoginOf(answer);
                case "authorization_pending":
                    break;
                case "slow_down":
                    interval += TimeSpan.FromSeconds(UsualInterval);
                    break;
                default:
                    throw Refused(answer);
            }
        }

        throw ServerProblemException.SignInFailed("nobody confirmed the code in time", "strata login again, and open the address that it shows");
    }

    /// <summary>Gets the next tokens.</summary>
    /// <returns>Null where the login is over.</returns>
    /// <exception cref="ServerProblemException">The issuer cannot be asked.</exception>
    public SavedLogin? Refresh(string refreshToken, CancellationToken cancellationToken)
    {
        var answer = Post("token_endpoint", [new("grant_type", "refresh_token"), new("client_id", _client), new("refresh_token", refreshToken)], cancellationToken);
        return answer.IsGood ? LoginOf(answer)
            : ServerAnswer.TextOf(answer.Body, "error") == "invalid_grant" ? null
            : throw Refused(answer);
    }

    /// <summary>Ends a token.</summary>
    /// <exception cref="ServerProblemException">The issuer cannot be asked, or refuses.</exception>
    public void Revoke(string token, CancellationToken cancellationToken)
    {
        var answer = Post("revocation_endpoint", [new("client_id", _client), new("token", token)], cancellationToken);
        if (!answer.IsGood)
        {
            throw Refused(answer);
        }
    }

    public void Dispose() => _http.Dispose();

    private static ServerProblemException Refused(ServerAnswer answer) => ServerProblemException.SignInFailed(
        $"the issuer refuses: {ServerAnswer.TextOf(answer.Body, "error_description") ?? ServerAnswer.TextOf(answer.Body, "error") ?? $"status {answer.Status}"}", "strata login begins anew");

    private SavedLogin LoginOf(ServerAnswer answer) => new(
        _issuer.OriginalString,
        _client,
        answer.Text("access_token"),
        ServerAnswer.TextOf(answer.Body, "refresh_token"),
        _time.GetUtcNow().ToUnixTimeSeconds() + (ServerAnswer.NumberOf(answer.Body, "expires_in") ?? 60));

    private ServerAnswer Post(string endpoint, KeyValuePair<string, string>[] form, CancellationToken cancellationToken)
    {
        _description ??= Send(new HttpRequestMessage(HttpMethod.Get, $"{_issuer.OriginalString.TrimEnd('/')}/.well-known/openid-configuration"), cancellationToken).Body;
        if (ServerAnswer.TextOf(_description.Value, "issuer") != _issuer.OriginalString)
        {
            throw ServerProblemException.NoServer($"{_issuer.OriginalString} does not describe itself as an issuer of tokens");
        }

        return Uri.TryCreate(ServerAnswer.TextOf(_description.Value, endpoint), UriKind.Absolute, out var address) && ServerCredential.IsSafe(address)
            ? Send(new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(form) }, cancellationToken)
            : throw ServerProblemException.SignInFailed($"{_issuer.OriginalString} has no {endpoint}", "show the server a token by --token-file or STRATA_TOKEN");
    }

    private ServerAnswer Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            try
            {
                using var response = _http.Send(request, cancellationToken);
                using var stream = response.Content.ReadAsStream(cancellationToken);
                using var body = new StreamReader(stream);
                var text = body.ReadToEnd();
                return new ServerAnswer((int)response.StatusCode, text.Length == 0 ? default : JsonOf(text), null, null);
            }
            catch (HttpRequestException exception)
            {
                throw ServerProblemException.Unreachable($"{_issuer.GetLeftPart(UriPartial.Authority)} cannot be reached: {exception.GetBaseException().Message}", "see that it runs, and try again");
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw ServerProblemException.Unreachable($"{_issuer.GetLeftPart(UriPartial.Authority)} does not answer", "see that it runs, and try again");
            }
        }
    }

    private static JsonElement JsonOf(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            throw ServerProblemException.NoServer(exception.Message);
        }
    }
}

/// <summary>A code that somebody confirms elsewhere. Immutable.</summary>
/// <param name="Secret">What the tokens are asked for with.</param>
/// <param name="Shown">What is shown, to be compared.</param>
/// <param name="Address">Where it is confirmed.</param>
/// <param name="Lifetime">How long that can be done.</param>
/// <param name="Interval">How often may be asked whether it was.</param>
internal sealed record DeviceCode(string Secret, string Shown, string Address, TimeSpan Lifetime, TimeSpan Interval);
