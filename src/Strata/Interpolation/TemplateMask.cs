using System.Text;
using Strata.Values;

namespace Strata.Interpolation;

/// <summary>
/// Hides the defaults of secret variables in templates that are shown as they are written: of
/// <c>${DB_PASSWORD:-changeme}</c> the name may be seen, the default may not.
/// </summary>
internal static class TemplateMask
{
    /// <summary>The text with such defaults masked; the same text where there are none.</summary>
    public static string Of(string text)
    {
        if (!text.Contains("${", StringComparison.Ordinal))
        {
            return text;
        }

        var masked = new StringBuilder(text.Length);
        Append(masked, text, 0, text.Length, depth: 0);
        return masked.Length == text.Length && masked.Equals(text) ? text : masked.ToString();
    }

    /// <summary>The tree with such defaults masked; the same tree where there are none.</summary>
    public static ConfigNode Of(ConfigNode node)
    {
        switch (node)
        {
            case ScalarNode scalar:
                var text = Of(scalar.Text);
                return ReferenceEquals(text, scalar.Text) ? scalar : new ScalarNode(scalar.Document, scalar.Position, text, scalar.Type, scalar.Style, flags: scalar.Flags);
            case MappingNode { HasTemplates: true } mapping:
                return mapping.Rewrite(0, static (_, value, _) => Of(value));
            case SequenceNode { HasTemplates: true } sequence:
                return sequence.Rewrite(0, static (_, item, _) => Of(item));
            default:
                return node;
        }
    }

    private static void Append(StringBuilder masked, string text, int from, int to, int depth)
    {
        var at = from;
        for (int dollar; (dollar = text.IndexOf('$', at, to - at)) >= 0;)
        {
            masked.Append(text, at, dollar - at);
            var expression = TemplateScanner.Read(text, dollar, to);
            var end = expression.Whole.End.Value;
            if (expression.Kind != ExpressionKind.Variable || expression.Operator != VariableOperator.Default || depth > 32)
            {
                masked.Append(text, dollar, end - dollar);
            }
            else if (SecretNames.Contains(text.AsSpan(expression.Name)))
            {
                masked.Append(text, dollar, expression.Argument.Start.Value - dollar).Append(SecretText.Mask).Append('}');
            }
            else
            {
                masked.Append(text, dollar, expression.Argument.Start.Value - dollar);
                Append(masked, text, expression.Argument.Start.Value, expression.Argument.End.Value, depth + 1);
                masked.Append('}');
            }

            at = end;
        }

        masked.Append(text, at, to - at);
    }
}
