namespace Strata.Validation.Schemas.Formats;

/// <summary>
/// A pattern that asks for a captured text again: it must try one way after the other, and is given up when there are too many of them
/// (<see cref="PatternOutcome.GaveUp"/>).
/// </summary>
internal sealed class PatternBacktracking(PatternTree tree) : PatternMatcher
{
    // Each step may leave something to come back to: fewer of them than elsewhere bound the memory as well.
    private const int MaxTries = 5_000_000;

    private readonly OrderedPatternProgram _program = OrderedPatternCompiler.Compile(tree);

    public override PatternOutcome Match(string text) => new Search(_program, text).Run();

    private sealed class Search(OrderedPatternProgram program, string text)
    {
        private const int Unset = -1;

        private readonly int[] _registers = new int[program.RegisterCount];

        // What to try when the way at hand ends: a step, a place, and how many changes of registers are to be kept then.
        private readonly List<(int Step, int Index, int Changes)> _choices = [];
        private readonly List<(int Register, int Value)> _changes = [];
        private long _work;

        public PatternOutcome Run()
        {
            Array.Fill(_registers, Unset);
            for (var start = 0; start <= text.Length; start += start < text.Length ? CodePoints.Width(CodePoints.At(text, start)) : 1)
            {
                if (Try(0, start))
                {
                    return PatternOutcome.Match;
                }

                if (_work > MaxTries)
                {
                    return PatternOutcome.GaveUp;
                }
            }

            return PatternOutcome.NoMatch;
        }

        /// <summary>Whether the steps from here lead to a match. Where they do not, the registers are as before. Looks recurse as deep as they are nested.</summary>
        private bool Try(int step, int index)
        {
            var choices = _choices.Count;
            var changes = _changes.Count;
            _choices.Add((step, index, changes));
            while (_choices.Count > choices)
            {
                int kept;
                (step, index, kept) = _choices[^1];
                _choices.RemoveAt(_choices.Count - 1);
                Undo(kept);
                if (Advance(step, index))
                {
                    _choices.RemoveRange(choices, _choices.Count - choices);
                    return true;
                }
            }

            Undo(changes);
            return false;
        }

        /// <summary>Goes one way to its end.</summary>
        private bool Advance(int step, int index)
        {
            while (++_work <= MaxTries)
            {
                var (kind, first, second) = program.Steps[step++];
                switch (kind)
                {
                    case PatternStepKind.Match:
                        return true;
                    case PatternStepKind.Take:
                        if (!Take(first, second == 1, ref index))
                        {
                            return false;
                        }

                        break;
                    case PatternStepKind.Split:
                        _choices.Add((second, index, _changes.Count));
                        step = first;
                        break;
                    case PatternStepKind.Jump:
                        step = first;
                        break;
                    case PatternStepKind.Keep:
                        Set(first, index);
                        break;
                    case PatternStepKind.Forget:
                        for (var register = first; register < second; register++)
                        {
                            Set(register, Unset);
                        }

                        break;
                    case PatternStepKind.TakeCapture:
                        if (!TakeCapture(first, second == 1, ref index))
                        {
                            return false;
                        }

                        break;
                    case PatternStepKind.Look:
                        var (begin, isNegated) = program.Looks[first];
                        var changes = _changes.Count;
                        var holds = Try(begin, index);
                        if (isNegated)
                        {
                            Undo(changes);
                        }

                        if (holds == isNegated)
                        {
                            return false;
                        }

                        break;
                    default:
                        if (!Holds(kind, first, second, index))
                        {
                            return false;
                        }

                        break;
                }
            }

            return false;
        }

        private bool Holds(PatternStepKind kind, int first, int second, int index)
        {
            var place = PatternPlace.Of(text, index);
            return kind switch
            {
                PatternStepKind.Start => place.IsStart,
                PatternStepKind.End => place.IsEnd,
                PatternStepKind.Progress => _registers[first] != index,
                _ => place.WordBefore != place.WordAfter == (second == 0),
            };
        }

        private bool Take(int set, bool backward, ref int index)
        {
            if (index == (backward ? 0 : text.Length))
            {
                return false;
            }

            var point = backward ? CodePoints.Before(text, index) : CodePoints.At(text, index);
            index += backward ? -CodePoints.Width(point) : CodePoints.Width(point);
            return program.Sets[set].Contains(point);
        }

        // A capture that holds nothing is the empty text.
        private bool TakeCapture(int capture, bool backward, ref int index)
        {
            var (begin, end) = (_registers[2 * capture], _registers[(2 * capture) + 1]);
            if (begin == Unset || end == Unset)
            {
                return true;
            }

            var length = end - begin;
            var from = backward ? index - length : index;
            _work += length;
            if (from < 0 || from + length > text.Length || !text.AsSpan(from, length).SequenceEqual(text.AsSpan(begin, length)))
            {
                return false;
            }

            // Half a pair that was captured is not half of a whole one.
            index = backward ? from : from + length;
            return index == 0 || index == text.Length || !char.IsSurrogatePair(text[index - 1], text[index]);
        }

        private void Set(int register, int value)
        {
            _changes.Add((register, _registers[register]));
            _registers[register] = value;
        }

        private void Undo(int kept)
        {
            for (var i = _changes.Count - 1; i >= kept; i--)
            {
                _registers[_changes[i].Register] = _changes[i].Value;
            }

            _changes.RemoveRange(kept, _changes.Count - kept);
        }
    }
}
