using System.Collections.Frozen;
using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Interpolation;
using Strata.Secrets;
using Strata.Values;

namespace Strata.Validation.Rules;

/// <summary>A variable that the files read and the project documents nowhere, though it has a place for that.</summary>
internal sealed class UndocumentedVariable : IMatrixRule
{
    // What every system sets is not a project's to explain.
    private static readonly FrozenSet<string> OfTheSystem =
        new[] { "HOME", "USER", "LOGNAME", "PATH", "PWD", "SHELL", "HOSTNAME", "TMPDIR", "TEMP", "TMP", "TZ", "LANG", "CI", "USERNAME", "USERPROFILE", "COMPUTERNAME" }.ToFrozenSet(StringComparer.Ordinal);

    public RuleDescriptor Descriptor { get; } = new(DiagnosticCode.UndocumentedVariable, "variable that is documented nowhere", DiagnosticSeverity.Suggestion);

    public void Check(ResolvedMatrix matrix, RuleReport report)
    {
        if (matrix.DocumentedVariables is not { } documented)
        {
            return;
        }

        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var layer in matrix.Layers)
        {
            if (layer.Body.HasTemplates)
            {
                Visit(layer.Body, ConfigPath.Root, new Search(new Sensitivity(layer.Metadata.Sensitive), documented, told, report));
            }
        }
    }

    // As deep as the limit on nesting.
    private void Visit(ConfigNode node, ConfigPath path, Search search)
    {
        switch (node)
        {
            case { HasTemplates: false }:
                break;
            case MappingNode mapping:
                foreach (ref readonly var entry in mapping.Entries)
                {
                    Visit(entry.Value, path.Append(entry.Key), search);
                }

                break;
            case SequenceNode sequence:
                for (var i = 0; i < sequence.Count; i++)
                {
                    Visit(sequence[i], path.Append(i), search);
                }

                break;
            case ScalarNode scalar:
                Read(scalar, 0..scalar.Text.Length, 0, (name, whole) =>
                {
                    if (!search.Documented.Contains(name) && !OfTheSystem.Contains(name) && search.Told.Add(name))
                    {
                        Tell(scalar, path, name, whole, search);
                    }
                });
                break;
        }
    }

    private void Tell(ScalarNode scalar, ConfigPath path, string name, Range whole, Search search)
    {
        var near = EditDistance.Nearest(name, search.Documented.Order(StringComparer.Ordinal));
        var finding = Diagnostic.At(scalar, Descriptor.Code, Descriptor.DefaultSeverity, $"the variable {name} is documented nowhere");
        search.Report.Add(Descriptor, Interpolator.At(scalar, whole, finding) with
        {
            Path = path,
            Hint = near is null ? "say what it is for in \"variables\" of strata.yml, or add it to .env.example" : $"did you mean {near}? Else say what it is for, in strata.yml or .env.example",
            IsSensitive = scalar.IsSensitive || search.Sensitivity.Covers(path),
        });
    }

    private static void Read(ScalarNode scalar, Range part, int nesting, Action<string, Range> found)
    {
        var text = scalar.Text;
        var (from, length) = part.GetOffsetAndLength(text.Length);
        var to = from + length;
        for (int dollar; from < to && (dollar = text.IndexOf('$', from, to - from)) >= 0;)
        {
            var expression = TemplateScanner.Read(text, dollar, to);
            from = expression.Whole.End.Value;
            if (expression.Kind != ExpressionKind.Variable)
            {
                continue;
            }

            found(text[expression.Name], expression.Whole);
            if (expression.Operator != VariableOperator.None && nesting < TemplateEvaluator.MaxNesting)
            {
                Read(scalar, expression.Argument, nesting + 1, found);
            }
        }
    }

    /// <param name="Sensitivity">What the override declares secret: the line that is shown may hold a default.</param>
    /// <param name="Documented">The variables that the project explains.</param>
    /// <param name="Told">Those that were found; each is told once.</param>
    /// <param name="Report">Where they are told.</param>
    private sealed record Search(Sensitivity Sensitivity, ImmutableHashSet<string> Documented, HashSet<string> Told, RuleReport Report);
}
