using System.Globalization;
using Strata.Diagnostics;
using Strata.Validation.Schemas.Keywords;
using Strata.Values;

namespace Strata.Validation.Schemas.Explaining;

/// <summary>
/// Which of several alternatives was meant by a value that fits none: people want to hear what is wrong with that one, not
/// with all of them.
/// </summary>
internal static class Alternatives
{
    private const int MostHints = 3;

    // What a schema is at first sight is asked of so many schemas at most.
    private const int MostLooks = 200;

    /// <summary>Says why a value fits none of the alternatives.</summary>
    public static void Explain(SchemaNode[] branches, ConfigNode instance, Explanation to, in Place place)
    {
        var candidates = new List<SchemaNode>();
        var others = TypeSet.None;
        foreach (var branch in branches)
        {
            var types = TypesOf(branch);
            if (Admits(types, instance))
            {
                candidates.Add(branch);
            }
            else
            {
                others |= types;
            }
        }

        if (candidates.Count == 0)
        {
            ReportKinds(branches, instance, to, place);
        }
        else if (candidates.Count == 1 && instance is ScalarNode && others != TypeSet.None)
        {
            to.ExplainBeside(candidates[0], Expectation.Types(others), instance, place);
        }
        else if (candidates.Count == 1 || to.ProbesLeft < candidates.Count)
        {
            candidates[0].Explain(instance, to, place);
        }
        else
        {
            var trials = new List<List<Finding>>(candidates.Count);
            foreach (var candidate in candidates)
            {
                trials.Add(to.Probe(candidate, instance, place));
            }

            Choose(trials, branches, instance, to, place);
        }
    }

    private static void Choose(List<List<Finding>> trials, SchemaNode[] branches, ConfigNode instance, Explanation to, in Place place)
    {
        var depth = place.Path.Depth;

        // All agree on which value is wrong, and each knows others that are right: type: a, type: b.
        var values = trials.ConvertAll(trial => trial.Find(finding => finding.Allowed is not null && finding.Depth <= depth + 1));
        if (values.TrueForAll(static value => value is not null) && values.TrueForAll(value => ReferenceEquals(value!.At, values[0]!.At)))
        {
            var allowed = values.SelectMany(static value => value!.Allowed!).Distinct(ConfigNodeEquality.Instance).ToArray();
            var at = values[0]!;
            to.ReportValue(allowed, at.At, at.Depth == depth ? place : Inside(at, instance, place));
            return;
        }

        // One whose own value is right is meant, whatever else is wrong in it.
        var meant = trials.Where((_, index) => values[index] is null).ToList();
        var best = meant.Count == 0 ? trials : meant;
        var deepest = best.Max(static trial => Shallowest(trial));
        best = best.FindAll(trial => Shallowest(trial) == deepest);
        var fewest = best.Min(static trial => trial.Count);
        best = best.FindAll(trial => trial.Count == fewest);
        if (best.Count == 1 || best.TrueForAll(trial => Same(trial, best[0])))
        {
            to.Take(best[0]);
        }
        else if (best.TrueForAll(trial => trial is [{ Missing: not null } only] && ReferenceEquals(only.At, instance)))
        {
            var keys = best.SelectMany(static trial => trial[0].Missing!).Distinct(StringComparer.Ordinal).ToArray();
            var names = best.Select(static trial => Quotation.Join([.. trial[0].Missing!.Select(Quotation.Of)], "and")).Distinct().ToArray();
            to.Report(instance, place, DiagnosticCode.NoAlternative, $"expected the key {Quotation.Join(names, "or")}", "add one of them", missing: keys);
        }
        else
        {
            ReportNone(best, branches.Length, instance, to, place);
        }
    }

    private static void ReportNone(List<List<Finding>> best, int count, ConfigNode instance, Explanation to, in Place place)
    {
        var reasons = best.Select(static trial => trial.FirstOrDefault()?.Diagnostic.Message).OfType<string>().Distinct().Take(MostHints).ToArray();
        to.Report(
            instance,
            place,
            DiagnosticCode.NoAlternative,
            string.Create(CultureInfo.InvariantCulture, $"{Expectation.Found(instance, place.Secrets)} fits none of {count} alternatives"),
            reasons.Length == 0 ? null : string.Join("; or ", reasons));
    }

