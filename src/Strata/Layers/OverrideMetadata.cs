using System.Collections.Immutable;
using System.Numerics;
using Strata.Layers.Conditions;
using Strata.Secrets.Envelopes;
using Strata.Values;

namespace Strata.Layers;

/// <summary>What an override says of itself under <c>_metadata</c>. Immutable.</summary>
public sealed record OverrideMetadata
{
    /// <summary>The type that stands for every type.</summary>
    public const string AnyType = "*";

    /// <summary>The types that the override belongs to. Default: the file's name up to its first dot.</summary>
    public ImmutableArray<string> Types { get; internal init; } = [];

    /// <summary>The rank: lowest 0, low 1, medium 2, high 3, highest 4, critical 5, or any number. Higher wins. Default: 2.</summary>
    public BigInteger Priority { get; internal init; } = Layers.Priority.Medium;

    /// <summary>What it is for.</summary>
    public string? Description { get; internal init; }

    /// <summary>Who answers for it.</summary>
    public string? Author { get; internal init; }

    /// <summary>Words to find it by.</summary>
    public ImmutableArray<string> Tags { get; internal init; } = [];

    /// <summary>The names of the overrides that must be loaded beneath this one.</summary>
    public ImmutableArray<string> Dependencies { get; internal init; } = [];

    /// <summary>The last day on which it is loaded; null for ever.</summary>
    public DateOnly? Expires { get; internal init; }

    /// <summary>Whether it is loaded at all. Default: true.</summary>
    public bool Enabled { get; internal init; } = true;

    /// <summary>The path of a JSON Schema, relative to the file.</summary>
    public string? Schema { get; internal init; }

    /// <summary>When it applies; null for always.</summary>
    internal Condition? Condition { get; init; }

    /// <summary>How its lists, and those that later overrides put over it, are merged where no tag says so.</summary>
    internal ImmutableArray<MergeRule> MergeRules { get; init; } = [];

    /// <summary>The paths whose values are secret.</summary>
    internal ImmutableArray<PathPattern> Sensitive { get; init; } = [];

    /// <summary>How it is encrypted.</summary>
    internal EncryptionSettings Encryption { get; init; } = EncryptionSettings.None;

    /// <summary>The places of <see cref="Dependencies"/>, in the same order.</summary>
    internal ImmutableArray<SourcePosition> DependencyPositions { get; init; } = [];

    /// <summary>Where <see cref="Expires"/> is written.</summary>
    internal SourcePosition ExpiresPosition { get; init; }

    /// <summary>Where <see cref="Schema"/> is written.</summary>
    internal SourcePosition SchemaPosition { get; init; }

    /// <summary>Where the metadata stand; <see cref="SourcePosition.None"/> where there are none.</summary>
    internal SourcePosition Position { get; init; }

    /// <summary>The metadata of an override that says nothing of itself.</summary>
    internal static OverrideMetadata OfType(string type) => new() { Types = [type] };
}
