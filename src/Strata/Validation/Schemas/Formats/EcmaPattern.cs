using System.Globalization;

namespace Strata.Validation.Schemas.Formats;

/// <summary>
/// A regular expression of ECMA-262 with the <c>u</c> flag, as JSON Schema's <c>pattern</c> means it: not anchored, case-sensitive, over code points.
/// Without back references it takes time in proportion to the text; with them it is given up after a fixed number of steps. Safe for use by several
/// threads. What it takes to match is made when a text is first asked for.
/// </summary>
internal sealed class EcmaPattern
{
    private readonly PatternTree _tree;
    private PatternMatcher? _matcher;

    private EcmaPattern(PatternTree tree) => _tree = tree;

    /// <summary>The pattern, or null and what is wrong with it: a phrase without a full stop that ends with the place.</summary>
    public static EcmaPattern? TryCompile(string pattern, out string? problem)
    {
        if (PatternParser.Parse(pattern, out problem) is not { } tree)
        {
            return null;
        }

        if (PatternRun.TryCreate(tree.Root) is { } run)
        {
            return new EcmaPattern(tree) { _matcher = run };
        }

        if (PatternCompiler.CountSteps(tree.Root) > PatternCompiler.MaxSteps)
        {
            problem = string.Create(CultureInfo.InvariantCulture, $"its repetitions, written out, take more than {PatternCompiler.MaxSteps} steps");
            return null;
        }

        return new EcmaPattern(tree);
    }

    /// <summary>Whether a text is a pattern, however many steps it takes: the format <c>regex</c>.</summary>
    public static bool IsPattern(string text) => PatternParser.Parse(text, out _) is not null;

    /// <summary>Whether the pattern matches somewhere in the text; a text that was given up does not match.</summary>
    public bool IsMatch(string text) => Match(text) == PatternOutcome.Match;

    /// <summary>Whether the pattern matches somewhere in the text, or was given up.</summary>
    public PatternOutcome Match(string text)
    {
        // Two threads may both make one: they are equal, and one is kept.
        var matcher = Volatile.Read(ref _matcher) ?? Interlocked.CompareExchange(ref _matcher, NewMatcher(), null) ?? _matcher;
        return matcher!.Match(text);
    }

    private PatternMatcher NewMatcher() => _tree switch
    {
        { RefersBack: true } => new PatternBacktracking(_tree),
        { Looks.Count: > 0 } => new PatternSimulation(_tree),
        _ => new PatternAutomaton(_tree),
    };
}
