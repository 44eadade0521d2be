using Strata.Doctor.Connections;

namespace Strata.Doctor.Checks;

/// <summary>The service's own health, where it runs.</summary>
internal sealed class ApiHealthCheck : IConfigurationCheck
{
    private const string Section = "monitoring.health";

    public string Name => "api-health";

    public string Description => "The service's own live and ready paths, where it runs";

    public async Task CheckAsync(CheckContext context, CancellationToken cancellationToken)
    {
        if (!context.Enters("api") || !context.Enters(Section))
        {
            return;
        }

        var api = context.Configuration.GetApiConfig();
        if (api.Port == 0)
        {
            context.SkipAll(PortCheck.IsChosenLater("api"), "api.port");
            return;
        }

        if (HttpEndpoint.AtHost(context, "the service", "api.host", api.Host, api.Port) is not { } service)
        {
            return;
        }

        await Task.WhenAll(AskAsync("live"), AskAsync("ready")).ConfigureAwait(false);

        async Task AskAsync(string kind)
        {
            var key = $"{Section}.{kind}_path";
            if (context.Text(key) is not { Length: > 0 } path)
            {
                return;
            }

            var step = context.Begin(kind, key);
            try
            {
                var answer = await HttpAnswer.GetAsync(HttpEndpoint.At(service.Root, path), context.Time, cancellationToken).ConfigureAwait(false);
                if (answer.Status == 404)
                {
                    step.Fail($"what answers at {service.Place} knows no {path}", $"correct {key}; or another program has the port {api.Port}");
                }
                else if (service.Judge(step, answer, path))
                {
                    step.Pass($"the service at {service.Place} is {kind}");
                }
            }
            catch (Exception exception) when (NetworkFailure.IsOtherProtocol(exception))
            {
                step.At("api.port").Fail($"what answers at {service.Place} does not speak HTTP", $"end it (ss -ltnp names it), or correct api.port");
            }
            catch (Exception exception) when (NetworkFailure.Is(exception))
            {
                // Most often it is to be started when all is well.
                step.Skip($"the service does not run at {service.Place}: {NetworkFailure.ReasonOf(exception)}");
            }
        }
    }
}
