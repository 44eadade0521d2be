using System.Collections.Immutable;
using Strata.Binding;
using Strata.Secrets;
using Strata.Snapshots;
using Strata.Values;

namespace Strata.Sections;

/// <summary>The <c>ml</c> section. Immutable.</summary>
public sealed record MlConfig
{
    /// <summary>The section itself: other keys, and where each value came from.</summary>
    [ConfigurationSource]
    public required ConfigSection Section { get; init; }

    /// <summary>Where models are; null where nothing is said.</summary>
    public string? ModelDirectory { get; init; }

    /// <summary>TensorFlow.</summary>
    [ConfigurationKey("tensorflow")]
    public TensorFlowConfig TensorFlow { get; init; } = new();

    /// <summary>PyTorch.</summary>
    [ConfigurationKey("pytorch")]
    public PyTorchConfig PyTorch { get; init; } = new();

    /// <summary>Hugging Face.</summary>
    [ConfigurationKey("huggingface")]
    public HuggingFaceConfig HuggingFace { get; init; } = new();

    /// <summary>Spleeter, which separates a track into its instruments.</summary>
    public SpleeterConfig Spleeter { get; init; } = new();

    /// <summary>How models answer.</summary>
    public ServingConfig Serving { get; init; } = new();

    /// <summary>Notebooks.</summary>
    public NotebooksConfig Notebooks { get; init; } = new();
}

/// <summary>TensorFlow. Immutable.</summary>
public sealed record TensorFlowConfig
{
    /// <summary>Whether it is used.</summary>
    public bool Enabled { get; init; }

    /// <summary>Whether graphics processors are.</summary>
    public bool GpuEnabled { get; init; }

    /// <summary>Whether it takes their memory as it needs it, and not all at once; null where nothing is said.</summary>
    public bool? GpuMemoryGrowth { get; init; }

    /// <summary>The server of its models.</summary>
    public ModelServingConfig ModelServing { get; init; } = new();

    /// <summary>How models are trained.</summary>
    public TrainingConfig Training { get; init; } = new();
}

/// <summary>PyTorch. Immutable.</summary>
public sealed record PyTorchConfig
{
    /// <summary>Whether it is used.</summary>
    public bool Enabled { get; init; }

    /// <summary>Whether CUDA is.</summary>
    public bool CudaEnabled { get; init; }

    /// <summary>Whether it trains on several machines.</summary>
    public bool Distributed { get; init; }

    /// <summary>How these talk: <c>nccl</c>, for one; null where nothing is said.</summary>
    public string? Backend { get; init; }

    /// <summary>The server of its models.</summary>
    public ModelServingConfig ModelServing { get; init; } = new();
}

/// <summary>A server of models. Everything is null where nothing is said. Immutable.</summary>
public sealed record ModelServingConfig
{
    /// <summary>Its host.</summary>
    public string? Host { get; init; }

    /// <summary>Its port for HTTP.</summary>
    public Port? Port { get; init; }

    /// <summary>Its port for gRPC.</summary>
    public Port? GrpcPort { get; init; }

    /// <summary>The port that TorchServe is managed by.</summary>
    public Port? ManagementPort { get; init; }

    /// <summary>How many inputs are answered together.</summary>
    public int? BatchSize { get; init; }

    /// <summary>How long the first of them waits for others.</summary>
    public TimeSpan? BatchTimeout { get; init; }

    /// <summary>How many batches TensorFlow Serving computes at a time.</summary>
    public int? BatchThreads { get; init; }

    /// <summary>How many processes TorchServe has for each model.</summary>
    public int? Workers { get; init; }

    /// <summary>After what time an answer is given up.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Its address.</summary>
    public Uri? Url { get; init; }

    /// <summary>The members; a password in an address is masked.</summary>
    public override string ToString() => PrintedRecord.Of(nameof(ModelServingConfig), PrintMembers);
}

/// <summary>How models are trained. Everything is null where nothing is said. Immutable.</summary>
public sealed record TrainingConfig
{
    /// <summary>How the work is spread: <c>mirrored</c>, for one.</summary>
    public string? Strategy { get; init; }

