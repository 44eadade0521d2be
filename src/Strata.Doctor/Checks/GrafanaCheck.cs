namespace Strata.Doctor.Checks;

/// <summary>Grafana: whether it and its database are well.</summary>
internal sealed class GrafanaCheck : IConfigurationCheck
{
    private const string Section = "monitoring.grafana";
    private const string Health = "/api/health";

    public string Name => "grafana";

    public string Description => "Grafana: health, version, clock";

    public async Task CheckAsync(CheckContext context, CancellationToken cancellationToken)
    {
        if (!context.Enters(Section) || MonitoringEndpoint.Of(context, "Grafana", Section, 3000) is not { } service)
        {
            return;
        }

        var step = context.Begin("health", service.Path);
        if (await service.GetAsync(context, step, Health, cancellationToken).ConfigureAwait(false) is not { } answer || !service.Judge(step, answer, Health))
        {
            return;
        }

        switch (answer.Text("database"))
        {
            case "ok":
                step.Pass($"Grafana {answer.Text("version")} at {service.Place} is well");
                service.JudgeClock(context, answer);
                break;
            case { } state:
                step.Unreachable($"Grafana at {service.Place} is there, but its database is not: {state}", "see Grafana's log");
                break;
            default:
                step.Fail($"what answers at {service.Place} is no Grafana", $"correct {service.Path}");
                break;
        }
    }
}