    private static void ReportKinds(SchemaNode[] branches, ConfigNode instance, Explanation to, in Place place)
    {
        var types = TypeSet.None;
        var values = new List<ConfigNode>();
        foreach (var branch in branches)
        {
            if (ValuesOf(branch) is { } allowed)
            {
                values.AddRange(allowed);
            }
            else
            {
                types |= TypesOf(branch);
            }
        }

        if (types == TypeSet.None && values.Count == 0)
        {
            to.ReportForbidden(instance, place);
        }
        else if (types == TypeSet.None)
        {
            to.ReportValue([.. values.Distinct(ConfigNodeEquality.Instance)], instance, place);
        }
        else
        {
            var kinds = Expectation.Types(types);
            to.ReportType(values.Count == 0 ? kinds : $"{kinds}, or {Expectation.Values(values)}", types, instance, place);
        }
    }

    private static Place Inside(Finding finding, ConfigNode instance, in Place place)
    {
        if (instance is MappingNode mapping)
        {
            foreach (ref readonly var entry in mapping.Entries)
            {
                if (ReferenceEquals(entry.Value, finding.At))
                {
                    return place.Enter(entry);
                }
            }
        }
        else if (instance is SequenceNode list)
        {
            for (var i = 0; i < list.Count; i++)
            {
                if (ReferenceEquals(list[i], finding.At))
                {
                    return place.Enter(i, list[i]);
                }
            }
        }

        return place;
    }

    private static int Shallowest(List<Finding> trial) => trial.Count == 0 ? 0 : trial.Min(static finding => finding.Depth);

    private static bool Same(List<Finding> left, List<Finding> right)
    {
        for (var i = 0; i < left.Count; i++)
        {
            if (!ReferenceEquals(left[i].At, right[i].At) || left[i].Diagnostic.Message != right[i].Diagnostic.Message)
            {
                return false;
            }
        }

        return true;
    }

    private static ConfigNode[]? ValuesOf(SchemaNode branch)
    {
        for (var i = 0; i < 8; i++)
        {
            if (branch.Keywords is [ValueKeyword values, ..])
            {
                return values.Values;
            }

            if (branch.Keywords is not [ReferenceKeyword reference])
            {
                return null;
            }

            branch = reference.Target;
        }

        return null;
    }

    private static bool Admits(TypeSet types, ConfigNode instance)
    {
        var type = TypeSets.Of(instance);
        return (types & type) != 0 || (type == TypeSet.Fraction && (types & TypeSet.Integer) != 0 && TypeSets.IsWhole((ScalarNode)instance));
    }

    // A number may be spelled either way.
    private static TypeSet Kind(ConfigNode value) => TypeSets.Of(value) is var type && (type & TypeSet.Number) != 0 ? TypeSet.Number : type;

    private static TypeSet TypesOf(SchemaNode schema)
    {
        var looks = MostLooks;
        return TypesOf(schema, 0, ref looks);
    }

    // The kinds of value that a schema admits as far as can be seen without a value.
    private static TypeSet TypesOf(SchemaNode schema, int depth, ref int looks)
    {
        if (depth > 16 || --looks < 0)
        {
            return TypeSet.All;
        }

        var types = schema.Types;
        foreach (var keyword in schema.Keywords)
        {
            switch (keyword)
            {
                case ValueKeyword values:
                    types &= values.Values.Aggregate(TypeSet.None, static (all, value) => all | Kind(value));
                    break;
                case ReferenceKeyword reference:
                    types &= TypesOf(reference.Target, depth + 1, ref looks);
                    break;
                case AllOfKeyword all:
                    foreach (var branch in all.Branches)
                    {
                        types &= TypesOf(branch, depth + 1, ref looks);
                    }

                    break;
                case AlternativesKeyword any:
                    var union = TypeSet.None;
                    foreach (var branch in any.Branches)
                    {
                        union |= TypesOf(branch, depth + 1, ref looks);
                    }

                    types &= union;
                    break;
                default:
                    break;
            }
        }

        return types;
    }
}
