using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Strata.Server.Hosting;

/// <summary>Says what the OpenAPI document cannot know from the routes.</summary>
internal sealed class ApiDescription : IOpenApiDocumentTransformer
{
    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Strata",
            Version = "v1",
            Description = "Layered configuration: spaces of overrides, published as immutable revisions, resolved for each caller. Errors are application/problem+json with code, hint and diagnostics. "
                + "Writes take an Idempotency-Key; changes of drafts need If-Match. Lists are paged: limit, cursor.",
        };

        // Where it runs is known to whoever reads it.
        document.Servers?.Clear();
        return Task.CompletedTask;
    }
}