    /// <summary>Whether some of it is computed with half the digits.</summary>
    public bool? MixedPrecision { get; init; }

    /// <summary>How often the data is gone through.</summary>
    public int? Epochs { get; init; }

    /// <summary>How much of it, from 0 to 1.</summary>
    public double? SampleRatio { get; init; }
}

/// <summary>Hugging Face. Immutable.</summary>
public sealed record HuggingFaceConfig
{
    /// <summary>Whether it is used.</summary>
    public bool Enabled { get; init; }

    /// <summary>Where its models are kept; null where nothing is said.</summary>
    public string? CacheDirectory { get; init; }

    /// <summary>What opens its private models.</summary>
    public Secret? Token { get; init; }

    /// <summary>Whether nothing is fetched.</summary>
    public bool Offline { get; init; }

    /// <summary>The server that answers for its models; null where the service loads them itself.</summary>
    public Uri? InferenceUrl { get; init; }

    /// <summary>The pipelines.</summary>
    public ImmutableArray<PipelineConfig> Pipelines { get; init; } = [];

    /// <summary>The members; a password in an address is masked.</summary>
    public override string ToString() => PrintedRecord.Of(nameof(HuggingFaceConfig), PrintMembers);
}

/// <summary>A pipeline of Hugging Face. Immutable.</summary>
public sealed record PipelineConfig
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it does.</summary>
    public required string Task { get; init; }

    /// <summary>The model that does it.</summary>
    public required string Model { get; init; }

    /// <summary>How long its answers are at most; null where nothing is said.</summary>
    public int? MaxNewTokens { get; init; }
}

/// <summary>Spleeter. Immutable.</summary>
public sealed record SpleeterConfig
{
    /// <summary>Whether it is used.</summary>
    public bool Enabled { get; init; }

    /// <summary>Its model: <c>spleeter:4stems</c>, for one; null where nothing is said.</summary>
    public string? Model { get; init; }

    /// <summary>Samples of a second.</summary>
    public int? SampleRateHz { get; init; }

    /// <summary>The longest track.</summary>
    public TimeSpan? MaxDuration { get; init; }

    /// <summary>What it writes.</summary>
    public string? OutputFormat { get; init; }
}

/// <summary>How models answer. Immutable.</summary>
public sealed record ServingConfig
{
    /// <summary>Who answers where a model does not say; null where nothing is said.</summary>
    public string? DefaultBackend { get; init; }

    /// <summary>How many requests wait at most.</summary>
    public int? QueueSize { get; init; }

    /// <summary>How many of a hundred requests a new version gets.</summary>
    public decimal? CanaryPercent { get; init; }

    /// <summary>What is answered where no model does.</summary>
    public string? Fallback { get; init; }

    /// <summary>Whether models are loaded into the service itself.</summary>
    public bool InProcess { get; init; }

    /// <summary>The models.</summary>
    public ImmutableArray<ModelConfig> Models { get; init; } = [];

    /// <summary>Where they are fetched from; null where nothing is said.</summary>
    public ModelRegistryConfig? Registry { get; init; }
}

/// <summary>A model. Immutable.</summary>
public sealed record ModelConfig
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Who answers for it; null for the default.</summary>
    public string? Backend { get; init; }

    /// <summary>Its version; null for the latest.</summary>
    public int? Version { get; init; }
}

/// <summary>Where models are fetched from. Immutable.</summary>
public sealed record ModelRegistryConfig
{
    /// <summary>Its address.</summary>
    public required Uri Url { get; init; }

    /// <summary>What opens it.</summary>
    public Secret? Auth { get; init; }

    /// <summary>The members; a password in an address is masked.</summary>
    public override string ToString() => PrintedRecord.Of(nameof(ModelRegistryConfig), PrintMembers);
}

/// <summary>Notebooks. Immutable.</summary>
public sealed record NotebooksConfig
{
    /// <summary>Whether they are served.</summary>
    public bool Enabled { get; init; }

    /// <summary>The address that is listened on; null where nothing is said.</summary>
    public string? Host { get; init; }

    /// <summary>The port that is listened on.</summary>
    public Port? Port { get; init; }
}
