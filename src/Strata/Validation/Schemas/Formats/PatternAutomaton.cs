namespace Strata.Validation.Schemas.Formats;

/// <summary>
/// A pattern without looks and back references, as states that are made when a text first leads to them and kept: from the second text on, a
/// code point costs one look into a table.
/// </summary>
internal sealed class PatternAutomaton : PatternMatcher
{
    private const int AsciiEnd = 128;

    // A pattern whose states grow without end is made anew: slower, never larger.
    private const int MaxStates = 256;

    private static readonly State Matched = new([], false, 0);

    private static readonly State Failed = new([], false, 0);

    private readonly PatternProgram _program;
    private readonly byte[] _classes;
    private readonly int _classCount;
    private readonly Lock _gate = new();
    private readonly PatternClosure _closure;
    private readonly int[] _next;
    private readonly Dictionary<string, State> _states = new(StringComparer.Ordinal);
    private State _first;

    public PatternAutomaton(PatternTree tree)
    {
        _program = PatternCompiler.Compile(tree.Root, backward: false);
        (_classes, _classCount) = Classify(_program);
        _closure = new PatternClosure(_program);
        _next = new int[_program.Steps.Length];
        _first = NewFirst();
    }

    public override PatternOutcome Match(string text)
    {
        var state = Volatile.Read(ref _first);
        var work = 0L;
        for (var i = 0; i <= text.Length;)
        {
            // The end of the text is a class of its own, the last.
            var point = i < text.Length ? text[i] : -1;
            var next = point >= AsciiEnd ? null : Volatile.Read(ref state.Next[point < 0 ? _classCount : _classes[point]]);
            if (next is null)
            {
                point = point < AsciiEnd ? point : CodePoints.At(text, i);
                next = Make(state, point, i == 0, ref work);
            }

            state = next;
            if (state == Matched)
            {
                return PatternOutcome.Match;
            }

            if (state == Failed)
            {
                return PatternOutcome.NoMatch;
            }

            if (work > MaxWork)
            {
                return PatternOutcome.GaveUp;
            }

            i += CodePoints.Width(point);
        }

        return PatternOutcome.NoMatch;
    }

    private State NewFirst() => new([], false, _classCount + 1);

    private State Make(State from, int point, bool isStart, ref long work)
    {
        lock (_gate)
        {
            var before = _closure.Work;
            var place = new PatternPlace(0, isStart, point < 0, from.IsAfterWord, point >= 0 && PatternSets.IsWord(point));
            _closure.Begin();
            foreach (var step in from.Kernel)
            {
                _closure.Follow(step, place);
            }

            if (isStart || !_program.IsAnchored)
            {
                _closure.Follow(0, place);
            }

            var state = _closure.HasMatched ? Matched : point < 0 ? Failed : Find(_next.AsSpan(0, _closure.Take(point, _next)), place.WordAfter);
            work += _closure.Work - before;
            if (point < AsciiEnd)
            {
                Volatile.Write(ref from.Next[point < 0 ? _classCount : _classes[point]], state);
            }

            return state;
        }
    }

    private State Find(Span<int> kernel, bool isAfterWord)
    {
        if (kernel.IsEmpty && _program.IsAnchored)
        {
            return Failed;
        }

        // Steps are fewer than there are chars.
        kernel.Sort();
        Span<char> spelled = kernel.Length < 256 ? stackalloc char[kernel.Length + 1] : new char[kernel.Length + 1];
        for (var i = 0; i < kernel.Length; i++)
        {
            spelled[i] = (char)kernel[i];
        }

        spelled[^1] = isAfterWord ? '\u0001' : '\0';
        var states = _states.GetAlternateLookup<ReadOnlySpan<char>>();
        if (states.TryGetValue(spelled, out var state))
        {
            return state;
        }

        if (_states.Count == MaxStates)
        {
            _states.Clear();
            Volatile.Write(ref _first, NewFirst());
        }

        state = new State(kernel.ToArray(), isAfterWord, _classCount + 1);
        _states.Add(spelled.ToString(), state);
        return state;
    }

    /// <summary>ASCII in as few classes as no set tells apart, nor a word's bounds.</summary>
    private static (byte[] Classes, int Count) Classify(PatternProgram program)
    {
        var parts = new List<UInt128> { PatternSets.Words, ~PatternSets.Words };
        foreach (var set in program.Sets)
        {
            for (var i = parts.Count - 1; i >= 0 && parts.Count < AsciiEnd; i--)
            {
                var inside = parts[i] & set.Ascii;
                if (inside != UInt128.Zero && inside != parts[i])
                {
                    parts.Add(parts[i] & ~set.Ascii);
                    parts[i] = inside;
                }
            }
        }

        var classes = new byte[AsciiEnd];
        for (var i = 1; i < parts.Count; i++)
        {
            for (var rest = parts[i]; rest != UInt128.Zero; rest &= rest - UInt128.One)
            {
                classes[(int)UInt128.TrailingZeroCount(rest)] = (byte)i;
            }
        }

        return (classes, parts.Count);
    }

    /// <summary>The steps that the program stands at behind a code point.</summary>
    private sealed class State(int[] kernel, bool isAfterWord, int classes)
    {
        public int[] Kernel => kernel;

        public bool IsAfterWord => isAfterWord;

        /// <summary>Where each class leads; null where no text went yet.</summary>
        public State?[] Next { get; } = new State?[classes];
    }
}
