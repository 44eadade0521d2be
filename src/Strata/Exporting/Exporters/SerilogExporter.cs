using System.Globalization;
using Strata.Output;
using Strata.Values;

namespace Strata.Exporting.Exporters;

/// <summary>The section <c>Serilog</c> of an <c>appsettings.json</c>, as Serilog.Settings.Configuration reads it, from <c>logging</c>.</summary>
internal sealed class SerilogExporter : IConfigurationExporter
{
    private const string JsonFormatter = "Serilog.Formatting.Json.JsonFormatter, Serilog";
    private const string Template = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff zzz} {Level:u3} {Message:lj}{NewLine}{Exception}";

    public string Name => "serilog";

    public string Description => "the Serilog section of an appsettings.json";

    public void Export(ExportContext context)
    {
        if (context.Required("logging") is not { } logging)
        {
            return;
        }

        var level = LevelOf(logging, "level");
        var quiet = new ObjectShape();
        var levels = logging.Section("levels");
        foreach (var source in logging.Texts("quiet").Where(source => !levels.Has(source)))
        {
            quiet.Add(source, "Warning");
        }

        foreach (var source in levels.Keys)
        {
            quiet.Add(source, LevelOf(levels, source));
        }

        var isJson = IsJson(logging);
        var sinks = new List<ConfigNode>();
        var packages = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var handler in logging.Items("handlers"))
        {
            if (!(handler.Boolean("enabled") ?? true))
            {
                handler.SkipRest();
                continue;
            }

            if (SinkOf(handler, isJson, packages) is { } sink)
            {
                sinks.Add(sink);
            }
        }

        context.AddJson("serilog.json", holdsSecrets: true, new ObjectShape().Add("Serilog", new ObjectShape()
            .Add("Using", ListShape.Of(packages))
            .Add("MinimumLevel", new ObjectShape().Add("Default", level).Add("Override", quiet.Build()).Build())
            .Add("Enrich", ListShape.Of(["FromLogContext"]))
            .Add("WriteTo", ListShape.Of(sinks))
            .Build()).Build());
    }

    private static string LevelOf(ExportSection logging, string key)
    {
        switch (logging.Text(key)?.ToUpperInvariant())
        {
            case "TRACE" or "VERBOSE":
                return "Verbose";
            case "DEBUG":
                return "Debug";
            case null or "INFO" or "INFORMATION":
                return "Information";
            case "WARNING" or "WARN":
                return "Warning";
            case "ERROR":
                return "Error";
            case "CRITICAL" or "FATAL":
                return "Fatal";
            default:
                logging.Fail(key, $"{logging.Path.Append(key)} is none of Serilog's levels", "write DEBUG, INFO, WARNING, ERROR or CRITICAL");
                return "Information";
        }
    }

    // The first one is in use. Its JSON has Serilog's fields, whichever are asked for.
    private static bool IsJson(ExportSection logging)
    {
        var isJson = false;
        var formatters = logging.Items("formatters");
        for (var i = 0; i < formatters.Count; i++)
        {
            var formatter = formatters[i];
            if (i > 0)
            {
                formatter.SkipRest();
                continue;
            }

            formatter.Skip("colors");
            isJson = formatter.Text("type") == "json";
            var unknown = formatter.Texts("fields").Where(static field => field is not ("timestamp" or "level" or "message" or "context" or "category" or "event" or "trace")).ToArray();
            if (unknown.Length > 0)
            {
                formatter.Warn("fields", $"Serilog writes no field of the name {string.Join(", ", unknown)}", "add it as an enricher");
            }
        }

        return isJson;
    }

    private static MappingNode? SinkOf(ExportSection handler, bool isJson, SortedSet<string> packages)
    {
        var arguments = new ObjectShape();
        switch (handler.Text("type"))
        {
            case "console":
                packages.Add("Serilog.Sinks.Console");
                AddFormat(arguments, isJson);
                if (handler.Text("stream") == "stderr")
                {
                    arguments.Add("standardErrorFromLevel", "Verbose");
                }

                return Sink("Console", arguments);
            case "file":
                packages.Add("Serilog.Sinks.File");
                arguments.Add("path", handler.Text("filename") ?? "app.log");
                AddFormat(arguments, isJson);
                AddRotation(handler, arguments);
                return Sink("File", arguments);
            case "elasticsearch":
                packages.Add("Serilog.Sinks.Elasticsearch");
                arguments.Add("nodeUris", handler.Text("url") ?? "http://localhost:9200");
                arguments.Add("indexFormat", $"{handler.Text("index") ?? "logs"}-{{0:yyyy.MM.dd}}");
                return Sink("Elasticsearch", arguments);
            case "otlp":
                packages.Add("Serilog.Sinks.OpenTelemetry");
                arguments.Add("endpoint", handler.Text("url") ?? "http://localhost:4317");
                arguments.Add("protocol", handler.Text("protocol") == "http" ? "HttpProtobuf" : "Grpc");
                return Sink("OpenTelemetry", arguments);
            case var type:
                handler.SkipRest();
                handler.Warn("type", $"Serilog has no sink for {handler.Path} of type {type ?? "(none)"}, and it is left out", "known are console, file, elasticsearch and otlp");
                return null;
        }
    }

    private static void AddFormat(ObjectShape arguments, bool isJson) => _ = isJson
        ? arguments.Add("formatter", new ObjectShape().Add("type", JsonFormatter).Add("renderMessage", true).Build())
        : arguments.Add("outputTemplate", Template);

    private static void AddRotation(ExportSection handler, ObjectShape arguments)
    {
        var rotation = handler.Text("rotation");
        arguments.Add("rollingInterval", rotation switch
        {
            "hourly" => "Hour",
            "daily" => "Day",
            _ => "Infinite",
        });
        if (rotation == "weekly")
        {
            handler.Warn("rotation", "Serilog has no weekly rotation: the file is one", "write daily, hourly or size");
        }

        if (rotation == "size" || handler.Has("max_megabytes"))
        {
            arguments.Add("rollOnFileSizeLimit", true);
            if (handler.Number("max_megabytes") is { } size)
            {
                arguments.Add("fileSizeLimitBytes", (long)(size * 1024 * 1024));
            }
        }

        if (handler.Duration("keep") is { } keep)
        {
            arguments.Add("retainedFileTimeLimit", keep.ToString("c", CultureInfo.InvariantCulture));
            arguments.Add("retainedFileCountLimit", (string?)null);
        }
    }

    private static MappingNode Sink(string name, ObjectShape arguments) => new ObjectShape().Add("Name", name).Add("Args", arguments.Build()).Build();
}
