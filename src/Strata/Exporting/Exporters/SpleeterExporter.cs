using Strata.Output;

namespace Strata.Exporting.Exporters;

/// <summary>
/// The JSON that Spleeter takes by <c>-p</c>: the parameters of its pretrained models, and the sample rate of <c>ml.spleeter</c>. What the
/// command takes as options is told of.
/// </summary>
internal sealed class SpleeterExporter : IConfigurationExporter
{
    private static readonly Dictionary<string, string[]> Instruments = new(StringComparer.Ordinal)
    {
        ["spleeter:2stems"] = ["vocals", "accompaniment"],
        ["spleeter:4stems"] = ["vocals", "drums", "bass", "other"],
        ["spleeter:5stems"] = ["vocals", "piano", "drums", "bass", "other"],
    };

    private const long TrainedRate = 44100;

    // The models that separate up to 16 kHz, and not up to 11, are the same networks over more frequencies.
    private const string Wide = "-16kHz";

    public string Name => "spleeter";

    public string Description => "the parameters of a separation, for spleeter separate -p";

    public void Export(ExportContext context)
    {
        if (context.Required("ml.spleeter") is not { } section)
        {
            return;
        }

        section.Skip("enabled");
        var named = section.Text("model") ?? "spleeter:2stems";
        var isWide = named.EndsWith(Wide, StringComparison.Ordinal);
        var model = isWide ? named[..^Wide.Length] : named;
        if (!Instruments.TryGetValue(model, out var instruments))
        {
            section.Fail("model", $"{section.Path.Append("model")} is none of Spleeter's models", $"write {string.Join(", ", Instruments.Keys)}, or one of these with {Wide}");
            return;
        }

        if (section.Text("output_format") is { } format)
        {
            section.Warn("output_format", $"{section.Path.Append("output_format")} is an option of the command, and not of its parameters", $"run spleeter separate -c {format}");
        }

        if (section.Duration("max_duration_seconds") is { } duration)
        {
            section.Warn("max_duration_seconds", $"{section.Path.Append("max_duration_seconds")} is an option of the command, and not of its parameters", $"run spleeter separate -d {(long)duration.TotalSeconds}");
        }

        var rate = section.Integer("sample_rate_hz") ?? TrainedRate;
        if (rate != TrainedRate)
        {
            section.Warn("sample_rate_hz", $"{section.Path.Append("sample_rate_hz")} is not the 44100 that Spleeter's networks were trained at, and they separate worse", "write 44100, and convert what comes out");
        }

        // The networks were trained with these, and separate nothing with others.
        var isSoftmax = model == "spleeter:5stems";
        var parameters = new ObjectShape();
        if (instruments.Length > 2)
        {
            parameters.Add("conv_activation", "ELU").Add("deconv_activation", "ELU");
        }

        context.AddJson("spleeter.json", holdsSecrets: false, new ObjectShape()
            .Add("mix_name", "mix")
            .Add("model_dir", model["spleeter:".Length..])
            .Add("instrument_list", ListShape.Of(instruments))
            .Add("sample_rate", rate)
            .Add("frame_length", 4096)
            .Add("frame_step", 1024)
            .Add("T", 512)
            .Add("F", isWide ? 1536 : 1024)
            .Add("n_channels", 2)
            .Add("separation_exponent", 2)
            .Add("mask_extension", "zeros")
            .Add("model", new ObjectShape().Add("type", isSoftmax ? "unet.softmax_unet" : "unet.unet").Add("params", parameters.Build()).Build())
            .Build());
    }
}
