using Strata.Layers;
using Strata.Secrets;
using Strata.Secrets.Sops;
using Strata.Values;

namespace Strata.Validation.Rules;

/// <summary>A scalar as an override writes it.</summary>
/// <param name="Node">The scalar.</param>
/// <param name="Parent">The way to what holds it.</param>
/// <param name="Key">The nearest key above it: its own, or that of the list that it stands in.</param>
/// <param name="Index">Where it stands in a list; -1 for none.</param>
/// <param name="IsNamed">Whether that key, or one above it, says that it is a secret.</param>
/// <param name="IsDeclared">Whether the override declares it secret.</param>
internal readonly record struct WrittenValue(ScalarNode Node, ConfigPath Parent, string Key, int Index, bool IsNamed, bool IsDeclared)
{
    // Beneath it, Compose names secrets and where they come from, and never writes one.
    private const string Secrets = "secrets";

    public ConfigPath Path => Index < 0 ? Parent.Append(Key) : Parent.Append(Index);

    /// <summary>
    /// Shows every scalar of an override's configuration, in order, and behind them those of the rest of its file, where that belongs
    /// to another tool too: the services of a Compose file have environments of their own. What SOPS encrypted is written nowhere.
    /// </summary>
    public static void Visit(Layer layer, Action<WrittenValue> visit)
    {
        var declared = new Sensitivity(layer.Metadata.Sensitive).Root;
        if (layer.EmbeddedIn is not { } file)
        {
            VisitEntries(layer.Body, ConfigPath.Root, declared, isNamed: false, visit);
            return;
        }

        // An alias is the value that it names, which is shown once.
        var shown = new HashSet<SourcePosition>();
        VisitEntries(layer.Body, ConfigPath.Root, declared, isNamed: false, Once);
        MappingEntry[] rest = [.. file.Entries.ToArray().Where(static entry => entry.Key != EmbeddedOverride.Key)];
        VisitEntries(new MappingNode(file.Document, file.Position, rest), ConfigPath.Root, new Sensitivity([]).Root, isNamed: false, value =>
        {
            if (!value.Path.Steps().Any(static step => step.Key == Secrets))
            {
                Once(Assigned(value));
            }
        });

        void Once(WrittenValue value)
        {
            if (shown.Add(value.Node.Position))
            {
                visit(value);
            }
        }
    }

    // "environment: [POSTGRES_PASSWORD=kH8-wallaby]" is a list of assignments.
    private static WrittenValue Assigned(in WrittenValue value)
    {
        var text = value.Node.Text;
        var equals = value is { Index: >= 0, Key: "environment" or "args" or "labels" } ? text.IndexOf('=', StringComparison.Ordinal) : -1;
        if (equals <= 0)
        {
            return value;
        }

        var name = text[..equals];
        var node = new ScalarNode(value.Node.Document, value.Node.Position, text[(equals + 1)..], ScalarType.String, value.Node.Style, flags: value.Node.Flags);
        return new WrittenValue(node, value.Parent, name, -1, SecretKeys.HoldsSecret(name), IsDeclared: false);
    }

    // As deep as the limit on nesting.
    private static void VisitEntries(MappingNode mapping, ConfigPath path, Sensitivity.Cursor cursor, bool isNamed, Action<WrittenValue> visit)
    {
        foreach (ref readonly var entry in mapping.Entries)
        {
            var named = SecretNames.Contains(entry.Key) ? !SecretKeys.IsAbout(entry.Key) : isNamed && !SecretKeys.IsAbout(entry.Key);
            var inner = cursor.Enter(entry.Key, entry.Value);
            if (entry.Value is DecryptedNode)
            {
                continue;
            }

            if (entry.Value is ScalarNode scalar)
            {
                visit(new WrittenValue(scalar, path, entry.Key, -1, named, inner.IsMarked));
            }
            else
            {
                VisitBeneath(entry.Value, entry.Key, path.Append(entry.Key), inner, named, visit);
            }
        }
    }

    private static void VisitBeneath(ConfigNode node, string key, ConfigPath path, Sensitivity.Cursor cursor, bool isNamed, Action<WrittenValue> visit)
    {
        if (node is MappingNode mapping)
        {
            VisitEntries(mapping, path, cursor, isNamed, visit);
            return;
        }

        var sequence = (SequenceNode)node;
        for (var i = 0; i < sequence.Count; i++)
        {
            var inner = cursor.Enter(i, sequence[i]);
            if (sequence[i] is DecryptedNode)
            {
                continue;
            }

            if (sequence[i] is ScalarNode scalar)
            {
                visit(new WrittenValue(scalar, path, key, i, isNamed, inner.IsMarked));
            }
            else
            {
                VisitBeneath(sequence[i], key, path.Append(i), inner, isNamed, visit);
            }
        }
    }
}
