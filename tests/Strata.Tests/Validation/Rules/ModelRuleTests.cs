namespace Strata.Tests.Validation.Rules;

/// <summary>The sections of machine learning.</summary>
public class ModelRuleTests
{
    [Theory]
    [InlineData("ml: {spleeter: {model: \"spleeter:3stems\"}}", "6017 error a:1:24 ml.spleeter.model: Spleeter separates into 2, 4 or 5 stems, and the model is \"spleeter:3stems\"")]
    [InlineData("x: {defaultModel: spleeter:4stem}", "6017 error a:1:19 x.defaultModel: Spleeter separates into 2, 4 or 5 stems, and the model is \"spleeter:4stem\"")]
    [InlineData("spleeter: {stems: 3}", "6017 error a:1:19 spleeter.stems: Spleeter separates into 2, 4 or 5 stems, and stems is 3")]
    [InlineData("spleeter: {stems: [2, 6]}", "6017 error a:1:23 spleeter.stems[1]: Spleeter separates into 2, 4 or 5 stems, and stems is 6")]
    [InlineData("separation: {backend: spleeter, num-stems: 1}", "6017 error a:1:44 separation.num-stems: Spleeter separates into 2, 4 or 5 stems, and num-stems is 1")]
    [InlineData("spleeter: {stems: 3stems}", "6017 error a:1:19 spleeter.stems: Spleeter separates into 2, 4 or 5 stems, and stems is \"3stems\"")]
    public void Check_StemsThatNoModelSeparates_AreFound(string text, string expected) => Assert.Equal([expected], Findings.In(text));

    [Theory]
    [InlineData("spleeter: {model: \"spleeter:5stems-16kHz\", stems: 5}")]
    [InlineData("spleeter: {model: \"spleeter:2stems\"}")]
    [InlineData("demucs: {stems: 6, model: htdemucs_6s}")]
    [InlineData("spleeter: {stems: [vocals, drums]}")]
    public void Check_StemsThatThereAre_AreLeftAlone(string text) => Assert.Empty(Findings.In(text));

    [Theory]
    [InlineData("s: {batch_size: 32, max_batch_delay_ms: 0}", "6018 warning a:1:41 s.max_batch_delay_ms: batch_size is 32, and max_batch_delay_ms lets no batch fill: nearly every request goes alone")]
    [InlineData("s: {maxBatchSize: 32, batchTimeoutMicros: 0}", "6018 warning a:1:43 s.batchTimeoutMicros: maxBatchSize is 32, and batchTimeoutMicros lets no batch fill: nearly every request goes alone")]
    [InlineData("batching: {max_size: 8, timeout: 0ms}", "6018 warning a:1:34 batching.timeout: max_size is 8, and timeout lets no batch fill: nearly every request goes alone")]
    [InlineData("batching: {size: 8, delay: null}", "6018 warning a:1:28 batching.delay: size is 8, and delay lets no batch fill: nearly every request goes alone")]
    [InlineData("s: {batch-size: 1, batch-delay: 5ms}", "6018 warning a:1:17 s.batch-size: batch-size is 1, and batch-delay lets each request wait for a batch that is full already")]
    public void Check_BatchThatDoesNotFitItsDelay_IsFound(string text, string expected) => Assert.Equal([expected], Findings.In(text));

    [Theory]
    [InlineData("s: {batch_size: 32, timeout_seconds: 0}")]
    [InlineData("s: {batch_size: 32, max_batch_delay_ms: 5}")]
    [InlineData("s: {batch_size: 1, max_batch_delay_ms: 0}")]
    [InlineData("training: {batch_size: 1}")]
    [InlineData("batching: {enabled: false, max_size: 8, timeout: 0}")]
    [InlineData("pool: {max_size: 8, timeout: 0}")]
    public void Check_BatchThatFits_IsLeftAlone(string text) => Assert.Empty(Findings.In(text));

    [Theory]
    [InlineData("t: {gpu_enabled: true, devices: []}", "6019 warning a:1:33 t.devices: gpu_enabled asks for a GPU, and devices names none")]
    [InlineData("t: {useCuda: true, visibleDevices: \"\"}", "6019 warning a:1:36 t.visibleDevices: useCuda asks for a GPU, and visibleDevices names none")]
    [InlineData("t: {gpu: {enabled: true, count: 1, device_ids: none}}", "6019 warning a:1:48 t.gpu.device_ids: enabled asks for a GPU, and device_ids names none")]
    [InlineData("t: {device: \"cuda:0\", gpus: 0}", "6019 warning a:1:29 t.gpus: device asks for a GPU, and gpus names none")]
    public void Check_GpuWithoutDevice_IsFound(string text, string expected) => Assert.Equal([expected], Findings.In(text));

    [Theory]
    [InlineData("t: {gpu_enabled: true}")]
    [InlineData("t: {gpu_enabled: false, devices: []}")]
    [InlineData("t: {gpu_enabled: true, visible_devices: \"0\"}")]
    [InlineData("t: {gpu_enabled: true, devices: [0]}")]
    [InlineData("t: {enabled: false, gpu_enabled: true, devices: []}")]
    [InlineData("t: {device: cpu, gpus: 0}")]
    [InlineData("audio: {device: default, devices: []}")]
    public void Check_GpuThatIsGivenOrNotAsked_IsLeftAlone(string text) => Assert.Empty(Findings.In(text));

    [Theory]
    [InlineData("gpus: all")]
    [InlineData("runtime: nvidia")]
    [InlineData("deploy: {resources: {reservations: {devices: [{capabilities: [gpu]}]}}}")]
    public void Check_ComposeServiceWithoutDevice_IsFoundUnlessItHasOne(string device)
    {
        const string Config = "t: {gpu: true, model_serving: {host: tf, port: 8501}}";

        Assert.Equal(["6019 warning a:3:14 t.gpu: gpu asks for a GPU, and the service \"tf\" is given none"], Findings.InCompose(Config, "tf: {image: x}"));
        Assert.Empty(Findings.InCompose(Config, $"tf: {{image: x, {device}}}"));
    }

    [Theory]
    [InlineData("t: {model_serving: {port: 8501, grpc_port: 8501}}", "6020 error a:1:44 t.model_serving.grpc_port: grpc_port 8501 is the port of t.model_serving.port too")]
    [InlineData("triton: {httpPort: 8000, metrics-port: 8000}", "6020 error a:1:40 triton.metrics-port: metrics-port 8000 is the port of triton.httpPort too")]
    [InlineData("a: {model_serving: {host: gpu1, port: 8501}}\nb: {modelServing: {host: gpu1, port: 8501}}", "6020 error a:2:38 b.modelServing.port: port 8501 is the port of a.model_serving.port too")]
    public void Check_ServingPortsThatMeet_AreFound(string text, string expected) => Assert.Equal([expected], Findings.In(text));

    [Theory]
    [InlineData("a: {model_serving: {host: gpu1, port: 8501}}\nb: {model_serving: {host: gpu2, port: 8501}}")]
    [InlineData("a: {model_serving: {port: 8501}}\nb: {model_serving: {port: 8501}}")]
    [InlineData("m: {port: 1}\na: {serving: {host: h, port: \"${config:m.port}\"}}\nb: {serving: {host: h, port: \"${config:m.port}\"}}")]
    [InlineData("a: {serving: {host: h, port: 1}}\nb: {enabled: false, serving: {host: h, port: 1}}")]
    public void Check_ServingPortsApart_AreLeftAlone(string text) => Assert.Empty(Findings.In(text));
}
