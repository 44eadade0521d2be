using System.Text;
using Strata.Diagnostics;
using Strata.Snapshots;
using Strata.Values;

namespace Strata.Explanations;

/// <summary>An explanation as people read it.</summary>
internal sealed class ExplanationText(bool reveal, bool hasColour)
{
    public string Of(Explanation explanation)
    {
        var shown = new ShownValues(explanation, reveal);
        var text = new StringBuilder();
        var path = explanation.Path.IsRoot ? "." : TerminalText.Harmless(ShownPath.Of(explanation.Path, reveal));
        var value = explanation.Value is null ? "(unset)" : OneLine.Of(shown.Final(explanation.Value));
        text.Append(Bold(path)).Append(" = ").Append(value).Append('\n');

        var trail = new TextTable();
        for (var i = 0; i < explanation.Trail.Length; i++)
        {
            var part = explanation.Trail[i];
            trail.Add(
                "  " + SourceNames.Of(part.Effect),
                part.Override,
                $"{part.File}:{part.Position}",
                part.Effect == MergeEffect.Unset ? "" : OneLine.Of(shown.Written(part.Value)),
                i == explanation.Trail.Length - 1 && explanation.Value is not null ? "<- wins" : "");
        }

        text.Append('\n').Append(trail);
        Append(text, "put in", explanation.InterpolationsOf(reveal), static substitution =>
            ["  " + substitution.Expression, SourceOf(substitution), OneLine.Of(substitution.Value)]);
        Append(text, "left out", explanation.Excluded, static excluded =>
            ["  " + excluded.Override, excluded.Reason, excluded.HasValue ? "(has a value here)" : ""]);
        return text.ToString();
    }

    private static string SourceOf(ExplainedSubstitution substitution) => substitution.Source switch
    {
        VariableSource.Default => $"{substitution.Variable} is not set: default",
        VariableSource.Alternative => $"{substitution.Variable} is set: alternative",
        VariableSource.Unset => $"{substitution.Variable} is not set",
        VariableSource.Config => $"the value at {substitution.Variable}",
        VariableSource.File => $"the file {substitution.Variable}",
        _ => $"{substitution.Variable} from {SourceNames.Of(substitution.Source)}",
    };

    private void Append<T>(StringBuilder text, string title, IReadOnlyCollection<T> rows, Func<T, string[]> cells)
    {
        if (rows.Count == 0)
        {
            return;
        }

        var table = new TextTable();
        foreach (var row in rows)
        {
            table.Add(cells(row));
        }

        text.Append('\n').Append(Bold(title)).Append('\n').Append(table);
    }

    private string Bold(string text) => hasColour ? $"\u001b[1m{text}\u001b[0m" : text;
}
