using System.Text.Json;
using Strata.Consumers.Tests.Servers;
using Kind = Strata.Consumers.Tests.Exporting.TextProto.Kind;

namespace Strata.Consumers.Tests.Exporting;

/// <summary>What servers of models, Hugging Face's libraries and Spleeter are given is what they document to read.</summary>
public class ModelExportTests
{
    private const string Sample = """
        ml:
          model_directory: "/srv/my \"models\""
          tensorflow: {enabled: true, gpu_enabled: false, model_serving: {host: tf, port: 8501, batch_size: 32, batch_timeout_milliseconds: 5, batch_threads: 4}}
          pytorch: {enabled: true, cuda_enabled: false, model_serving: {host: torch, port: 8080, batch_size: 16, batch_timeout_milliseconds: 50, workers: 2, timeout_seconds: 20}}
          huggingface: {cache_directory: /srv/hf, token: "hf_it's", offline: true, pipelines: [{name: lyrics, task: text-classification, model: owner/name}]}
          spleeter: {enabled: true, model: "spleeter:5stems", sample_rate_hz: 44100}
          serving: {default_backend: tensorflow, queue_size: 256, models: [{name: mood, backend: tensorflow, version: 3}, {name: tags}, {name: mastering, backend: pytorch, version: 2}]}
        """;

    // https://github.com/tensorflow/serving, config/model_server_config.proto and servables/tensorflow/session_bundle_config.proto.
    private static readonly Dictionary<string, Kind> ModelFields = new(StringComparer.Ordinal)
    {
        ["model_config_list"] = Kind.Message,
        ["model_config_list/config"] = Kind.Messages,
        ["model_config_list/config/name"] = Kind.Text,
        ["model_config_list/config/base_path"] = Kind.Text,
        ["model_config_list/config/model_platform"] = Kind.Text,
        ["model_config_list/config/model_version_policy"] = Kind.Message,
        ["model_config_list/config/model_version_policy/specific"] = Kind.Message,
        ["model_config_list/config/model_version_policy/specific/versions"] = Kind.Numbers,
    };

    private static readonly Dictionary<string, Kind> BatchingFields = new[] { "max_batch_size", "batch_timeout_micros", "max_enqueued_batches", "num_batch_threads" }
        .SelectMany(static field => new[] { (Field: field, Kind: Kind.Message), (Field: $"{field}/value", Kind: Kind.Number) })
        .ToDictionary(static field => field.Field, static field => field.Kind, StringComparer.Ordinal);

    [Fact]
    public void TensorFlow_Models_AreThoseThatItServes() => Assert.Equal(
        [
            "model_config_list/config/name=mood", "model_config_list/config/base_path=/srv/my \"models\"/mood", "model_config_list/config/model_platform=tensorflow",
            "model_config_list/config/model_version_policy/specific/versions=3",
            "model_config_list/config/name=tags", "model_config_list/config/base_path=/srv/my \"models\"/tags", "model_config_list/config/model_platform=tensorflow",
        ],
        TextProto.Read(Exported.Configuration(Sample).TextAs("tensorflow-serving"), ModelFields));

    [Fact]
    public void TensorFlow_Batching_IsInTheServersUnits() => Assert.Equal(
        ["max_batch_size/value=32", "batch_timeout_micros/value=5000", "num_batch_threads/value=4", "max_enqueued_batches/value=8"],
        TextProto.Read(Exported.Configuration(Sample).TextAs("tensorflow-batching"), BatchingFields));

