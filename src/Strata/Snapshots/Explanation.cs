using System.Collections.Immutable;
using Strata.Values;

namespace Strata.Snapshots;

/// <summary>How a value came to be. Immutable.</summary>
public sealed record Explanation
{
    /// <summary>The path, in canonical form.</summary>
    public required ConfigPath Path { get; init; }

    /// <summary>The final value; null where the path was unset.</summary>
    public required ConfigNode? Value { get; init; }

    /// <summary>Whether the value is secret, wholly or in part.</summary>
    public required bool IsSensitive { get; init; }

    /// <summary>The part that won; null where the path was unset.</summary>
    public required Contribution? Origin { get; init; }

    /// <summary>Each override's part, the lowest first.</summary>
    public required ImmutableArray<Contribution> Trail { get; init; }

    /// <summary>What interpolation put into the value.</summary>
    public required ImmutableArray<ExplainedSubstitution> Interpolations { get; init; }

    /// <summary>The overrides that were candidates and were left out.</summary>
    public required ImmutableArray<ExcludedOverride> Excluded { get; init; }

    internal Secrets.Sensitivity.Cursor Cursor { get; init; }

    /// <summary>What interpolation put in, secrets masked or, for those who may see them, as they are.</summary>
    internal ImmutableArray<ExplainedSubstitution> InterpolationsOf(bool reveal) => reveal ? Explainer.Revealed(Value) : Interpolations;
}

/// <summary>One override's part in a value.</summary>
/// <param name="Override">The override's name.</param>
/// <param name="File">Its file.</param>
/// <param name="Position">Where in it.</param>
/// <param name="Value">What it says there, as it is written.</param>
/// <param name="Effect">What that did.</param>
public sealed record Contribution(string Override, string File, SourcePosition Position, ConfigNode Value, MergeEffect Effect);

/// <summary>What interpolation put in for one expression.</summary>
/// <param name="Expression">The expression as it is written; masked when the value is secret.</param>
/// <param name="Variable">The variable, or the path or file name behind <c>config:</c> and <c>file:</c>.</param>
/// <param name="Source">Where the text came from.</param>
/// <param name="Value">The text; masked when it is secret.</param>
public sealed record ExplainedSubstitution(string Expression, string Variable, VariableSource Source, string Value);

/// <summary>An override that was left out.</summary>
/// <param name="Override">Its name.</param>
/// <param name="Reason">Why, in one line.</param>
/// <param name="HasValue">Whether it would have had a part in the value that is explained.</param>
public sealed record ExcludedOverride(string Override, string Reason, bool HasValue);

/// <summary>A leaf of a configuration and the place it was written at.</summary>
/// <param name="Path">The path, in canonical form.</param>
/// <param name="Value">The value.</param>
/// <param name="Text">The value as one line of text; masked when it is secret.</param>
public readonly record struct LeafOrigin(string Path, ConfigNode Value, string Text)
{
    /// <summary>The override that won.</summary>
    public string Override => Value.Override;

    /// <summary>Its file.</summary>
    public string File => Value.File;

    /// <summary>The place in the file.</summary>
    public SourcePosition Position => Value.Position;

    internal static IEnumerable<LeafOrigin> Of(ResolvedConfiguration configuration, bool reveal = false)
    {
        var leaves = new List<LeafOrigin>(configuration.Root.Size);
        Add(configuration.Root, reveal ? Secrets.Sensitivity.None : configuration.Sensitivity.Root, new System.Text.StringBuilder(), leaves);
        return leaves;
    }

    private static void Add(ConfigNode node, Secrets.Sensitivity.Cursor cursor, System.Text.StringBuilder path, List<LeafOrigin> leaves)
    {
        var length = path.Length;
        switch (node)
        {
            case MappingNode { Count: > 0 } mapping:
                foreach (var entry in mapping.Entries)
                {
                    ConfigPath.AppendStep(path, entry.Key, -1);
                    Add(entry.Value, cursor.Enter(entry.Key, entry.Value), path, leaves);
                    path.Length = length;
                }

                break;
            case SequenceNode { Count: > 0 } sequence:
                for (var i = 0; i < sequence.Count; i++)
                {
                    ConfigPath.AppendStep(path, null, i);
                    Add(sequence[i], cursor.Enter(i, sequence[i]), path, leaves);
                    path.Length = length;
                }

                break;
            case ScalarNode scalar:
                leaves.Add(new LeafOrigin(path.ToString(), node, scalar.IsNull ? "null" : cursor.TextOf(scalar)));
                break;
            default:
                leaves.Add(new LeafOrigin(path.ToString(), node, node is MappingNode ? "{}" : "[]"));
                break;
        }
    }
}
