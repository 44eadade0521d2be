namespace Strata.Benchmarks.Workloads;

/// <summary>What a leaf holds; a path keeps its kind in every file, so that only the values differ.</summary>
internal enum LeafKind
{
    Integer,
    Float,
    Boolean,
    Word,
    Address,
    FilePath,
    QuotedText,
    List,
}

/// <summary>
/// The words that keys are made of. None of them looks like a secret: a masked value would measure another path through the engine.
/// </summary>
internal static class Vocabulary
{
    public static readonly string[][] Mappings =
    [
        ["application", "database", "messaging", "storage", "monitoring", "scheduler", "gateway", "analytics", "billing", "search", "catalog", "shipping", "reporting", "inventory"],
        ["primary", "replica", "internal_api", "public_api", "worker_pool", "event_bus", "object_store", "edge_cache", "batch_jobs", "web_front", "mobile_front", "partner_feed", "audit_trail", "ml_serving"],
        ["connection", "pool", "retry_policy", "circuit_breaker", "rate_limits", "http_server", "cache_level_1", "cache_level_2", "health_checks", "log_output", "metrics_export", "trace_export", "rollout", "maintenance"],
        ["defaults", "europe_west", "europe_north", "us_east_1", "us_west_2", "asia_south", "high_traffic", "low_traffic", "weekend", "night_shift", "canary", "stable", "fallback", "emergency"],
    ];

    /// <summary>Eight to a group, in this order, from an offset that the group draws.</summary>
    public static readonly (string Name, LeafKind Kind)[] Leaves =
    [
        ("enabled", LeafKind.Boolean), ("host", LeafKind.Address), ("port", LeafKind.Integer), ("timeout_ms", LeafKind.Integer),
        ("max_connections", LeafKind.Integer), ("log_level", LeafKind.Word), ("sample_ratio", LeafKind.Float), ("description", LeafKind.QuotedText),
        ("data_directory", LeafKind.FilePath), ("tags", LeafKind.List), ("min_idle", LeafKind.Integer), ("strategy", LeafKind.Word),
        ("http2_enabled", LeafKind.Boolean), ("backoff_factor", LeafKind.Float), ("endpoint", LeafKind.Address), ("batch_size", LeafKind.Integer),
        ("compression", LeafKind.Word), ("verify_checksums", LeafKind.Boolean), ("owner", LeafKind.Word), ("display_name", LeafKind.QuotedText),
        ("queue_depth", LeafKind.Integer), ("keep_alive_s", LeafKind.Integer), ("region", LeafKind.Word), ("threshold", LeafKind.Float),
    ];

    public static readonly string[] Words =
    [
        "info", "debug", "warning", "gzip", "zstd", "round_robin", "least_loaded", "exponential", "linear", "platform-team",
        "payments-team", "data-team", "eu-west", "us-east", "read_committed", "at_least_once", "write_through", "lazy", "eager", "balanced",
    ];

    public static readonly string[] Hosts = ["api", "cache", "db", "queue", "search", "files", "metrics", "edge"];

    public static readonly string[] Phrases =
    [
        "Set by the platform team: see the runbook", "Raised after the load test", "Half of the fleet, then all", "Default for new regions",
        "Kept low, the upstream throttles", "Agreed with operations", "Temporary, until the migration ends", "Measured in production",
    ];
}
