using Strata.Doctor;

namespace Strata.Consumers.Tests.Doctor;

/// <summary>Model servers cannot be run here: what they answer is recorded.</summary>
public sealed class ModelServerCheckTests
{
    private const string Mood = """
        {
         "model_version_status": [
          {
           "version": "3",
           "state": "AVAILABLE",
           "status": {
            "error_code": "OK",
            "error_message": ""
           }
          },
          {
           "version": "4",
           "state": "LOADING",
           "status": {
            "error_code": "OK",
            "error_message": ""
           }
          },
          {
           "version": "5",
           "state": "END",
           "status": {
            "error_code": "NOT_FOUND",
            "error_message": "Could not find base path"
           }
          }
         ]
        }
        """;

    private const string Loaded = """{ "models": [ { "modelName": "mastering", "modelUrl": "mastering.mar" } ] }""";
    private const string Mastering = """[ { "modelName": "mastering", "modelVersion": "2.0", "modelUrl": "mastering.mar", "runtime": "python", "minWorkers": 1, "workers": [] } ]""";
    private const string Info = """{ "model_id": "distilbert-base-uncased", "model_sha": "abc", "model_dtype": "float32", "max_input_length": 512, "version": "1.5.0" }""";

    [Theory]
    [InlineData("3", CheckOutcome.Passed, "mood is served in version 3")]
    [InlineData("4", CheckOutcome.Unreachable, "mood 4 is not ready yet")]
    [InlineData("5", CheckOutcome.Error, "mood 5 is END")]
    [InlineData("6", CheckOutcome.Error, "mood is served in version 3, and 6 is configured")]
    public async Task TensorFlowServing_VersionOfAModel_IsHeldAgainstTheConfiguredOne(string version, CheckOutcome outcome, string message)
    {
        using var server = new StandInServer(("/v1/models/mood", 200, Mood));
        var report = await Checkup.RunAsync("tensorflow-serving", TensorFlow(server.Port, $"{{ name: mood, version: {version} }}"));

        Assert.Equal(message, report.Of("tensorflow-serving.model").Is(outcome, "ml.serving.models[0].version").Message);
    }

