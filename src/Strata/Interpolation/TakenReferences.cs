using Strata.Values;

namespace Strata.Interpolation;

/// <summary>
/// The <c>${config:...}</c> that a template's evaluation will ask for: those of the branches that are taken. Which are taken
/// depends on variables alone, so that it is known before any reference is resolved.
/// </summary>
internal static class TakenReferences
{
    private const string Opening = "${config:";

    /// <param name="text">The template.</param>
    /// <param name="variables">The variables that decide between the branches.</param>
    /// <param name="paths">Takes the paths of the references, as they are written.</param>
    public static void Find(string text, VariableSet variables, List<string> paths)
    {
        if (text.Contains(Opening, StringComparison.Ordinal))
        {
            Find(text, 0, text.Length, variables, paths, nesting: 0);
        }
    }

    private static void Find(string text, int from, int to, VariableSet variables, List<string> paths, int nesting)
    {
        for (int dollar; from < to && (dollar = text.IndexOf('$', from, to - from)) >= 0;)
        {
            var expression = TemplateScanner.Read(text, dollar, to);
            from = expression.Whole.End.Value;
            if (expression.Kind == ExpressionKind.Config)
            {
                paths.Add(text[expression.Name]);
            }
            else if (expression.Kind == ExpressionKind.Variable && expression.Operator != VariableOperator.None && nesting < TemplateEvaluator.MaxNesting)
            {
                var isSet = variables.TryGetValue(text[expression.Name], out var value, out _);
                var counts = isSet && (!expression.EmptyIsUnset || value!.Length > 0);
                if (TakesArgument(expression, counts))
                {
                    Find(text, expression.Argument.Start.Value, expression.Argument.End.Value, variables, paths, nesting + 1);
                }
            }
        }
    }

    // Whether an expression's argument takes its place, or is the message of its failure.
    private static bool TakesArgument(in TemplateExpression expression, bool counts) => expression.Operator switch
    {
        VariableOperator.Default or VariableOperator.Required => !counts,
        VariableOperator.Alternative => counts,
        _ => false,
    };
}
