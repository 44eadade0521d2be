using System.Text;
using Microsoft.AspNetCore.Http;
using WireMock;
using WireMock.ResponseProviders;
using WireMock.Settings;
using WireMock.Types;
using WireMock.Util;

namespace Strata.Mocks;

/// <summary>Answers the calls of one route: a fault where it is a fault's turn, else the template, after the latency.</summary>
internal sealed class RouteAnswer(PlannedRoute planned, Chance chance, CallRecord record, TimeProvider time, Func<string> url) : IResponseProvider
{
    public async Task<(IResponseMessage Message, IMapping? Mapping)> ProvideResponseAsync(IMapping mapping, HttpContext context, IRequestMessage requestMessage, WireMockServerSettings settings)
    {
        var service = planned.Service;
        var turn = service.NextCall();
        var fault = MockFault.Struck(service.Faults, chance.Draw(service.Name, turn, "fault"));
        var delay = fault?.Kind switch
        {
            MockFault.Timeout => fault.After,
            MockFault.Reset => TimeSpan.Zero,
            _ => service.Latency.Delay(chance.Draw(service.Name, turn, "latency")),
        };
        var call = RequestText.Call(requestMessage, record.Next()) with
        {
            Service = service.Name,
            Route = planned.Route.Path,
            Fault = fault?.Kind,
            Status = fault switch { null => planned.Route.Status, { Kind: MockFault.StatusKind } => fault.Status, _ => null },
            Delay = delay,
        };

        try
        {
            await Task.Delay(delay, time, context.RequestAborted).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The client would not wait. What it was to get is recorded all the same.
        }

        record.Add(call);
        if (call.Status is not { } status)
        {
            // The client is told of a reset.
            context.Abort();
            return (Message(StatusCodes.Status503ServiceUnavailable, null, ""), null);
        }

        return (fault is null ? Message(status, planned.Template?.ContentType, Body(call, requestMessage, turn)) : Message(status, "text/plain; charset=utf-8", "a fault of the mock\n"), null);
    }

    /// <summary>An answer of WireMock.Net's.</summary>
    public static ResponseMessage Message(int status, string? type, string body)
    {
        var message = new ResponseMessage { StatusCode = status };
        if (body.Length > 0)
        {
            message.AddHeader("Content-Type", type!);
            message.BodyData = new BodyData { DetectedBodyType = BodyType.String, BodyAsString = body, Encoding = Encoding.UTF8 };
        }

        return message;
    }

    private string Body(MockCall call, IRequestMessage request, long turn) => planned.Template is null ? "" : planned.Template.Render(new TemplateValues
    {
        Path = planned.Pattern.ValuesOf(request.Path),
        Query = RequestText.Query(request),
        Call = call,
        Url = url(),
        Now = time.GetUtcNow(),
        Identifier = which => chance.Identifier(planned.Service.Name, turn, which),
    });
}
