using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Strata.Extensions.Configuration;

/// <summary>Reads a configuration from a server: what is not known already, never older than that, and whole. Safe for use from several threads.</summary>
internal sealed class ConfigurationReader(ServerConnection connection, ServerQuestion question, StrataServerOptions options)
{
    private const string RevisionHeader = "Strata-Revision";
    private const string EpochHeader = "Strata-Epoch";
    private const string ReasonHeader = "Strata-Reason";
    private const string HashHeader = "Strata-Content-Sha256";
    private const int LongestConfiguration = 64 * 1024 * 1024;
    private const int LongestProblem = 1024 * 1024;

    /// <summary>Asks for the configuration.</summary>
    /// <param name="held">What is known already; null for nothing.</param>
    /// <param name="least">What the answer must not be older than; null for anything.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ServerProblemException">There was no answer that can be used.</exception>
    public async Task<ServerAnswer> ReadAsync(ServedContent? held, ServedPoint? least, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(question.Configuration(least), held?.ETag, question.Reason, cancellationToken).ConfigureAwait(false);
        if (answer.Gone is { } reason)
        {
            return new ServerAnswer.Gone(reason);
        }

        var now = options.TimeProvider.GetUtcNow();
        if (answer.Body is null && held is null)
        {
            throw ServerProblemException.Unusable(connection.Server, "it says that nothing changed, to whoever has nothing");
        }

        var isNew = answer.Body is not null;
        var content = new ServedContent(answer.Point, answer.Body ?? held!.Body, isNew ? answer.ETag : held!.ETag, held?.Masked, held?.MaskedETag, now);

        // What is secret may be said otherwise by a revision that has the same values.
        if (options.Reveal && (isNew || held?.Point != answer.Point || held.Masked is null))
        {
            content = await WithMaskedAsync(content, cancellationToken).ConfigureAwait(false);
            isNew |= !ReferenceEquals(content.Masked, held?.Masked);
        }

        return isNew ? new ServerAnswer.Other(content) : new ServerAnswer.Same(content);
    }

    /// <summary>What a server says that does not do what was asked for.</summary>
    public async Task<ServerProblemException> ProblemOfAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        ServerProblemException.Answered(connection.Server, response.StatusCode, await connection.ReadBodyAsync(response, LongestProblem, cancellationToken).ConfigureAwait(false), RetryAfterOf(response));

    // A number of seconds, or a moment.
    private TimeSpan? RetryAfterOf(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } wait } => wait,
        { Date: { } moment } when moment - options.TimeProvider.GetUtcNow() is var wait && wait > TimeSpan.Zero => wait,
        _ => null,
    };

    private async Task<ServedContent> WithMaskedAsync(ServedContent content, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(question.Masked(content.Point.Revision), content.Masked is null ? null : content.MaskedETag, reason: null, cancellationToken).ConfigureAwait(false);
        if (answer.Gone is { } reason || answer.Point != content.Point)
        {
            throw ServerProblemException.Behind(connection.Server, answer.Gone ?? string.Create(CultureInfo.InvariantCulture, $"it answered of {answer.Point} after {content.Point}"));
        }

        return answer.Body is null ? content : content with { Masked = answer.Body, MaskedETag = answer.ETag };
    }

    private Task<Answer> SendAsync(Uri address, string? tag, string? reason, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (tag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        }

        if (reason is not null)
        {
            request.Headers.TryAddWithoutValidation(ReasonHeader, reason);
        }

        return SendAsync(request, cancellationToken);
    }

    private async Task<Answer> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            return await connection.SendAsync(request, options.RequestTimeout, AnswerOfAsync, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<Answer> AnswerOfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        switch (response.StatusCode)
        {
            case HttpStatusCode.NotModified:
                return new Answer(PointOf(response), null, null, null);
            case HttpStatusCode.OK:
                var point = PointOf(response);
                var body = await connection.ReadBodyAsync(response, LongestConfiguration, cancellationToken).ConfigureAwait(false);
                if (HeaderOf(response, HashHeader) is { } hash && !hash.Equals(Convert.ToHexStringLower(SHA256.HashData(body)), StringComparison.OrdinalIgnoreCase))
                {
                    throw ServerProblemException.Unusable(connection.Server, "its bytes are not those that it was sent with: the checksum differs");
                }

                return new Answer(point, body, response.Headers.ETag?.ToString(), null);
            case HttpStatusCode.Gone:
                return new Answer(default, null, null, (await ProblemOfAsync(response, cancellationToken).ConfigureAwait(false)).Message);
            default:
                throw await ProblemOfAsync(response, cancellationToken).ConfigureAwait(false);
        }
    }

    private ServedPoint PointOf(HttpResponseMessage response) =>
        HeaderOf(response, EpochHeader) is { Length: > 0 } epoch && long.TryParse(HeaderOf(response, RevisionHeader), NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
            ? new ServedPoint(epoch, revision)
            : throw ServerProblemException.Unusable(connection.Server, $"it does not say of which revision it is ({EpochHeader}, {RevisionHeader})");

    private static string? HeaderOf(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    /// <param name="Point">The revision.</param>
    /// <param name="Body">The bytes; null where nothing has changed.</param>
    /// <param name="ETag">What tells them from others.</param>
    /// <param name="Gone">Why the point that was asked with is gone; null where it is not.</param>
    private sealed record Answer(ServedPoint Point, byte[]? Body, string? ETag, string? Gone);
}
