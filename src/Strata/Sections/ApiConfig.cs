using System.Collections.Immutable;
using Strata.Binding;
using Strata.Snapshots;
using Strata.Values;

namespace Strata.Sections;

/// <summary>The <c>api</c> section. Immutable.</summary>
public sealed record ApiConfig
{
    /// <summary>The section itself: other keys, and where each value came from.</summary>
    [ConfigurationSource]
    public required ConfigSection Section { get; init; }

    /// <summary>The address that is listened on. Default: <c>127.0.0.1</c>.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The port that is listened on. Default: 8000.</summary>
    public Port Port { get; init; } = new(8000);

    /// <summary>The address that clients use; null where nothing is said.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>The path that every route begins with. Default: none.</summary>
    public string BasePath { get; init; } = "";

    /// <summary>How many processes serve; null for one each processor, or what the server takes.</summary>
    public int? Workers { get; init; }

    /// <summary>After what time things are given up.</summary>
    public ApiTimeoutsConfig Timeouts { get; init; } = new();

    /// <summary>How large requests may be.</summary>
    public ApiLimitsConfig Limits { get; init; } = new();

    /// <summary>How long lists are cut.</summary>
    public PaginationConfig Pagination { get; init; } = new();

    /// <summary>How answers are compressed.</summary>
    public CompressionConfig Compression { get; init; } = new();

    /// <summary>What a request passes through, in order.</summary>
    public ImmutableArray<string> Middleware { get; init; } = [];

    /// <summary>The page that describes the interface.</summary>
    public ApiDocsConfig Docs { get; init; } = new();

    /// <summary>Who may call from a browser.</summary>
    public CorsConfig Cors { get; init; } = new();

    /// <summary>The members; a password in an address is masked.</summary>
    public override string ToString() => PrintedRecord.Of(nameof(ApiConfig), PrintMembers);
}

/// <summary>After what time the API gives things up; null where nothing is said. Immutable.</summary>
public sealed record ApiTimeoutsConfig
{
    /// <summary>A request.</summary>
    public TimeSpan? Request { get; init; }

    /// <summary>A connection without requests.</summary>
    public TimeSpan? KeepAlive { get; init; }

    /// <summary>An upload.</summary>
    public TimeSpan? Upload { get; init; }

    /// <summary>The requests that are under way when the service ends.</summary>
    public TimeSpan? Shutdown { get; init; }
}

/// <summary>How large requests may be, in megabytes; null where nothing is said. Immutable.</summary>
public sealed record ApiLimitsConfig
{
    /// <summary>A body.</summary>
    public decimal? BodyMegabytes { get; init; }

    /// <summary>An uploaded file.</summary>
    public decimal? UploadMegabytes { get; init; }
}

/// <summary>How long lists are cut; null where nothing is said. Immutable.</summary>
public sealed record PaginationConfig
{
    /// <summary>The entries of a page where the client asks for no number.</summary>
    public int? DefaultSize { get; init; }

    /// <summary>The most entries of a page.</summary>
    public int? MaxSize { get; init; }
}

/// <summary>How answers are compressed. Immutable.</summary>
public sealed record CompressionConfig
{
    /// <summary>By what, the best first; none for not at all.</summary>
    public ImmutableArray<string> Algorithms { get; init; } = [];

    /// <summary>From how many bytes on; null where nothing is said.</summary>
    public long? MinimumBytes { get; init; }
}

/// <summary>The page that describes the interface. Immutable.</summary>
public sealed record ApiDocsConfig
{
    /// <summary>Whether it is there.</summary>
    public bool Enabled { get; init; }

    /// <summary>Where. Default: <c>/docs</c>.</summary>
    public string Path { get; init; } = "/docs";
}
