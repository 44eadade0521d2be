namespace Strata.Validation.Schemas.Formats;

/// <summary>A pattern as steps that are tried in order, with captures.</summary>
/// <param name="Steps">The steps; it begins at the first.</param>
/// <param name="Sets">The sets that steps name by number.</param>
/// <param name="Looks">The first step of each look, and whether it is negated.</param>
/// <param name="RegisterCount">Two registers a capture, its first place and its end, and one a repetition.</param>
internal sealed record OrderedPatternProgram(PatternStep[] Steps, CodePointSet[] Sets, (int Begin, bool IsNegated)[] Looks, int RegisterCount);

/// <summary>Makes the steps of a pattern whose captures matter, by the order of ECMA-262 (22.2.2).</summary>
internal sealed class OrderedPatternCompiler
{
    private readonly List<PatternStep> _steps = [];
    private readonly List<CodePointSet> _sets = [];
    private int _registers;

    // What looks behind reads backward: the steps of a sequence in reverse, and each of them from its end.
    private bool _backward;

    private OrderedPatternCompiler(int captures) => _registers = 2 * captures;

    public static OrderedPatternProgram Compile(PatternTree tree)
    {
        var compiler = new OrderedPatternCompiler(tree.CaptureCount);
        compiler.Emit(tree.Root);
        compiler._steps.Add(new(PatternStepKind.Match));
        var looks = new (int, bool)[tree.Looks.Count];
        for (var i = 0; i < looks.Length; i++)
        {
            looks[i] = (compiler._steps.Count, tree.Looks[i].IsNegated);
            compiler._backward = tree.Looks[i].IsBehind;
            compiler.Emit(tree.Looks[i].Children[0]);
            compiler._steps.Add(new(PatternStepKind.Match));
        }

        return new([.. compiler._steps], [.. compiler._sets], looks, compiler._registers);
    }

    private void Emit(PatternNode node)
    {
        switch (node.Kind)
        {
            case PatternNodeKind.Set:
                Add(PatternStepKind.Take, _sets.Count, _backward ? 1 : 0);
                _sets.Add(node.Set!);
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
                Add(PatternStepKind.Keep, (2 * node.Index) + (_backward ? 1 : 0));
                Emit(node.Children[0]);
                Add(PatternStepKind.Keep, (2 * node.Index) + (_backward ? 0 : 1));
                break;
            case PatternNodeKind.Look:
                Add(PatternStepKind.Look, node.Index);
                break;
            case PatternNodeKind.BackReference:
                Add(PatternStepKind.TakeCapture, node.Index, _backward ? 1 : 0);
                break;
            case PatternNodeKind.Start:
                Add(PatternStepKind.Start);
                break;
            case PatternNodeKind.End:
                Add(PatternStepKind.End);
                break;
            default:
                Add(PatternStepKind.WordBoundary, 0, node.IsNegated ? 1 : 0);
                break;
        }
    }

    private void EmitAlternatives(PatternNode node)
    {
        var jumps = new List<int>();
        for (var i = 0; i < node.Children.Count - 1; i++)
        {
            var split = Add(PatternStepKind.Split);
            Emit(node.Children[i]);
            jumps.Add(Add(PatternStepKind.Jump));
            _steps[split] = new(PatternStepKind.Split, split + 1, _steps.Count);
        }

        Emit(node.Children[^1]);
        foreach (var jump in jumps)
        {
            _steps[jump] = new(PatternStepKind.Jump, _steps.Count);
        }
    }

    private void EmitRepeat(PatternNode node)
    {
        for (var i = 0; i < node.Min; i++)
        {
            EmitTurn(node);
        }

        // A further turn must take something, or the pattern would turn for ever.
        var register = _registers++;
        if (node.Max == PatternNode.Unbounded)
        {
            var split = Add(PatternStepKind.Split);
            EmitTurn(node, register);
            Add(PatternStepKind.Jump, split);
            Choose(node, split);
            return;
        }

        var splits = new List<int>();
        for (var i = node.Min; i < node.Max; i++)
        {
            splits.Add(Add(PatternStepKind.Split));
            EmitTurn(node, register);
        }

        foreach (var split in splits)
        {
            Choose(node, split);
        }
    }

    private void EmitTurn(PatternNode node, int register = -1)
    {
        if (node.Captures.End > node.Captures.First)
        {
            Add(PatternStepKind.Forget, 2 * node.Captures.First, 2 * node.Captures.End);
        }

        if (register >= 0)
        {
            Add(PatternStepKind.Keep, register);
        }

        Emit(node.Children[0]);
        if (register >= 0)
        {
            Add(PatternStepKind.Progress, register);
        }
    }

    private void Choose(PatternNode node, int split) => _steps[split] = node.IsLazy
        ? new(PatternStepKind.Split, _steps.Count, split + 1)
        : new(PatternStepKind.Split, split + 1, _steps.Count);

    private int Add(PatternStepKind kind, int first = 0, int second = 0)
    {
        _steps.Add(new(kind, first, second));
        return _steps.Count - 1;
    }
}
