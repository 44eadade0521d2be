namespace Strata.Doctor.Checks;

/// <summary>Prometheus: whether it is ready.</summary>
internal sealed class PrometheusCheck : IConfigurationCheck
{
    private const string Section = "monitoring.prometheus";
    private const string Ready = "/-/ready";

    public string Name => "prometheus";

    public string Description => "Prometheus: whether it is ready, clock";

    public async Task CheckAsync(CheckContext context, CancellationToken cancellationToken)
    {
        if (!context.Enters(Section) || MonitoringEndpoint.Of(context, "Prometheus", Section, 9090) is not { } service)
        {
            return;
        }

        var step = context.Begin("ready", service.Path);
        if (await service.GetAsync(context, step, Ready, cancellationToken).ConfigureAwait(false) is { } answer && service.Judge(step, answer, Ready))
        {
            step.Pass($"Prometheus at {service.Place} is ready");
            service.JudgeClock(context, answer);
        }
    }
}
