using Strata.Diagnostics;
using Strata.Secrets;
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
    private int _hints;

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

    // A path may lead through a reference: it then goes on where that refers to, without resolving all that stands there.
    private Reference Follow(ScalarNode referrer, Range expression, ConfigPath target)
    {
        List<Sensitivity.Cursor>? passed = null;
        for (var redirects = 0; ; redirects++)
        {
            ConfigNode node = interpolator.Root;
            var cursor = interpolator.RootCursor;
            ConfigPath? redirected = null;
            foreach (var step in target.Steps())
            {
                if (node is ScalarNode { HasTemplates: true } scalar && Interpolator.WholeReference(scalar) is { } through)
                {
                    redirected = Redirect(scalar, through, step.Parent!, target);
                    if (redirected is null)
                    {
                        return default;
                    }

                    (passed ??= []).Add(Enter(cursor, target, step));
                    break;
                }

                if (step.ChildOf(node) is not { } child)
                {
                    Missing(referrer, expression, target, step, node);
                    return default;
                }

                cursor = node is SequenceNode ? cursor.Enter(step.Index, child) : cursor.Enter(step.Key, child);
                node = child;
            }

            if (redirected is null)
            {
                return Finish(interpolator.WalkAt(target, node, cursor), [.. passed ?? [], cursor]);
            }

            if (redirects >= MaxChain)
            {
                return interpolator.TooDeep(referrer, expression);
            }

            target = redirected;
        }
    }

    // Null where the reference is bad, which is said where it stands itself, or leads back into itself.
    private ConfigPath? Redirect(ScalarNode through, string path, ConfigPath at, ConfigPath target)
    {
        if (!ConfigPath.TryParse(path, out var redirected, out _))
        {
            return null;
        }

        if (redirected.Depth >= at.Depth && SamePlace(redirected.Steps().AsSpan(0, at.Depth), at.Steps()))
        {
            ReportCycle(_open.Count - 1, _open[^1].Path, through);
            return null;
        }

        foreach (var step in target.Steps()[at.Depth..])
        {
            redirected = step.IsIndex ? redirected.Append(step.Index) : redirected.Append(step.Key);
        }

        return redirected;
    }

    private static bool SamePlace(ReadOnlySpan<ConfigPath> left, ReadOnlySpan<ConfigPath> right)
    {
        for (var i = 0; i < left.Length; i++)
        {
            if (left[i].Key != right[i].Key)
            {
                return false;
            }
        }

        return true;
    }

    // What is secret by the path as it was asked for is secret, wherever the path leads.
    private static Sensitivity.Cursor Enter(Sensitivity.Cursor cursor, ConfigPath target, ConfigPath from)
    {
        var unknown = ScalarNode.Of("");
        foreach (var step in target.Steps()[(from.Depth - 1)..])
        {
            cursor = cursor.Enter(step.Key, unknown);
        }

        return cursor;
    }

    private static Reference Finish(ConfigNode result, ReadOnlySpan<Sensitivity.Cursor> cursors)
    {
        var sensitive = false;
        var marked = result;
        foreach (ref readonly var cursor in cursors)
        {
            sensitive |= result is ScalarNode value ? cursor.IsSecret(value) : cursor.IsSensitive;
            marked = cursor.Mark(marked);
        }

        return new Reference(marked, sensitive);
    }

    private void Missing(ScalarNode referrer, Range expression, ConfigPath target, ConfigPath step, ConfigNode node)
    {
        var hint = "refer to a value of the resolved configuration";
        if (node is MappingNode mapping)
        {
            var near = _hints++ < Interpolator.MaxHints ? EditDistance.Nearest(step.Key, mapping.Keys) : null;
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
