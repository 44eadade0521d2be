using Strata.Diagnostics;
using Strata.Secrets;
using Strata.Values;

namespace Strata.Interpolation;

/// <summary>
/// Warns of templates that nobody could fill in, whatever the variables are. For a file that is checked by itself: in a
/// resolution only the values that win may fail.
/// </summary>
internal static class TemplateCheck
{
    public static void Report(MappingNode body, Sensitivity sensitivity, DiagnosticBag diagnostics) => Visit(body, ConfigPath.Root, sensitivity.Root, diagnostics);

    private static void Visit(ConfigNode node, ConfigPath path, Sensitivity.Cursor cursor, DiagnosticBag diagnostics)
    {
        if (!node.HasTemplates)
        {
            return;
        }

        switch (node)
        {
            case MappingNode mapping:
                foreach (ref readonly var entry in mapping.Entries)
                {
                    Visit(entry.Value, path.Append(entry.Key), cursor.Enter(entry.Key, entry.Value), diagnostics);
                }

                break;
            case SequenceNode sequence:
                for (var i = 0; i < sequence.Count; i++)
                {
                    Visit(sequence[i], path.Append(i), cursor.Enter(i, sequence[i]), diagnostics);
                }

                break;
            case ScalarNode scalar when FirstProblem(scalar.Text, 0, scalar.Text.Length, nesting: 0) is ({ } problem, var part):
                diagnostics.Add(Interpolator.At(scalar, part, Diagnostic.At(scalar, DiagnosticCode.BadTemplate, DiagnosticSeverity.Warning, problem)) with
                {
                    Path = path,
                    Hint = "write $$ for a dollar sign that is meant",
                    IsSensitive = cursor.IsSecret(scalar),
                });
                break;
        }
    }

    private static (string? Problem, Range Part) FirstProblem(string text, int from, int to, int nesting)
    {
        for (int dollar; from < to && (dollar = text.IndexOf('$', from, to - from)) >= 0;)
        {
            var expression = TemplateScanner.Read(text, dollar, to);
            from = expression.Whole.End.Value;
            if (expression.Kind == ExpressionKind.Malformed)
            {
                return (expression.Problem, expression.Whole);
            }

            if (expression.Kind == ExpressionKind.Config && !ConfigPath.TryParse(text[expression.Name], out _, out var problem))
            {
                return ($"what stands behind \"config:\" is no path: {problem}", expression.Whole);
            }

            if (expression.Kind == ExpressionKind.Variable && expression.Operator != VariableOperator.None && nesting < TemplateEvaluator.MaxNesting)
            {
                var inner = FirstProblem(text, expression.Argument.Start.Value, expression.Argument.End.Value, nesting + 1);
                if (inner.Problem is not null)
                {
                    return inner;
                }
            }
        }

        return default;
    }
}
