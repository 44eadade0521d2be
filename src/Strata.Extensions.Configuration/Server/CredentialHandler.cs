using System.Net.Http.Headers;

namespace Strata.Extensions.Configuration;

/// <summary>Shows the server a token with each request, and nobody else.</summary>
internal sealed class CredentialHandler(Uri server, ServerCredential credential, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri is not { } address || address.GetLeftPart(UriPartial.Authority) != server.GetLeftPart(UriPartial.Authority))
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        var token = await credential.ReadAsync(SendPlainAsync, cancellationToken).ConfigureAwait(false);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == System.Net.HttpStatusCode.Unauthorized)
        {
            credential.Forget(token);
        }

        return response;
    }

    private Task<HttpResponseMessage> SendPlainAsync(HttpRequestMessage request, CancellationToken cancellationToken) => base.SendAsync(request, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            credential.Dispose();
        }

        base.Dispose(disposing);
    }
}
