namespace Strata.Exporting.Exporters;

/// <summary>The batching parameters of TensorFlow Serving, from <c>ml.tensorflow.model_serving</c> and the queue of <c>ml.serving</c>.</summary>
internal sealed class TensorFlowBatchingExporter : IConfigurationExporter
{
    public string Name => "tensorflow-batching";

    public string Description => "batching parameters, for --batching_parameters_file of TensorFlow Serving";

    public void Export(ExportContext context)
    {
        if (context.Required("ml.tensorflow.model_serving") is not { } section)
        {
            return;
        }

        section.Skip("host", "port", "grpc_port", "timeout", "timeout_seconds", "url");
        if (!section.Has("batch_size"))
        {
            section.Fail("batch_size", $"{section.Path} has no batch_size", "batching needs one");
            return;
        }

        // One that is none was told of, and then there is no file.
        var size = section.Integer("batch_size", least: 1) ?? 1;

        var conf = new ConfText(" ").Set("max_batch_size", Value(size));
        if (section.Duration("batch_timeout") is { } timeout)
        {
            conf.Set("batch_timeout_micros", Value((long)Math.Ceiling(timeout.TotalMicroseconds)));
        }

        if (section.Integer("batch_threads", least: 1) is { } threads)
        {
            conf.Set("num_batch_threads", Value(threads));
        }

        if (context.Peek("ml.serving").Integer("queue_size", least: 1) is { } queue)
        {
            // The queue is counted in requests, and the server's in batches.
            conf.Set("max_enqueued_batches", Value(Math.Max(1, queue / size)));
        }

        context.Add("batching.config", conf.ToString());
    }

    private static string Value(long number) => FormattableString.Invariant($"{{ value: {number} }}");
}