    [Fact]
    public async Task TensorFlowServing_Model_IsAskedForByItsName()
    {
        using var server = new StandInServer(("/v1/models/mood", 200, Mood), ("/v1/models/nope", 404, """{ "error": "Could not find any versions of model nope" }"""));
        var report = await Checkup.RunAsync("tensorflow-serving", TensorFlow(server.Port, "{ name: mood }, { name: other, backend: pytorch }, { name: nope }"));

        Assert.Equal([(CheckOutcome.Passed, "ml.serving.models[0].name"), (CheckOutcome.Error, "ml.serving.models[2].name")], report.Findings.Select(static finding => (finding.Outcome, finding.Path.ToString())));
        Assert.Equal(["/v1/models/mood", "/v1/models/nope"], server.Asked.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task TensorFlowServing_Stopped_IsUnreachable()
    {
        var report = await Checkup.RunAsync("tensorflow-serving", TensorFlow(LoopbackPort.Free(), "{ name: mood }"));

        Assert.EndsWith("nothing listens there", report.Of("tensorflow-serving.model").Is(CheckOutcome.Unreachable, "ml.serving.models[0].name").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TensorFlowServing_OfAnother_IsAnError()
    {
        using var server = new StandInServer(("/v1/models/mood", 200, "<html>Welcome</html>"));
        var report = await Checkup.RunAsync("tensorflow-serving", TensorFlow(server.Port, "{ name: mood }"));

        Assert.EndsWith("is no TensorFlow Serving", report.Of("tensorflow-serving.model").Is(CheckOutcome.Error, "ml.serving.models[0].name").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ name: mastering, version: 2 }", CheckOutcome.Passed, "version")]
    [InlineData("{ name: mastering }", CheckOutcome.Passed, "name")]
    [InlineData("{ name: mastering, version: 3 }", CheckOutcome.Error, "version")]
    [InlineData("{ name: stems, version: 1 }", CheckOutcome.Error, "name")]
    public async Task TorchServe_Models_AreThoseOfItsManagement(string model, CheckOutcome outcome, string key)
    {
        using var management = new StandInServer(("/models?limit=1000", 200, Loaded), ("/models/mastering/all", 200, Mastering));
        using var inference = new StandInServer(("/ping", 200, """{ "status": "Healthy" }"""));
        var report = await Checkup.RunAsync("torchserve", Torch(inference.Port, management.Port, model));

        report.Of("torchserve.health").Is(CheckOutcome.Passed, "ml.pytorch.model_serving.host");
        report.Of("torchserve.models").Is(CheckOutcome.Passed, "ml.pytorch.model_serving.management_port");
        report.Of("torchserve.model").Is(outcome, $"ml.serving.models[0].{key}");
    }

    [Theory]
    [InlineData(200, """{ "status": "Unhealthy" }""", CheckOutcome.Unreachable)]
    [InlineData(503, """{ "status": "Starting" }""", CheckOutcome.Unreachable)]
    [InlineData(200, "pong", CheckOutcome.Error)]
    [InlineData(404, "", CheckOutcome.Error)]
    public async Task TorchServe_ThatIsNotWell_IsToldApartFromAnother(int status, string body, CheckOutcome outcome)
    {
        using var server = new StandInServer(("/ping", status, body));
        var report = await Checkup.RunAsync("torchserve", Torch(server.Port, LoopbackPort.Free(), "{ name: mastering }"));

        report.Of("torchserve.health").Is(outcome, "ml.pytorch.model_serving.host");
        Assert.Single(report.Findings);
    }

    [Fact]
    public async Task HuggingFace_ModelOfTheServer_IsOneOfThePipelines()
    {
        using var server = new StandInServer(("/health", 200, ""), ("/info", 200, Info));
        var well = await Checkup.RunAsync("huggingface", HuggingFace(server.Port, "distilbert-base-uncased"));
        well.Of("huggingface.health").Is(CheckOutcome.Passed, "ml.huggingface.inference_url");
        well.Of("huggingface.model").Is(CheckOutcome.Passed, "ml.huggingface.inference_url");

        var other = await Checkup.RunAsync("huggingface", HuggingFace(server.Port, "bert-large"));
        Assert.Contains("serves distilbert-base-uncased, and configured is bert-large", other.Of("huggingface.model").Is(CheckOutcome.Error, "ml.huggingface.inference_url").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HuggingFace_StillLoading_IsUnreachable()
    {
        using var server = new StandInServer(("/health", 503, """{ "error": "unhealthy", "error_type": "healthcheck" }"""));
        var report = await Checkup.RunAsync("huggingface", HuggingFace(server.Port, "a"));

        report.Of("huggingface.health").Is(CheckOutcome.Unreachable, "ml.huggingface.inference_url");
    }

    [Fact]
    public async Task HuggingFace_WithoutAServer_IsSkipped()
    {
        var report = await Checkup.RunAsync("huggingface", "ml: { huggingface: { enabled: true } }\n");

        report.Of("huggingface").Is(CheckOutcome.Skipped, "ml.huggingface");
    }

    private static string TensorFlow(int port, string models) => $$"""
        ml:
          tensorflow: { enabled: true, model_serving: { host: 127.0.0.1, port: {{port}}, url: "http://127.0.0.1:{{port}}/v1/models" } }
          serving: { default_backend: tensorflow, models: [{{models}}] }
        """;

    private static string Torch(int port, int management, string models) => $$"""
        ml:
          pytorch: { enabled: true, model_serving: { host: 127.0.0.1, port: {{port}}, management_port: {{management}} } }
          serving: { default_backend: pytorch, models: [{{models}}] }
        """;

    private static string HuggingFace(int port, string model) => $$"""
        ml:
          huggingface:
            enabled: true
            inference_url: "http://127.0.0.1:{{port}}"
            pipelines: [{ name: lyrics, task: text-classification, model: {{model}} }]
        """;
}
