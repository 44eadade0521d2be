using System.Text;

namespace Strata.Interpolation;

/// <summary>Texts that interpolation changes only by their dollar signs, and the template that gives a text. Pure.</summary>
internal static class TemplateLiteral
{
    /// <summary>The text that a template becomes whatever the variables are; null where it depends on anything, or is malformed.</summary>
    public static string? Of(string template)
    {
        var dollar = template.IndexOf('$', StringComparison.Ordinal);
        if (dollar < 0)
        {
            return template;
        }

        var text = new StringBuilder(template.Length);
        var from = 0;
        for (; dollar >= 0; dollar = from < template.Length ? template.IndexOf('$', from) : -1)
        {
            var expression = TemplateScanner.Read(template, dollar, template.Length);
            if (expression.Kind is not (ExpressionKind.Escape or ExpressionKind.Literal))
            {
                return null;
            }

            text.Append(template, from, dollar - from).Append('$');
            from = expression.Whole.End.Value;
        }

        return text.Append(template, from, template.Length - from).ToString();
    }

    /// <summary>Whether each expression of a template is well formed and in braces, so that nobody wrote it by mistake.</summary>
    public static bool IsExplicit(string template)
    {
        for (var dollar = template.IndexOf('$', StringComparison.Ordinal); dollar >= 0;)
        {
            var expression = TemplateScanner.Read(template, dollar, template.Length);
            if (expression.Kind == ExpressionKind.Malformed || (expression.Kind == ExpressionKind.Variable && template[dollar + 1] != '{'))
            {
                return false;
            }

            var end = expression.Whole.End.Value;
            dollar = end < template.Length ? template.IndexOf('$', end) : -1;
        }

        return true;
    }

    /// <summary>The template that becomes a text.</summary>
    public static string TemplateOf(string text) => text.Replace("$", "$$", StringComparison.Ordinal);
}
