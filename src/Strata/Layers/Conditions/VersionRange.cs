using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Strata.Diagnostics;

namespace Strata.Layers.Conditions;

/// <summary>Which versions are meant: <c>&gt;=2.1 &lt;3 || ^4.0</c>. Immutable.</summary>
/// <remarks>
/// A version with open numbers stands for all that it begins: <c>&gt;2</c> is above every 2.x, <c>&lt;3</c> below every 3.x, the
/// pre-releases of 3.0.0 too. The upper ends of <c>^</c>, <c>~</c> and wildcards leave pre-releases out for the same reason.
/// </remarks>
internal sealed class VersionRange
{
    private static readonly SearchValues<char> WordEnds = SearchValues.Create(" \t<>=!^~");

    private static readonly string[] Operators = [">=", "<=", "!=", ">", "<", "=", "^", "~"];

    private readonly ImmutableArray<ImmutableArray<Interval>> _alternatives;

    private VersionRange(ImmutableArray<ImmutableArray<Interval>> alternatives) => _alternatives = alternatives;

    public static bool TryParse(string text, [NotNullWhen(true)] out VersionRange? range, [NotNullWhen(false)] out string? problem)
    {
        range = null;
        var alternatives = ImmutableArray.CreateBuilder<ImmutableArray<Interval>>();
        foreach (var alternative in text.Split("||"))
        {
            if (!TryAlternative(alternative, out var intervals, out problem))
            {
                return false;
            }

            alternatives.Add(intervals);
        }

        problem = null;
        range = new VersionRange(alternatives.DrainToImmutable());
        return true;
    }

    public bool Contains(SemanticVersion version) =>
        _alternatives.Any(alternative => alternative.All(interval => interval.Contains(version)));

    private static bool TryAlternative(string text, out ImmutableArray<Interval> intervals, [NotNullWhen(false)] out string? problem)
    {
        var found = ImmutableArray.CreateBuilder<Interval>();
        problem = null;
        intervals = [];
        for (var rest = text.AsSpan().Trim(); !rest.IsEmpty; rest = rest.TrimStart())
        {
            var sign = "";
            foreach (var candidate in Operators)
            {
                if (rest.StartsWith(candidate))
                {
                    sign = candidate;
                    break;
                }
            }

            // The operator may stand apart from its version.
            rest = rest[sign.Length..].TrimStart();
            var end = rest.IndexOfAny(WordEnds);
            end = end < 0 ? rest.Length : end;
            var word = rest[..end].ToString();
            rest = rest[end..];
            if (!PartialVersion.TryParse(word, out var version))
            {
                problem = word.Length == 0 ? "a version is missing behind an operator" : $"{Quotation.Of(word)} is no version";
                return false;
            }

            found.Add(Interval.Of(sign, version));
        }

        problem = found.Count == 0 ? "a version is expected" : null;
        intervals = found.DrainToImmutable();
        return problem is null;
    }

    /// <summary>The versions from one on and below another; or, reversed, all the others.</summary>
    private readonly record struct Interval(SemanticVersion? From, SemanticVersion? Below, bool FromIsOutside, bool BelowIsInside, bool IsReversed)
    {
        public bool Contains(SemanticVersion version)
        {
            var above = From is not { } from || (FromIsOutside ? version.CompareTo(from) > 0 : version.CompareTo(from) >= 0);
            var below = Below is not { } end || (BelowIsInside ? version.CompareTo(end) <= 0 : version.CompareTo(end) < 0);
            return (above && below) != IsReversed;
        }

        public static Interval Of(string sign, PartialVersion version)
        {
            SemanticVersion? floor = version.Major is null ? null : version.Floor;
            return sign switch
            {
                ">=" => Between(floor, null),
                "<" => Between(null, version.IsFull ? floor : version.Floor.Lowest),
                ">" when version.IsFull => new Interval(floor, null, FromIsOutside: true, BelowIsInside: false, IsReversed: false),
                ">" => version.Ceiling is { } ceiling ? Between(ceiling with { PreRelease = "" }, null) : Nothing,
                "<=" when version.IsFull => new Interval(null, floor, FromIsOutside: false, BelowIsInside: true, IsReversed: false),
                "<=" => Between(null, version.Ceiling),
                "^" => Between(floor, Caret(version)),
                "~" => Between(floor, (version with { Patch = null }).Ceiling),
                "!=" => Equal(version, floor) with { IsReversed = true },
                _ => Equal(version, floor),
            };
        }

        private static Interval Nothing => new(null, new SemanticVersion(0, 0, 0).Lowest, FromIsOutside: false, BelowIsInside: false, IsReversed: false);

        private static Interval Between(SemanticVersion? from, SemanticVersion? below) => new(from, below, FromIsOutside: false, BelowIsInside: false, IsReversed: false);

        private static Interval Equal(PartialVersion version, SemanticVersion? floor) => version.IsFull
            ? new Interval(floor, floor, FromIsOutside: false, BelowIsInside: true, IsReversed: false)
            : Between(floor, version.Ceiling);

        // Up to the next change of the first number that is not 0: below 1.0.0 the minor number breaks, below 0.1.0 the patch.
        private static SemanticVersion? Caret(PartialVersion version) => version switch
        {
            { Major: > 0 } or { Minor: null } => (version with { Minor = null, Patch = null }).Ceiling,
            { Minor: > 0 } or { Patch: null } => (version with { Patch = null }).Ceiling,
            _ => version.Ceiling,
        };
    }
}
