using System.Collections;

namespace Strata.Validation.Schemas.Formats;

/// <summary>
/// A pattern that looks ahead or behind. Each look is told for all places of the text in one pass, from the end backward for a lookahead, so that
/// the whole takes time in proportion to the text.
/// </summary>
internal sealed class PatternSimulation(PatternTree tree) : PatternMatcher
{
    private readonly PatternProgram _main = PatternCompiler.Compile(tree.Root, backward: false);
    private readonly PatternProgram[] _looks = [.. tree.Looks.Select(static look => PatternCompiler.Compile(look.Children[0], backward: !look.IsBehind))];

    public override PatternOutcome Match(string text)
    {
        var work = MaxWork;
        var places = new List<BitArray>(_looks.Length);
        for (var i = 0; i < _looks.Length; i++)
        {
            var holds = new BitArray(text.Length + 1);
            if (Run(_looks[i], text, backward: !tree.Looks[i].IsBehind, places, holds, ref work) == PatternOutcome.GaveUp)
            {
                return PatternOutcome.GaveUp;
            }

            places.Add(holds);
        }

        return Run(_main, text, backward: false, places, null, ref work);
    }

    /// <summary>Runs a program over the text: until it matches, or to the end, noting each place where a match ends.</summary>
    private static PatternOutcome Run(PatternProgram program, string text, bool backward, List<BitArray> looks, BitArray? matches, ref long work)
    {
        var closure = new PatternClosure(program) { Looks = looks };
        var kernel = new int[program.Steps.Length];
        var count = 0;
        var begin = backward ? text.Length : 0;
        var end = text.Length - begin;
        for (var index = begin; ;)
        {
            var place = PatternPlace.Of(text, index);
            closure.Begin();
            for (var i = 0; i < count; i++)
            {
                closure.Follow(kernel[i], place);
            }

            if (index == begin || !program.IsAnchored)
            {
                closure.Follow(0, place);
            }

            if (closure.HasMatched)
            {
                if (matches is null)
                {
                    return PatternOutcome.Match;
                }

                matches[index] = true;
            }

            if (closure.Work > work)
            {
                return PatternOutcome.GaveUp;
            }

            if (index == end)
            {
                work -= closure.Work;
                return PatternOutcome.NoMatch;
            }

            var point = backward ? CodePoints.Before(text, index) : CodePoints.At(text, index);
            count = closure.Take(point, kernel);
            index += backward ? -CodePoints.Width(point) : CodePoints.Width(point);
        }
    }
}
