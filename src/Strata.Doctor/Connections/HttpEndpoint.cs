using System.Net;

namespace Strata.Doctor.Connections;

/// <summary>Where a service is asked over HTTP, and which value says so. Immutable.</summary>
/// <param name="Name">What it is called in texts.</param>
/// <param name="Root">Its address, with nothing behind the port.</param>
/// <param name="Path">The value that gives the address.</param>
internal sealed record HttpEndpoint(string Name, Uri Root, string Path)
{
    // What listens everywhere is asked at the machine itself.
    private static readonly Dictionary<string, string> Everywhere = new(StringComparer.Ordinal)
    {
        ["0.0.0.0"] = "127.0.0.1",
        ["*"] = "127.0.0.1",
        ["+"] = "127.0.0.1",
        ["::"] = "[::1]",
        ["[::]"] = "[::1]",
    };

    /// <summary>That of a section with <c>url</c>, or <c>host</c> and <c>port</c>; null where it has neither, or what is no address, which is a finding.</summary>
    public static HttpEndpoint? Of(CheckContext context, string name, string section, string? url, string? host, int port) =>
        url is { Length: > 0 } ? AtUrl(context, name, $"{section}.url", url)
        : host is { Length: > 0 } ? AtHost(context, name, $"{section}.host", host, port)
        : Nowhere(context, section);

    /// <summary>That of an address, without its user, password, path and query; null where it is none, which is a finding.</summary>
    public static HttpEndpoint? AtUrl(CheckContext context, string name, string path, string text)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "http" or "https", Host.Length: > 0 })
        {
            return new HttpEndpoint(name, new UriBuilder(url.Scheme, url.Host, url.Port).Uri, path);
        }

        context.Begin("address", path).Fail("it is no address of HTTP", "write http://HOST:PORT");
        return null;
    }

    /// <summary>That of a host; null where it is none, which is a finding.</summary>
    public static HttpEndpoint? AtHost(CheckContext context, string name, string path, string host, int port)
    {
        // Of anything else an address would be made with another host, or without the port.
        if (RootOf(host, port) is { } root)
        {
            return new HttpEndpoint(name, root, path);
        }

        context.Begin("address", path).Fail("it is no name and no address of a host", "write the host alone: without scheme, user, port and path");
        return null;
    }

    /// <summary>The address of a host; null where it is none.</summary>
    public static Uri? RootOf(string host, int port)
    {
        var asked = Everywhere.GetValueOrDefault(host, host);
        return Uri.CheckHostName(asked) == UriHostNameType.Unknown ? null : new UriBuilder(Uri.UriSchemeHttp, asked, port).Uri;
    }

    /// <summary>Host and port, for texts.</summary>
    public string Place => Root.Authority;

    /// <summary>The address of a path, which leads to no other host whatever stands in it.</summary>
    public static Uri At(Uri root, string path) => new($"{root.GetLeftPart(UriPartial.Authority)}/{path.TrimStart('/')}");

    /// <summary>Asks it. Where nobody answers, that is the step's result, and null is given.</summary>
    public async Task<HttpAnswer?> GetAsync(CheckContext context, CheckStep step, string path, CancellationToken cancellationToken)
    {
        try
        {
            return await HttpAnswer.GetAsync(At(Root, path), context.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (TlsFailureException exception)
        {
            step.Fail($"TLS with {Name} at {Place} fails: {exception.Message}", $"correct {Path}, or the certificate of {Name}");
        }
        catch (Exception exception) when (NetworkFailure.IsOtherProtocol(exception))
        {
            step.Fail($"what answers at {Place} does not speak HTTP", $"correct {Path} and its port; what wants TLS is asked with https://");
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

    private static HttpEndpoint? Nowhere(CheckContext context, string section)
    {
        context.SkipAll($"{section} has neither url nor host", section);
        return null;
    }
}
