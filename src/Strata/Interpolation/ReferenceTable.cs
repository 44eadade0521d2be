using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Interpolation;

/// <summary>What a <c>${config:...}</c> refers to, in its final form.</summary>
/// <param name="Node">The value; null when it could not be resolved.</param>
/// <param name="IsSensitive">Whether it is secret where it stands, and so wherever it goes.</param>
internal readonly record struct Reference(ConfigNode? Node, bool IsSensitive);

/// <summary>Resolves references, each path once, and finds those that lead back to themselves.</summary>
internal sealed class ReferenceTable(Interpolator interpolator, DiagnosticBag diagnostics)
{
    // Each reference on the way takes a few frames of the stack.
    private const int MaxChain = 200;

    private readonly Dictionary<string, Reference> _resolved = new(StringComparer.Ordinal);
    private readonly List<(string Path, ScalarNode Referrer)> _open = [];
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);

    public Reference Resolve(ScalarNode referrer, Range expression, ConfigPath target)
    {
        var path = target.ToString();
        if (_resolved.TryGetValue(path, out var known))
        {
            return known;
        }

        var cycle = _open.FindIndex(open => open.Path == path);
        if (cycle >= 0)
        {
            ReportCycle(cycle, path, referrer);
            return default;
        }

        if (_open.Count >= MaxChain)
        {
            return interpolator.TooDeep(referrer, expression);
        }

        _open.Add((path, referrer));
        var found = Follow(referrer, expression, target);
        _open.RemoveAt(_open.Count - 1);
        _resolved[path] = found;
        return found;
    }

    private Reference Follow(ScalarNode referrer, Range expression, ConfigPath target)
    {
        ConfigNode node = interpolator.Root;
        var cursor = interpolator.RootCursor;
        var isFinal = false;
        foreach (var step in target.Steps())
        {
            // A path may lead through a reference: what that refers to is final already.
            if (!isFinal && node is ScalarNode { HasTemplates: true } scalar && Interpolator.WholeReference(scalar) is { } through)
            {
                var passed = interpolator.Resolve(scalar, .., through);
                if (passed.Node is null)
                {
                    return default;
                }

                node = passed.IsSensitive ? passed.Node.AsSensitive() : passed.Node;
                isFinal = true;
                cursor = node.IsSensitive ? cursor.AsMarked() : cursor;
            }

            if (step.ChildOf(node) is not { } child)
            {
                Missing(referrer, expression, target, step, node);
                return default;
            }

            cursor = node is SequenceNode ? cursor.Enter(step.Index, child) : cursor.Enter(step.Key, child);
            node = child;
        }

        var result = isFinal ? node : interpolator.WalkAt(target, node, cursor);
        var sensitive = result is ScalarNode value ? cursor.IsSecret(value) : cursor.IsSensitive;
        return new Reference(cursor.Mark(result), sensitive);
    }

    private void Missing(ScalarNode referrer, Range expression, ConfigPath target, ConfigPath step, ConfigNode node)
    {
        var hint = "refer to a value of the resolved configuration";
        if (node is MappingNode mapping)
        {
            var near = EditDistance.Nearest(step.Key, mapping.Keys);
            hint = near is not null
                ? $"did you mean \"{step.Parent!.Append(near)}\"?"
                : step.Parent!.IsRoot ? hint : $"\"{step.Parent}\" has no key \"{step.Key}\"";
        }
        else if (node is SequenceNode sequence)
        {
            hint = $"\"{step.Parent}\" is a list of {sequence.Count}";
        }
        else
        {
            hint = $"\"{step.Parent}\" is a single value";
        }

        interpolator.Fail(referrer, expression, DiagnosticCode.MissingReference, $"there is no value at \"{target}\"", hint);
    }

    private void ReportCycle(int from, string path, ScalarNode referrer)
    {
        // The same circle is met from each of its members; it is reported once.
        var members = _open[from..];
        var name = string.Join('\n', members.Select(static member => member.Path).Order(StringComparer.Ordinal));
        if (!_reported.Add(name))
        {
            return;
        }

        var chain = string.Join(" -> ", members.Select(static member => member.Path).Append(path));
        diagnostics.Add(Diagnostic.At(referrer, DiagnosticCode.ReferenceCycle, DiagnosticSeverity.Error, $"these values refer to one another in a circle: {chain}") with
        {
            Path = interpolator.Path,
            Hint = "give one of them a value of its own",
            Related = [.. members.Skip(1).Select(static member => RelatedPosition.To(member.Referrer, $"refers to \"{member.Path}\""))],
        });
    }
}
