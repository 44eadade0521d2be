using System.Net;

namespace Strata.Doctor.Connections;

/// <summary>Where a service is asked over HTTP, and which value says so. Immutable.</summary>
/// <param name="Name">What it is called in texts.</param>
/// <param name="Root">Its address, with nothing behind the port.</param>
/// <param name="Path">The value that gives the address.</param>
internal sealed record HttpEndpoint(string Name, Uri Root, string Path)
{
    /// <summary>That of a section with <c>url</c>, or <c>host</c> and <c>port</c>; null where it has neither, which is a finding.</summary>
    public static HttpEndpoint? Of(CheckContext context, string name, string section, Uri? url, string? host, int? port)
    {
        if (url is { IsAbsoluteUri: true, Scheme: "http" or "https" })
        {
            return new HttpEndpoint(name, RootOf(url), $"{section}.url");
        }

        if (host is { Length: > 0 })
        {
            return new HttpEndpoint(name, RootOf(host, port ?? 80), $"{section}.host");
        }

        context.SkipAll($"{section} has neither url nor host", section);
        return null;
    }

    /// <summary>The address of a host.</summary>
    public static Uri RootOf(string host, int port) => new UriBuilder(Uri.UriSchemeHttp, host is "0.0.0.0" or "*" or "+" ? "127.0.0.1" : host is "::" or "[::]" ? "[::1]" : host, port).Uri;

    /// <summary>An address without user, password, path and query.</summary>
    public static Uri RootOf(Uri url) => new UriBuilder(url.Scheme, url.Host, url.Port).Uri;

    /// <summary>Host and port, for texts.</summary>
    public string Place => Root.Authority;

    /// <summary>Asks it. Where nobody answers, that is the step's result, and null is given.</summary>
    public async Task<HttpAnswer?> GetAsync(CheckContext context, CheckStep step, string path, CancellationToken cancellationToken)
    {
        try
        {
            return await HttpAnswer.GetAsync(new Uri(Root, path), context.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException exception) when (NetworkFailure.TlsReasonOf(exception) is { } reason)
        {
            step.Fail($"TLS with {Name} at {Place} fails: {reason}", $"correct {Path}, or the certificate of {Name}");
        }
        catch (Exception exception) when (NetworkFailure.Is(exception))
        {
            step.Unreachable($"{Name} cannot be reached at {Place}: {NetworkFailure.ReasonOf(exception)}", $"start {Name}, or correct {Path}");
        }

        return null;
    }

    /// <summary>Gives a step its result where the answer is no good one.</summary>
    /// <returns>Whether it is a good one.</returns>
    public bool Judge(CheckStep step, HttpAnswer answer, string path)
    {
        if (answer.IsGood)
        {
            return true;
        }

        // Who answers so is there, and says that it cannot serve yet.
        var message = $"{Name} at {Place} answers {answer.Status} to {path}";
        if (answer.Status is (int)HttpStatusCode.ServiceUnavailable or (int)HttpStatusCode.BadGateway or (int)HttpStatusCode.GatewayTimeout or (int)HttpStatusCode.TooManyRequests)
        {
            step.Unreachable(message, $"wait until it is ready; its log says what it waits for");
        }
        else
        {
            step.Fail(message, $"see whether {Path} is the address of {Name}");
        }

        return false;
    }

    /// <summary>Judges the clock that an answer tells of.</summary>
    public void JudgeClock(CheckContext context, HttpAnswer answer)
    {
        if (answer.Date is { } date)
        {
            // The header has whole seconds.
            var theirs = date >= answer.Sent ? date : date.AddMilliseconds(999) > answer.Sent ? answer.Sent : date.AddMilliseconds(999);
            ClockReading.Judge(context, context.Begin("clock", Path), Name, theirs, answer.Sent, answer.Received);
        }
    }
}
