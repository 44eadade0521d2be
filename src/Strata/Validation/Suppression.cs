using System.Collections.Immutable;
using System.Globalization;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Values;

namespace Strata.Validation;

/// <summary>A comment that silences findings. Immutable.</summary>
/// <param name="Text">The text that the comment stands in.</param>
/// <param name="Position">The place of the comment.</param>
/// <param name="Codes">What it silences; empty where it is no suppression, which <paramref name="Problem"/> explains.</param>
/// <param name="Reason">Why; empty where the comment does not say.</param>
/// <param name="Problem">Why the comment says nothing; null for a well-formed one.</param>
/// <param name="Hint">What to write instead; null for a well-formed one.</param>
internal sealed record Suppression(SourceText Text, SourcePosition Position, ImmutableArray<DiagnosticCode> Codes, string Reason, string? Problem, string? Hint)
{
    private const string Verb = "disable";
    private const string Form = "write # strata:disable STR6007 and the reason";

    /// <summary>Reads a comment that is addressed to Strata.</summary>
    public static Suppression Read(SourceText text, StrataComment comment)
    {
        var rest = comment.Text.AsSpan();
        var verb = TakeWord(ref rest);
        if (verb is not Verb)
        {
            return Malformed($"unknown comment {Quotation.Of($"strata:{verb}")}", EditDistance.Nearest(verb.ToString(), [Verb]) is { } near ? $"did you mean strata:{near}?" : Form);
        }

        var codes = ImmutableArray.CreateBuilder<DiagnosticCode>();
        bool goesOn;
        do
        {
            var before = rest;
            var word = TakeWord(ref rest).TrimEnd(':');
            if (!TryCode(word, out var code))
            {
                rest = before;
                break;
            }

            if (!IsSilenceable(code))
            {
                return Malformed($"{code} cannot be silenced by a comment", "only what schemas (5xxx) and rules (6xxx) find can be");
            }

            codes.Add(code);
            goesOn = rest is [',', ..];
            rest = goesOn ? rest[1..].TrimStart() : rest;
        }
        while (goesOn);

        if (codes.Count == 0)
        {
            return Malformed("this comment names no code", Form);
        }

        var reason = rest.TrimStart("-:. ").Trim();
        return new Suppression(text, comment.Position, codes.DrainToImmutable(), reason.ToString(), null, null);

        Suppression Malformed(string problem, string hint) => new(text, comment.Position, [], "", problem, hint);
    }

    /// <summary>Whether a finding is one that comments may silence: schemas' and rules', but not those about the comments themselves.</summary>
    public static bool IsSilenceable(DiagnosticCode code) =>
        code.Number is >= 5000 and < 7000 && code != DiagnosticCode.SuppressionWithoutReason && code != DiagnosticCode.NeedlessSuppression;

    private static ReadOnlySpan<char> TakeWord(ref ReadOnlySpan<char> text)
    {
        var length = text.IndexOfAny(" \t,");
        length = length < 0 ? text.Length : length;
        var word = text[..length];
        text = text[length..].TrimStart();
        return word;
    }

    private static bool TryCode(ReadOnlySpan<char> word, out DiagnosticCode code)
    {
        code = default;
        if (word.Length != 7 || !word.StartsWith("STR", StringComparison.OrdinalIgnoreCase)
            || !int.TryParse(word[3..], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        code = new DiagnosticCode(number);
        return true;
    }
}
