using System.Diagnostics.CodeAnalysis;

namespace Strata.Values;

/// <summary>
/// A pattern of paths, written like a path: <c>*</c> and <c>?</c> stand for characters within a step, <c>[*]</c> for any list
/// item, and a step <c>**</c> for any number of steps. Immutable.
/// </summary>
internal sealed class PathPattern
{
    private readonly Step[] _steps;

    private PathPattern(string text, Step[] steps)
    {
        Text = text;
        _steps = steps;
    }

    public string Text { get; }

    /// <summary>The last key that is named, perhaps with wildcards; null where every key is meant.</summary>
    public string? LastKey => Array.FindLast(_steps, static step => step.Text.Any(static c => c is not ('*' or '?' or (>= '0' and <= '9')))).Text;

    /// <summary>Whether the pattern names exactly one path.</summary>
    public bool IsExact => Array.TrueForAll(_steps, static step => step.Kind == StepKind.Exact);

    /// <summary>Whether a step may name one list item and not another: <c>[0]</c>, <c>1?</c>, but not <c>[*]</c>.</summary>
    public bool MayNameIndex => Array.Exists(_steps, static step =>
        step.Kind != StepKind.AnyDepth && step.Text != "*" && step.Text.All(static c => c is '*' or '?' or (>= '0' and <= '9')));

    public static bool TryParse(string text, [NotNullWhen(true)] out PathPattern? pattern, [NotNullWhen(false)] out string? problem)
    {
        var steps = new List<Step>();
        var reader = new ConfigPathReader(text);
        while (reader.Read())
        {
            steps.Add(reader.IsIndex
                ? new Step(StepKind.Exact, reader.Index.ToString(System.Globalization.CultureInfo.InvariantCulture))
                : new Step(KindOf(reader.Key, reader.IsQuoted), reader.Key));
        }

        problem = reader.Problem ?? (steps.Count == 0 ? "a path is expected" : null);
        pattern = problem is null ? new PathPattern(text, [.. steps]) : null;
        return problem is null;

        static StepKind KindOf(string key, bool quoted) =>
            quoted || !Glob.IsPattern(key) ? StepKind.Exact : key == "**" ? StepKind.AnyDepth : StepKind.Wildcard;
    }

    /// <summary>
    /// Takes one step down a tree. The states are the places in this pattern that the walk so far has reached, as bits; a walk
    /// begins with <see cref="Start"/>. A pattern longer than 62 steps matches nothing beyond them.
    /// </summary>
    public ulong Advance(ulong states, string key)
    {
        ulong next = 0;
        for (var i = 0; i < _steps.Length && i < 63; i++)
        {
            if ((states & (1UL << i)) == 0)
            {
                continue;
            }

            ref readonly var step = ref _steps[i];
            if (step.Kind == StepKind.AnyDepth)
            {
                next |= 1UL << i;
            }
            else if (step.Kind == StepKind.Exact ? step.Text == key : Glob.Matches(step.Text, key))
            {
                next |= 1UL << (i + 1);
            }
        }

        return Skip(next);
    }

    public ulong Start => Skip(1);

    /// <summary>Whether a walk that reached these states stands on a path of the pattern.</summary>
    public bool Accepts(ulong states) => _steps.Length < 64 && (states & (1UL << _steps.Length)) != 0;

    /// <summary>Whether the pattern matches a path.</summary>
    public bool Matches(ConfigPath path)
    {
        var states = Start;
        foreach (var step in path.Steps())
        {
            states = Advance(states, step.Key);
        }

        return Accepts(states);
    }

    public override string ToString() => Text;

    // "**" may stand for no step at all.
    private ulong Skip(ulong states)
    {
        for (var i = 0; i < _steps.Length && i < 63; i++)
        {
            if ((states & (1UL << i)) != 0 && _steps[i].Kind == StepKind.AnyDepth)
            {
                states |= 1UL << (i + 1);
            }
        }

        return states;
    }

    private enum StepKind : byte
    {
        Exact,
        Wildcard,
        AnyDepth,
    }

    private readonly record struct Step(StepKind Kind, string Text);
}
