namespace Strata.Validation.Schemas.Formats;

/// <summary>
/// Makes the steps of a pattern of which only whether it matches is asked: greed, captures and the order of alternatives are nothing to it.
/// Backward, the steps read the text from its end, for what looks ahead.
/// </summary>
internal sealed class PatternCompiler
{
    /// <summary>The most steps that a pattern may take: a repetition takes them as often as it may repeat.</summary>
    public const int MaxSteps = 10_000;

    private readonly List<PatternStep> _steps = [];
    private readonly Dictionary<CodePointSet, int> _sets = [];
    private readonly bool _backward;

    private PatternCompiler(bool backward) => _backward = backward;

    public static PatternProgram Compile(PatternNode root, bool backward)
    {
        var compiler = new PatternCompiler(backward);
        compiler.Emit(root);
        compiler._steps.Add(new(PatternStepKind.Match));
        return new([.. compiler._steps], [.. compiler._sets.Keys], !backward && IsAnchored(root));
    }

    /// <summary>How many steps a part takes, with the looks within it; never less than it does take, and counted without making them.</summary>
    public static long CountSteps(PatternNode node)
    {
        long children = 0;
        foreach (var child in node.Children)
        {
            children += CountSteps(child) + (node.Kind == PatternNodeKind.Alternatives ? 2 : 0);
        }

        // Beyond the limit it does not matter how far.
        return Math.Min(int.MaxValue, node.Kind switch
        {
            PatternNodeKind.Sequence or PatternNodeKind.Alternatives => children,
            PatternNodeKind.Repeat => (children + 5) * (node.Max == PatternNode.Unbounded ? node.Min + 1L : node.Max),
            _ => children + 2,
        });
    }

    private static bool IsAnchored(PatternNode node) => node.Kind switch
    {
        PatternNodeKind.Start => true,
        PatternNodeKind.Capture => IsAnchored(node.Children[0]),
        PatternNodeKind.Sequence => node.Children.Count > 0 && IsAnchored(node.Children[0]),
        PatternNodeKind.Alternatives => node.Children.All(IsAnchored),
        _ => false,
    };

    private void Emit(PatternNode node)
    {
        switch (node.Kind)
        {
            case PatternNodeKind.Set:
                _steps.Add(new(PatternStepKind.Take, NumberOf(node.Set!)));
                break;
            case PatternNodeKind.Sequence:
                for (var i = 0; i < node.Children.Count; i++)
                {
                    Emit(node.Children[_backward ? node.Children.Count - 1 - i : i]);
                }

                break;
            case PatternNodeKind.Alternatives:
                EmitAlternatives(node);
                break;
            case PatternNodeKind.Repeat:
                EmitRepeat(node);
                break;
            case PatternNodeKind.Capture:
                Emit(node.Children[0]);
                break;
            case PatternNodeKind.Look:
                _steps.Add(new(PatternStepKind.Look, node.Index, node.IsNegated ? 1 : 0));
                break;
            case PatternNodeKind.Start:
                _steps.Add(new(PatternStepKind.Start));
                break;
            case PatternNodeKind.End:
                _steps.Add(new(PatternStepKind.End));
                break;
            default:
                _steps.Add(new(PatternStepKind.WordBoundary, 0, node.IsNegated ? 1 : 0));
                break;
        }
    }

    // A set that is repeated is one set.
    private int NumberOf(CodePointSet set)
    {
        if (!_sets.TryGetValue(set, out var number))
        {
            number = _sets.Count;
            _sets.Add(set, number);
        }

        return number;
    }

    private void EmitAlternatives(PatternNode node)
    {
        var jumps = new List<int>();
        for (var i = 0; i < node.Children.Count; i++)
        {
            var isLast = i == node.Children.Count - 1;
            var split = _steps.Count;
            if (!isLast)
            {
                _steps.Add(default);
            }

            Emit(node.Children[i]);
            if (!isLast)
            {
                jumps.Add(_steps.Count);
                _steps.Add(default);
                _steps[split] = new(PatternStepKind.Split, split + 1, _steps.Count);
            }
        }

        foreach (var jump in jumps)
        {
            _steps[jump] = new(PatternStepKind.Jump, _steps.Count);
        }
    }

    private void EmitRepeat(PatternNode node)
    {
        var child = node.Children[0];
        for (var i = 0; i < node.Min; i++)
        {
            var before = _steps.Count;
            Emit(child);
            if (_steps.Count == before)
            {
                // The empty text, as often as one likes.
                return;
            }
        }

        if (node.Max == PatternNode.Unbounded)
        {
            var split = _steps.Count;
            _steps.Add(default);
            Emit(child);
            _steps.Add(new(PatternStepKind.Jump, split));
            _steps[split] = new(PatternStepKind.Split, split + 1, _steps.Count);
            return;
        }

        var splits = new List<int>();
        for (var i = node.Min; i < node.Max; i++)
        {
            splits.Add(_steps.Count);
            _steps.Add(default);
            Emit(child);
            if (_steps.Count == splits[^1] + 1)
            {
                break;
            }
        }

        foreach (var split in splits)
        {
            _steps[split] = new(PatternStepKind.Split, split + 1, _steps.Count);
        }
    }
}
