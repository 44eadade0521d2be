using System.Runtime.InteropServices;
using Strata.Diagnostics;
using Strata.Secrets;
using Strata.Values;

namespace Strata.Output;

/// <summary>
/// Writes a tree in a format of one line for each leaf. Null is the empty text; an empty mapping or list has no leaf and is
/// not written. Two leaves of one name, of which a reader would see one only, are an error, and then nothing is written.
/// </summary>
internal sealed class LeafWriter
{
    private readonly ILeafFormat _format;
    private readonly List<char> _name = [];

    private LeafWriter(ILeafFormat format)
    {
        _format = format;
    }

    private delegate void LeafVisitor(ReadOnlySpan<char> name, ScalarNode scalar, Sensitivity.Cursor secrets, ConfigPath? path);

    /// <summary>Writes a tree, or says why it cannot be written.</summary>
    /// <returns>Whether it was written.</returns>
    public static bool Write(ILeafFormat format, ConfigNode root, Sensitivity.Cursor secrets, Utf8Output output, DiagnosticBag diagnostics)
    {
        var writer = new LeafWriter(format);
        if (!writer.CanWrite(root, secrets))
        {
            writer.Explain(root, secrets, diagnostics);
            return false;
        }

        writer.Visit(root, secrets, null, (name, scalar, cursor, _) => format.WriteLine(output, name, TextOf(scalar, cursor)));
        return true;
    }

    /// <summary>Reads a tree leaf by leaf, as they would be written, or says why they cannot be.</summary>
    /// <param name="format">Names the leaves, and refuses what it cannot write.</param>
    /// <param name="root">The tree.</param>
    /// <param name="secrets">What of it is secret.</param>
    /// <param name="reveal">Whether secrets are given in clear.</param>
    /// <param name="diagnostics">Takes the reason.</param>
    /// <returns>The leaves; none where they cannot be written.</returns>
    public static IReadOnlyList<Leaf> Read(ILeafFormat format, ConfigNode root, Sensitivity.Cursor secrets, bool reveal, DiagnosticBag diagnostics)
    {
        var writer = new LeafWriter(format);
        if (!writer.CanWrite(root, reveal ? default : secrets))
        {
            writer.Explain(root, secrets, diagnostics);
            return [];
        }

        var leaves = new List<Leaf>();
        writer.Visit(root, secrets, ConfigPath.Root, (name, scalar, cursor, path) =>
            leaves.Add(new Leaf(name.ToString(), TextOf(scalar, reveal || scalar.Text.Length == 0 ? default : cursor), cursor.Masks(scalar), path!)));
        return leaves;
    }

    /// <summary>A leaf as it would be written.</summary>
    internal readonly record struct Leaf(string Name, string Text, bool IsSecret, ConfigPath Path);

    private bool CanWrite(ConfigNode root, Sensitivity.Cursor secrets)
    {
        var isGood = true;
        var names = new HashSet<string>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        Visit(root, secrets, null, (name, scalar, cursor, _) => isGood &= names.Add(name) && !_format.RefusesName(name, out var _) && !_format.Refuses(TextOf(scalar, cursor), out var _));
        return isGood;
    }

    // Only now do the leaves' paths matter, and are made.
    private void Explain(ConfigNode root, Sensitivity.Cursor secrets, DiagnosticBag diagnostics)
    {
        var first = new Dictionary<string, (ScalarNode Scalar, ConfigPath Path)>(StringComparer.Ordinal);
        Visit(root, secrets, ConfigPath.Root, (span, scalar, cursor, path) =>
        {
            var name = span.ToString();
            if (_format.RefusesName(name, out var unnamed))
            {
                diagnostics.Add(Diagnostic.At(scalar, DiagnosticCode.CannotBeWritten, DiagnosticSeverity.Error, $"{path} cannot be written: {unnamed}") with
                {
                    Path = path,
                    Hint = "rename it in ASCII letters, or choose another format: -o yaml, -o json",
                });
                return;
            }

            if (!first.TryAdd(name, (scalar, path!)))
            {
                var other = first[name];
                diagnostics.Add(Diagnostic.At(scalar, DiagnosticCode.NameCollision, DiagnosticSeverity.Error, $"{other.Path} and {path} both become {name}") with
                {
                    Path = path,
                    Related = [RelatedPosition.To(other.Scalar, $"{other.Path} is here")],
                    Hint = "rename one of them, or choose a format that keeps both: -o yaml, -o json",
                });
            }

            if (_format.Refuses(TextOf(scalar, cursor), out var reason))
            {
                diagnostics.Add(Diagnostic.At(scalar, DiagnosticCode.CannotBeWritten, DiagnosticSeverity.Error, $"{path} cannot be written: {reason}") with
                {
                    Path = path,
                    Hint = "choose another format: -o yaml, -o json",
                });
            }
        });
    }

    private void Visit(ConfigNode node, Sensitivity.Cursor secrets, ConfigPath? path, LeafVisitor visitor)
    {
        var length = _name.Count;
        switch (node)
        {
            case MappingNode mapping:
                var keys = secrets.KeysOf(mapping);
                for (var i = 0; i < mapping.Count; i++)
                {
                    ref readonly var entry = ref mapping.Entries[i];
                    _format.AppendKey(_name, keys?[i] ?? entry.Key);
                    Visit(entry.Value, secrets.Enter(entry.Key, entry.Value), path?.Append(entry.Key), visitor);
                    CollectionsMarshal.SetCount(_name, length);
                }

                break;
            case SequenceNode sequence:
                for (var i = 0; i < sequence.Count; i++)
                {
                    _format.AppendIndex(_name, i);
                    Visit(sequence[i], secrets.Enter(i, sequence[i]), path?.Append(i), visitor);
                    CollectionsMarshal.SetCount(_name, length);
                }

                break;
            case ScalarNode scalar:
                visitor(CollectionsMarshal.AsSpan(_name), scalar, secrets, path);
                break;
        }
    }

    private static string TextOf(ScalarNode scalar, Sensitivity.Cursor secrets)
    {
        var shown = secrets.TextOf(scalar);
        if (!ReferenceEquals(shown, scalar.Text))
        {
            return shown;
        }

        return scalar.Type == ScalarType.Float
            ? NumberSpelling.Json(scalar.Text) ?? NumberSpelling.Yaml(scalar.Text)
            : scalar.ToInvariantText();
    }
}