    [Fact]
    public void Durations_AreReadAsTheTypedRecordsReadThem()
    {
        var sample = Exported.Configuration(Sample
            .Replace("batch_timeout_milliseconds: 5,", "batch_timeout: 5ms,", StringComparison.Ordinal)
            .Replace("batch_timeout_milliseconds: 50", "batch_timeout: PT0.05S", StringComparison.Ordinal)
            .Replace("timeout_seconds: 20", "timeout: 500ms", StringComparison.Ordinal));

        Assert.Contains("batch_timeout_micros/value=5000", TextProto.Read(sample.TextAs("tensorflow-batching"), BatchingFields));

        // Rounded up: none of a time that is some would be no limit at all.
        Assert.Contains("default_response_timeout=1\n", sample.TextAs("torchserve"), StringComparison.Ordinal);
        Assert.Contains("\"maxBatchDelay\":50,", sample.TextAs("torchserve"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tensorflow-batching", "tensorflow: {model_serving: {batch_size: 0}}", "ml.tensorflow.model_serving.batch_size")]
    [InlineData("tensorflow-batching", "tensorflow: {model_serving: {batch_size: 8, batch_threads: 0}}", "ml.tensorflow.model_serving.batch_threads")]
    [InlineData("tensorflow-batching", "tensorflow: {model_serving: {batch_size: 8, batch_timeout_milliseconds: -1}}", "ml.tensorflow.model_serving.batch_timeout_milliseconds")]
    [InlineData("tensorflow-batching", "tensorflow: {model_serving: {batch_size: 8}}, serving: {queue_size: -1}", "ml.serving.queue_size")]
    [InlineData("torchserve", "pytorch: {model_serving: {batch_size: -5}}", "ml.pytorch.model_serving.batch_size")]
    [InlineData("torchserve", "pytorch: {model_serving: {workers: 0}}", "ml.pytorch.model_serving.workers")]
    [InlineData("torchserve", "pytorch: {model_serving: {}}, serving: {queue_size: 0}", "ml.serving.queue_size")]
    [InlineData("tensorflow-serving", "serving: {models: [{name: a, version: -1}]}", "ml.serving.models[0].version")]
    [InlineData("tensorflow-serving", "serving: {models: [{name: 'a\"b'}]}", "ml.serving.models[0].name")]
    public void Numbers_ThatNoServerTakes_AreOneErrorAndNoFile(string format, string section, string path)
    {
        var export = Exported.Configuration($"ml: {{{section}}}").As(format);

        Assert.Equal(path, Assert.Single(export.Validation.Errors).Path?.ToString());
    }

    [Theory]
    [InlineData("model_directory: models, serving: {models: []}", "ml.model_directory")]
    [InlineData("model_directory: \"/a\\nb\", serving: {models: []}", "ml.model_directory")]
    [InlineData("serving: {models: [{backend: tensorflow}]}", "ml.serving.models[0].name")]
    [InlineData("serving: {models: [{name: a}, {name: a}]}", "ml.serving.models[1].name")]
    [InlineData("serving: {models: [{name: a, version: new}]}", "ml.serving.models[0].version")]
    public void TensorFlow_WhatTheServerRefuses_IsAnErrorAndNoFile(string section, string path)
    {
        var export = Exported.Configuration($"ml: {{{section}}}").As("tensorflow-serving");

        Assert.EndsWith($" {path}", Assert.Single(export.Problems()), StringComparison.Ordinal);
        Assert.Empty(export.Files);
    }

    [Fact]
    public void TensorFlow_ModelsInABucket_AreTaken() =>
        Assert.Contains("base_path: \"gs://bucket/models/a\"", Exported.Configuration("ml: {model_directory: \"gs://bucket/models\", serving: {models: [{name: a}]}}").TextAs("tensorflow-serving"), StringComparison.Ordinal);

    [Fact]
    public void TorchServe_Properties_AreReadByJava()
    {
        var properties = JavaProperties.Read(Exported.Configuration(Sample).TextAs("torchserve"));

        Assert.Equal(("http://0.0.0.0:8080", "http://127.0.0.1:8081", "http://0.0.0.0:8082"), (properties["inference_address"], properties["management_address"], properties["metrics_address"]));
        Assert.Equal(("/srv/my \"models\"", "mastering.mar", "256", "20", "0"), (properties["model_store"], properties["load_models"], properties["job_queue_size"], properties["default_response_timeout"], properties["number_of_gpu"]));
        var model = JsonDocument.Parse(properties["models"]).RootElement.GetProperty("mastering").GetProperty("2.0");
        Assert.Equal((true, "mastering.mar"), (model.GetProperty("defaultVersion").GetBoolean(), model.GetProperty("marName").GetString()));
        Assert.Equal((2, 2, 16, 50, 20), (Number(model, "minWorkers"), Number(model, "maxWorkers"), Number(model, "batchSize"), Number(model, "maxBatchDelay"), Number(model, "responseTimeout")));
    }

    [Theory]
    [InlineData("/srv/modèles\\neu", "/srv/modèles\\neu")]
    public void TorchServe_DirectoryBeyondLatin_IsReadByJava(string directory, string expected) =>
        Assert.Equal(expected, JavaProperties.Read(Exported.Configuration($"ml: {{model_directory: '{directory}', pytorch: {{enabled: true}}}}").TextAs("torchserve"))["model_store"]);

    [Fact]
    public void HuggingFace_Variables_AreThoseOfItsDocumentation()
    {
        InstalledProgram.Need("sh");
        using var directory = new ExportDirectory(Exported.Configuration(Sample).As("huggingface"));

        var read = InstalledProgram.Run("sh", ["-c", "set -a; . ./huggingface.env; env | grep '^HF_\\|^TRANSFORMERS_' | sort"], directory.Root, [("LC_ALL", "C")]).Success();

        Assert.Equal("HF_HOME=/srv/hf\nHF_HUB_OFFLINE=1\nHF_MODEL_ID=owner/name\nHF_TASK=text-classification\nHF_TOKEN=hf_it's\nTRANSFORMERS_OFFLINE=1\n", read);
    }

    [Theory]
    [InlineData("pipelines: [{name: a, task: t, model: m}, {name: b, task: t, model: m}]", "ml.huggingface.pipelines")]
    [InlineData("pipelines: [{name: a, task: t, model: m, max_new_tokens: 5}]", "ml.huggingface.pipelines[0].max_new_tokens")]
    [InlineData("telemetry: false", "ml.huggingface.telemetry")]
    public void HuggingFace_WhatNoVariableSays_IsTold(string section, string path)
    {
        var export = Exported.Configuration($"ml: {{huggingface: {{{section}}}}}").As("huggingface");

        Assert.StartsWith("STR8020 docker.yml:1:", Assert.Single(export.Problems()), StringComparison.Ordinal);
        Assert.EndsWith($" {path}", Assert.Single(export.Problems()), StringComparison.Ordinal);
        Assert.Single(export.Files);
    }

    // https://github.com/deezer/spleeter, configs/*/base_config.json: what separating needs of them.
    [Theory]
    [InlineData("2stems", 1024, "unet.unet", "vocals,accompaniment", "")]
    [InlineData("4stems", 1024, "unet.unet", "vocals,drums,bass,other", "ELU")]
    [InlineData("5stems", 1024, "unet.softmax_unet", "vocals,piano,drums,bass,other", "ELU")]
    [InlineData("5stems-16kHz", 1536, "unet.softmax_unet", "vocals,piano,drums,bass,other", "ELU")]
    public void Spleeter_Parameters_AreThoseOfItsModel(string model, int frequencies, string network, string instruments, string activation)
    {
        var read = JsonDocument.Parse(Exported.Configuration($"ml: {{spleeter: {{model: \"spleeter:{model}\"}}}}").TextAs("spleeter")).RootElement;

        Assert.Equal((model.Split('-')[0], "mix", "zeros"), (read.GetProperty("model_dir").GetString(), read.GetProperty("mix_name").GetString(), read.GetProperty("mask_extension").GetString()));
        Assert.Equal(instruments, string.Join(',', read.GetProperty("instrument_list").EnumerateArray().Select(static item => item.GetString())));
        Assert.Equal((44100, 4096, 1024, 512, frequencies, 2, 2), (Number(read, "sample_rate"), Number(read, "frame_length"), Number(read, "frame_step"), Number(read, "T"), Number(read, "F"), Number(read, "n_channels"), Number(read, "separation_exponent")));
        Assert.Equal(network, read.GetProperty("model").GetProperty("type").GetString());
        Assert.Equal(activation, read.GetProperty("model").GetProperty("params").TryGetProperty("conv_activation", out var given) ? given.GetString() : "");
    }

    [Theory]
    [InlineData("sample_rate_hz: 22050", "STR8020 docker.yml:1:33 ml.spleeter.sample_rate_hz")]
    [InlineData("output_format: flac", "STR8020 docker.yml:1:32 ml.spleeter.output_format")]
    [InlineData("max_duration_seconds: 60", "STR8020 docker.yml:1:39 ml.spleeter.max_duration_seconds")]
    [InlineData("model: \"spleeter:3stems\"", "STR8021 docker.yml:1:24 ml.spleeter.model")]
    public void Spleeter_WhatItsParametersCannotHold_IsTold(string section, string problem) =>
        Assert.Equal([problem], Exported.Configuration($"ml: {{spleeter: {{{section}}}}}").As("spleeter").Problems());

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
