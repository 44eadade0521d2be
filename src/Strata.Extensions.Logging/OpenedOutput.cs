using System.Globalization;
using Serilog;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Sinks.OpenTelemetry;
using Strata.Extensions.Logging.Elasticsearch;

namespace Strata.Extensions.Logging;

/// <summary>Opens outputs.</summary>
/// <param name="troubles">Is told where writing fails.</param>
/// <param name="isTerminal">Whether people look at a stream.</param>
internal sealed class OpenedOutput(LogTroubles troubles, Func<OutputStream, bool> isTerminal)
{
    private const int KeptFiles = 31;

    /// <summary>Opens one.</summary>
    /// <exception cref="IOException">Its file or directory cannot be written to.</exception>
    public ILogEventSink Open(LogOutput output) => output switch
    {
        ConsoleOutput console => Built(write => Console(write, console)),
        FileOutput file => Built(write => File(write, file)),
        OtlpOutput otlp => Built(write => Otlp(write, otlp)),
        ElasticsearchOutput elasticsearch => new ElasticsearchSink(elasticsearch, troubles, BulkPace.Default),
        _ => throw new ArgumentException($"{output.GetType().Name} cannot be opened", nameof(output)),
    };

    private Logger Built(Action<LoggerSinkConfiguration> write) =>
        new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Fallible(write, troubles).CreateLogger();

    private void Console(LoggerSinkConfiguration write, ConsoleOutput output)
    {
        var format = output.Formats.OfStream(isTerminal(output.Stream));
        write.Console(FormatterOf(format), standardErrorFromLevel: output.Stream == OutputStream.Stderr ? Serilog.Events.LogEventLevel.Verbose : null);
    }

    private static void File(LoggerSinkConfiguration write, FileOutput output)
    {
        // Serilog finds out with the first event, when nobody hears it any more.
        var directory = Path.GetDirectoryName(output.Path)!;
        Directory.CreateDirectory(directory);
        var probe = Path.Combine(directory, $".{Path.GetRandomFileName()}");
        System.IO.File.WriteAllBytes(probe, []);
        System.IO.File.Delete(probe);
        write.File(
            FormatterOf(output.Format),
            output.Path,
            fileSizeLimitBytes: output.MostBytes,
            rollOnFileSizeLimit: true,
            rollingInterval: output.Rotation switch
            {
                Rotation.Hourly => RollingInterval.Hour,
                Rotation.Size => RollingInterval.Infinite,
                _ => RollingInterval.Day,
            },
            retainedFileCountLimit: output.MostFiles ?? (output.Keep is null ? KeptFiles : null),
            retainedFileTimeLimit: output.Keep);
    }

    private static void Otlp(LoggerSinkConfiguration write, OtlpOutput output) => write.OpenTelemetry(
        options =>
        {
            options.Endpoint = output.Url.AbsoluteUri.TrimEnd('/');
            options.Protocol = output.UsesHttp ? OtlpProtocol.HttpProtobuf : OtlpProtocol.Grpc;
            options.ResourceAttributes["service.name"] = output.ServiceName;
            options.FormatProvider = CultureInfo.InvariantCulture;
            options.TracesEndpoint = null;
            foreach (var (name, value) in output.Headers)
            {
                options.Headers[name] = value.Reveal();
            }
        },
        ignoreEnvironment: true);

    private static Serilog.Formatting.ITextFormatter FormatterOf(LogFormat format) => format.IsJson ? new JsonLineFormatter(format.Fields) : new TextLineFormatter(format.Fields, format.HasColours);
}
