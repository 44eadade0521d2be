using Strata.Server.Hosting;

namespace Strata.Consumers.Tests.Server.Observing;

/// <summary>What cannot be meant of the options of metrics and traces is refused, with what to write instead.</summary>
public sealed class ObservingSettingsTests
{
    [Theory]
    [InlineData("error STR9017: --metrics-listen http://0.0.0.0:9464 can be reached from elsewhere", "http://127.0.0.1:9464", "--metrics-listen", "http://0.0.0.0:9464")]
    [InlineData("error STR9018: --metrics-listen \"https://127.0.0.1:9464\" is https", "http://127.0.0.1:9464", "--metrics-listen", "https://127.0.0.1:9464")]
    [InlineData("error STR9018: --metrics-listen \"metrics\" is no address", "http://127.0.0.1:8000", "--metrics-listen", "metrics")]
    [InlineData("error STR9018: --metrics-listen and --no-metrics exclude one another", "leave one of them out", "--metrics-listen", "http://127.0.0.1:9464", "--no-metrics")]
    [InlineData("error STR9018: --otlp-endpoint is no address of a collector", "OTEL_EXPORTER_OTLP_HEADERS", "--otlp-endpoint", "http://me:secret@collector:4318")]
    [InlineData("error STR9018: --trace-sample \"all\" is no share", "--trace-sample 0.1", "--otlp-endpoint", "http://127.0.0.1:4318", "--trace-sample", "all")]
    [InlineData("error STR9018: --trace-sample \"1.5\" is no share", "--trace-sample 0.1", "--otlp-endpoint", "http://127.0.0.1:4318", "--trace-sample", "1.5")]
    [InlineData("error STR9018: --trace-sample is given, and traces are sent nowhere", "--otlp-endpoint URL", "--trace-sample", "1")]
    public async Task Options_ThatMakeNoSense_AreRefused(string problem, string hint, params string[] options)
    {
        using var error = new StringWriter();

        var code = await ServerCommands.RunAsync(["serve", .. options], TextWriter.Null, error, static _ => null);

        Assert.Equal(2, code);
        Assert.StartsWith(problem, error.ToString(), StringComparison.Ordinal);
        Assert.Contains(hint, error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:4318/v1/traces", false, "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318")]
    [InlineData("http://127.0.0.1:4318/here", false, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://127.0.0.1:4318/here", "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")]
    [InlineData("http://127.0.0.1:4317/", true, "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4317", "OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")]
    [InlineData(null, false, "OTEL_EXPORTER_OTLP_ENDPOINT", "")]
    public void Variables_OfOpenTelemetry_AreHeeded(string? endpoint, bool usesGrpc, params string[] variables)
    {
        var given = variables.Chunk(2).ToDictionary(static pair => pair[0], static pair => pair[1], StringComparer.Ordinal);
        var arguments = new ServerArguments();
        var command = new System.CommandLine.Command("serve");
        arguments.AddTo(command);

        var read = arguments.Read(command.Parse([]), name => given.GetValueOrDefault(name)).Observing;

        Assert.Equal((endpoint, usesGrpc), (read.TraceEndpoint?.ToString(), read.UsesGrpc));
        Assert.Equal(0.01, read.TraceShare);
    }
}
