using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Strata.Explanations;
using Strata.Extensions.Configuration;

namespace Strata.AspNetCore;

/// <summary>Answers requests for the configuration. All that it shows comes from shapes in which secrets are masked.</summary>
internal sealed class ConfigurationEndpoint(IConfigurationExplainer explainer)
{
    private const string Json = "application/json; charset=utf-8";
    private const string Text = "text/plain; charset=utf-8";

    public Task AnswerAsync(HttpContext context)
    {
        // Hosts and ports are nobody's but the user's who is allowed to see them: no proxy and no browser keeps them. Who polls may keep
        // them all the same, and ask by the tag.
        context.Response.GetTypedHeaders().CacheControl = new CacheControlHeaderValue { NoStore = true };
        context.Response.Headers.Vary = HeaderNames.Accept;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        var wantsText = WantsText(context.Request);
        if (!context.Request.Query.TryGetValue("path", out var asked))
        {
            return WriteAsync(context, wantsText ? Text : Json, All(wantsText));
        }

        if (asked is not [{ Length: > 0 } path])
        {
            return RefuseAsync(context, StatusCodes.Status400BadRequest, wantsText, "name one path: ?path=database.postgresql.port");
        }

        return explainer.Explain(path) is { } found
            ? WriteAsync(context, wantsText ? Text : Json, wantsText ? found.ToString() : found.ToJson())
            : RefuseAsync(context, StatusCodes.Status404NotFound, wantsText, "no override has ever had a value there");
    }

    // JSON unless text is what is asked for: of a browser's list of types, none is either.
    private static bool WantsText(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        return accepted.FirstOrDefault(static type => type.MediaType.Value is "text/plain" or "application/json")?.MediaType.Value == "text/plain";
    }

    private string All(bool asText)
    {
        var configurations = explainer.Snapshots.Select(static snapshot => snapshot.Configuration).ToList();
        return configurations is [var only]
            ? asText ? only.ToOriginsText() : only.ToOriginsJson()
            : asText ? string.Join('\n', configurations.Select(static each => each.ToOriginsText()))
            : $"[{string.Join(',', configurations.Select(static each => each.ToOriginsJson()))}]";
    }

    private static Task RefuseAsync(HttpContext context, int status, bool asText, string reason)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = asText ? Text : "application/problem+json";
        return context.Response.WriteAsync(asText ? reason + "\n" : $$"""{"status":{{status}},"title":"{{reason}}"}""" + "\n", context.RequestAborted);
    }

    private static Task WriteAsync(HttpContext context, string type, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16))}\"");
        var headers = context.Response.GetTypedHeaders();
        headers.ETag = tag;
        if (context.Request.GetTypedHeaders().IfNoneMatch is { } known && known.Any(each => each.Compare(tag, useStrongComparison: false) || each.Equals(EntityTagHeaderValue.Any)))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        context.Response.ContentType = type;
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }
}
