using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Strata.Profiling;

/// <summary>A profile in the file format of Speedscope (https://www.speedscope.app/file-format-schema.json): one of its evented profiles for each thread.</summary>
internal static class SpeedscopeFile
{
    public static byte[] Of(StageTimings timings)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
        {
            Write(json, timings);
        }

        return output.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, StageTimings timings)
    {
        string[] names = [.. timings.Threads.SelectMany(static thread => thread.Stages).Select(static stage => stage.Name).Distinct(StringComparer.Ordinal)];
        var frames = names.Index().ToDictionary(static frame => frame.Item, static frame => frame.Index, StringComparer.Ordinal);
        json.WriteStartObject();
        json.WriteString("$schema", "https://www.speedscope.app/file-format-schema.json");
        json.WriteString("name", timings.Title);
        json.WriteString("exporter", "strata");
        json.WriteStartObject("shared");
        json.WriteStartArray("frames");
        foreach (var name in names)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartArray("profiles");
        foreach (var (thread, stages) in timings.Threads)
        {
            json.WriteStartObject();
            json.WriteString("type", "evented");
            json.WriteString("name", string.Create(CultureInfo.InvariantCulture, $"thread {thread}"));
            json.WriteString("unit", "microseconds");
            json.WriteNumber("startValue", 0);
            json.WriteNumber("endValue", timings.Total.TotalMicroseconds);
            json.WriteStartArray("events");
            WriteEvents(json, stages, frames);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteEvents(Utf8JsonWriter json, IEnumerable<NestedStage> stages, Dictionary<string, int> frames)
    {
        var open = new Stack<NestedStage>();
        foreach (var stage in stages)
        {
            while (open.Count > stage.Depth)
            {
                Close(open.Pop());
            }

            WriteEvent(json, "O", frames[stage.Name], stage.Begin);
            open.Push(stage);
        }

        while (open.TryPop(out var last))
        {
            Close(last);
        }

        void Close(NestedStage stage) => WriteEvent(json, "C", frames[stage.Name], stage.Begin + stage.Time);
    }

    private static void WriteEvent(Utf8JsonWriter json, string type, int frame, TimeSpan at)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteNumber("frame", frame);
        json.WriteNumber("at", at.TotalMicroseconds);
        json.WriteEndObject();
    }
}
