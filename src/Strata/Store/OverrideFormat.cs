namespace Strata.Store;

/// <summary>What a new override is written in.</summary>
public enum OverrideFormat
{
    /// <summary>YAML, in a file that ends in <c>.yml</c>.</summary>
    Yaml,

    /// <summary>JSON, in a file that ends in <c>.json</c>.</summary>
    Json,
}
