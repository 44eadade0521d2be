using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Features;
using Strata.Diagnostics;
using Strata.Server.Access;
using Strata.Server.Edge;
using Strata.Server.Observing;
using Strata.Server.Publishing;
using Strata.Server.Spaces;
using Strata.Server.Stores;
using Strata.Values;

namespace Strata.Server.Api;

/// <summary>Answers what cannot be done with <c>application/problem+json</c> (RFC 9457), the diagnostics inside.</summary>
internal sealed partial class ProblemAnswers(RequestDelegate next, ServerStore store, ILogger<ProblemAnswers> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context).ConfigureAwait(false);
            if (context.Response is { HasStarted: false, StatusCode: 404 or 405 or 415, ContentLength: null, ContentType: null } response)
            {
                await WriteAsync(context, Refusal.NoSuchAddress(response.StatusCode, context.Request.Method, context.Request.Path)).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody reads an answer.
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, exception).ConfigureAwait(false);
        }
    }

    private Task AnswerAsync(HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case RefusalException refusal:
                return WriteAsync(context, refusal);
            case StaleDraftException stale:
                return WriteAsync(context, stale.Refusal, problem => problem["difference"] = SeenBy(context, stale.Difference).ToJson());
            case InvalidContentException when context.Features.Get<RequestAccess>() is { } access && context.Request.RouteValues["space"] is string space && !access.SeesWhole(space):
                // What is wrong may be wrong with values that the caller may not know of.
                return WriteAsync(context, Refusal.Invalid(new ValidationResult([])));
            case InvalidContentException invalid:
                return WriteAsync(context, Refusal.Invalid(invalid.Found.ToValidation()), problem => problem["diagnostics"] = ReportShape.Diagnostics(invalid.Found));
            case BadHttpRequestException { StatusCode: 413 }:
                return WriteAsync(context, Refusal.TooLarge("the body is larger than this server takes"));
            case BadHttpRequestException bad:
                return WriteAsync(context, Refusal.BadRequest(bad.Message, "compare it with /openapi/v1.json"));
            case OperationCanceledException:
                return WriteAsync(context, Refusal.Overloaded());
            case var other when store.Database.IsUnreachable(other.GetBaseException()):
                // What works on the database beside the store: the accounts and tokens.
                return WriteAsync(context, Refusal.StoreUnreachable(other));
            default:
                LogBug(context.Request.Method, context.Request.Path, exception);
                return WriteAsync(context, new RefusalException(500, new Diagnostic(DiagnosticCode.ServerFault, DiagnosticSeverity.Error, "this is a fault of the server") { Hint = "please report it, with the log of this moment" }));
        }
    }

    private static SemanticDifference SeenBy(HttpContext context, SemanticDifference difference) =>
        context.Features.Get<RequestAccess>() is { } access && context.Request.RouteValues["space"] is string space ? difference.SeenBy(access, space) : difference;

    /// <summary>Writes a refusal.</summary>
    public static Task WriteAsync(HttpContext context, RefusalException refusal, Action<JsonObject>? add = null)
    {
        context.RequestServices.GetRequiredService<ServerMeter>().CountDiagnostic(refusal.Diagnostic.Code);
        var response = context.Response;
        response.Clear();
        SecurityHeaders.Apply(context);
        response.StatusCode = refusal.Status;
        response.ContentType = "application/problem+json";
        response.Headers.CacheControl = "no-store";
        if (refusal.RetryAfter is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (refusal.Challenge is { } challenge)
        {
            response.Headers.WWWAuthenticate = challenge;
        }

        var problem = new JsonObject
        {
            ["type"] = $"urn:strata:{refusal.Diagnostic.Code}",
            ["title"] = SecretText.MaskUrlPasswords(refusal.Diagnostic.Message),
            ["status"] = refusal.Status,
            ["code"] = refusal.Diagnostic.Code.ToString(),
            ["hint"] = refusal.Diagnostic.Hint,
        };
        if (context.Features.Get<IHttpRequestIdentifierFeature>()?.TraceIdentifier is { } request)
        {
            problem["instance"] = $"urn:strata:request:{request}";
        }

        if (refusal.Validation is { } validation)
        {
            problem["diagnostics"] = ReportShape.Diagnostics(validation.Diagnostics);
        }

        add?.Invoke(problem);
        return response.Body.WriteAsync(Encoding.UTF8.GetBytes(problem.ToJsonString(RequestBody.Json))).AsTask();
    }

    [LoggerMessage(9121, LogLevel.Error, "{Method} {Path} met a fault of the server")]
    private partial void LogBug(string method, string path, Exception exception);
}
