using System.Globalization;
using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Validation.Rules;

/// <summary>Spleeter separates a track into 2, 4 or 5 stems; there is no model for another number.</summary>
internal sealed class SpleeterStems : IEntryRule
{
    private const string Prefix = "spleeter:";

    public RuleDescriptor Descriptor { get; } = new(DiagnosticCode.SpleeterStems, "unknown Spleeter model", DiagnosticSeverity.Error);

    public IReadOnlyList<string> Keys { get; } =
        ["model", "models", "model_name", "default_model", "pretrained_model", "params_descriptor", "separation_model", "configuration", "stems", "num_stems", "n_stems", "stem_count"];

    public void Check(in RuleEntry entry, RuleContext context)
    {
        if (entry.Value is ScalarNode scalar)
        {
            Check(entry, scalar, entry.Path, context);
        }
        else if (entry.Value is SequenceNode items)
        {
            for (var i = 0; i < items.Count; i++)
            {
                if (items[i] is ScalarNode item)
                {
                    Check(entry, item, entry.Path.Append(i), context);
                }
            }
        }
    }

    private static void Check(in RuleEntry entry, ScalarNode value, ConfigPath path, RuleContext context)
    {
        if (value.Text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            // "spleeter:4stems", "spleeter:5stems-16kHz".
            var name = value.Text.AsSpan(Prefix.Length);
            if (name is not ("2stems" or "4stems" or "5stems" or "2stems-16kHz" or "4stems-16kHz" or "5stems-16kHz"))
            {
                Report("the model");
            }
        }
        else if (KeySpelling.Canonical(entry.Key).Contains("stem", StringComparison.Ordinal) && Count(value) is { } stems and not (2 or 4 or 5) && IsSpleeter(entry))
        {
            Report(entry.Key);
        }

        void Report(string what) => context.Report(
            value,
            path,
            $"Spleeter separates into 2, 4 or 5 stems, and {what} is {context.Shown(path, value)}",
            $"write {Prefix}2stems, {Prefix}4stems or {Prefix}5stems for a model, and 2, 4 or 5 for a number");
    }

    private static long? Count(ScalarNode value)
    {
        if (Setting.Whole(value) is { } number)
        {
            return number;
        }

        return value.Text.EndsWith("stems", StringComparison.OrdinalIgnoreCase)
            && long.TryParse(value.Text.AsSpan(0, value.Text.Length - 5), NumberStyles.None, CultureInfo.InvariantCulture, out number) ? number : null;
    }

    private static bool IsSpleeter(in RuleEntry entry)
    {
        for (var at = entry.ParentPath; at.Parent is { } parent; at = parent)
        {
            if (at.Key.Contains("spleeter", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return Setting.Text(entry.Parent.Find("backend", "engine", "library", "tool", "separator", "model", "type")) is { } text
            && text.StartsWith("spleeter", StringComparison.OrdinalIgnoreCase);
    }
}
