using System.Collections;

namespace Strata.Validation.Schemas.Formats;

/// <summary>What assertions can see at a place in the text.</summary>
internal readonly record struct PatternPlace(int Index, bool IsStart, bool IsEnd, bool WordBefore, bool WordAfter)
{
    public static PatternPlace Of(ReadOnlySpan<char> text, int index) => new(
        index,
        index == 0,
        index == text.Length,
        index > 0 && PatternSets.IsWord(text[index - 1]),
        index < text.Length && PatternSets.IsWord(text[index]));
}

/// <summary>The steps that a program stands at between two code points, all at once: each is followed no more than once.</summary>
internal sealed class PatternClosure(PatternProgram program)
{
    private readonly int[] _seen = new int[program.Steps.Length];
    private readonly int[] _pending = new int[(2 * program.Steps.Length) + 1];
    private readonly int[] _takes = new int[program.Steps.Length];
    private int _round;
    private int _takeCount;

    /// <summary>The places of each look, by its number, where it holds.</summary>
    public IReadOnlyList<BitArray> Looks { get; set; } = [];

    /// <summary>How many steps were followed in all.</summary>
    public long Work { get; private set; }

    /// <summary>Whether the program has matched at this place.</summary>
    public bool HasMatched { get; private set; }

    /// <summary>Goes to another place, at no step yet.</summary>
    public void Begin()
    {
        _round++;
        _takeCount = 0;
        HasMatched = false;
    }

    /// <summary>Follows a step as far as it goes without taking anything.</summary>
    public void Follow(int step, in PatternPlace place)
    {
        var count = 0;
        _pending[count++] = step;
        while (count > 0)
        {
            step = _pending[--count];
            if (_seen[step] == _round)
            {
                continue;
            }

            _seen[step] = _round;
            Work++;
            var (kind, first, second) = program.Steps[step];
            switch (kind)
            {
                case PatternStepKind.Take:
                    _takes[_takeCount++] = step;
                    continue;
                case PatternStepKind.Match:
                    HasMatched = true;
                    continue;
                case PatternStepKind.Split:
                    _pending[count++] = second;
                    _pending[count++] = first;
                    continue;
                case PatternStepKind.Jump:
                    _pending[count++] = first;
                    continue;
                case PatternStepKind.Start when !place.IsStart:
                case PatternStepKind.End when !place.IsEnd:
                case PatternStepKind.WordBoundary when place.WordBefore == place.WordAfter == (second == 0):
                case PatternStepKind.Look when Looks[first][place.Index] == (second == 1):
                    continue;
                default:
                    _pending[count++] = step + 1;
                    continue;
            }
        }
    }

    /// <summary>Writes the steps behind those that take a code point, and says how many there are. The span has room for as many as there are steps.</summary>
    public int Take(int point, Span<int> next)
    {
        var count = 0;
        var lastSet = -1;
        var isMember = false;
        for (var i = 0; i < _takeCount; i++)
        {
            var set = program.Steps[_takes[i]].First;
            if (set != lastSet)
            {
                (lastSet, isMember) = (set, program.Sets[set].Contains(point));
            }

            if (isMember)
            {
                next[count++] = _takes[i] + 1;
            }
        }

        return count;
    }
}
