using System.Collections.Immutable;
using Strata.Binding;
using Strata.Secrets;
using Strata.Snapshots;

namespace Strata.Extensions.Logging;

/// <summary>The <c>logging</c> section, as it is written. Immutable.</summary>
internal sealed record LoggingSection
{
    [ConfigurationSource]
    public required ConfigSection Section { get; init; }

    /// <summary>The least that is written.</summary>
    public LevelName Level { get; init; } = LevelName.Info;

    /// <summary>The same for categories and what begins with them and a dot.</summary>
    public ImmutableSortedDictionary<string, LevelName> Levels { get; init; } = ImmutableSortedDictionary<string, LevelName>.Empty;

    public ImmutableArray<FormatterSection> Formatters { get; init; } = [];

    public ImmutableArray<HandlerSection> Handlers { get; init; } = [];

    /// <summary>Categories of which only warnings are written.</summary>
    public ImmutableArray<string> Quiet { get; init; } = [];
}

/// <summary>How lines look. Immutable.</summary>
internal sealed record FormatterSection
{
    public required FormatterType Type { get; init; }

    public ImmutableArray<string> Fields { get; init; } = [];

    public bool Colors { get; init; }
}

/// <summary>Where lines go. Immutable.</summary>
internal sealed record HandlerSection
{
    public required HandlerType Type { get; init; }

    public bool Enabled { get; init; } = true;

    public OutputStream Stream { get; init; }

    public string? Filename { get; init; }

    public Rotation? Rotation { get; init; }

    public int? KeepDays { get; init; }

    public decimal? MaxMegabytes { get; init; }

    public int? KeepFiles { get; init; }

    public Uri? Url { get; init; }

    public string? Index { get; init; }

    public string? Username { get; init; }

    public Secret? Password { get; init; }

    public Secret? ApiKey { get; init; }

    public string? Buffer { get; init; }

    public decimal? BufferMegabytes { get; init; }

    public OtlpProtocolName Protocol { get; init; }

    public ImmutableSortedDictionary<string, Secret> Headers { get; init; } = ImmutableSortedDictionary<string, Secret>.Empty;
}

/// <summary>The level in the spellings that are in use.</summary>
internal enum LevelName
{
    Trace,
    Verbose,
    Debug,
    Info,
    Information,
    Warn,
    Warning,
    Error,
    Critical,
    Fatal,
}

internal enum FormatterType
{
    Json,
    Text,
}

internal enum HandlerType
{
    Console,
    File,
    Elasticsearch,
    Otlp,
    Memory,
}

internal enum OutputStream
{
    Stdout,
    Stderr,
}

internal enum Rotation
{
    Hourly,
    Daily,
    Weekly,
    Size,
}

internal enum OtlpProtocolName
{
    Grpc,
    Http,
}
