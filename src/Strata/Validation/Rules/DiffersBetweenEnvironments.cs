using Strata.Diagnostics;
using Strata.Secrets;
using Strata.Snapshots;
using Strata.Values;

namespace Strata.Validation.Rules;

/// <summary>
/// A value that two environments mean to have alike and write otherwise: in capitals here, as a text and not as a number there.
/// Found in staging, it is a program that compares texts; found in production, it is an incident.
/// </summary>
internal sealed class DiffersBetweenEnvironments : IMatrixRule
{
    private const int MostCompared = 5;

    public RuleDescriptor Descriptor { get; } = new(DiagnosticCode.DiffersBetweenEnvironments, "value that differs between environments by case or type alone", DiagnosticSeverity.Suggestion);

    public void Check(ResolvedMatrix matrix, RuleReport report)
    {
        // Contexts that are the same but for the environment. Tenants with the same overrides share their configurations.
        var compared = new HashSet<Pair>();
        var told = new HashSet<(SourceText, SourcePosition, SourceText, SourcePosition)>();
        var passed = new HashSet<Meeting>();
        foreach (var group in matrix.Contexts.Where(static context => context.Configuration is not null).GroupBy(static context => Rest(context)))
        {
            var sides = group
                .DistinctBy(static context => context.Context.Environment, StringComparer.Ordinal)
                .Select(static context => new Side(context.Context.Environment, context.Configuration!))
                .DistinctBy(static side => side.Configuration)
                .ToList();
            for (var right = 1; right < sides.Count; right++)
            {
                // Each with a few before it, so that the work grows with their number and not with its square.
                for (var left = Math.Max(0, right - MostCompared); left < right; left++)
                {
                    if (compared.Add(new Pair(sides[left].Configuration, sides[right].Configuration)))
                    {
                        new Comparison(sides[left], sides[right], told, passed, Descriptor, report).Compare();
                    }
                }
            }
        }
    }

    private static (string, string?, string, string, string?) Rest(MatrixContext context)
    {
        var of = context.Context;
        return (of.Type, of.Tenant, string.Join('\0', of.Contexts.IsDefault ? [] : of.Contexts), string.Join('\0', of.Facts.Select(static fact => $"{fact.Key}={fact.Value}")), of.AppVersion);
    }

    private readonly record struct Side(string Environment, ResolvedConfiguration Configuration);

    // Two parts that were compared, in configurations with these declared secrets: elsewhere they have nothing new to tell.
    private readonly record struct Meeting(MappingNode Left, MappingNode Right, Sensitivity OfLeft, Sensitivity OfRight);

    private readonly record struct Pair(ResolvedConfiguration Left, ResolvedConfiguration Right);

    private sealed class Comparison(Side left, Side right, HashSet<(SourceText, SourcePosition, SourceText, SourcePosition)> told, HashSet<Meeting> passed, RuleDescriptor rule, RuleReport report)
    {
        // The way to what is compared: a path is made of it for a finding alone. A null key stands for an index.
        private readonly List<(string? Key, int Index)> _way = [];

        public void Compare() => Visit(left.Configuration.Root, right.Configuration.Root);

        // As deep as the limit on nesting. What both have from the same file is the same node, and is passed by unread.
        private void Visit(ConfigNode one, ConfigNode other)
        {
            if (ReferenceEquals(one, other))
            {
                return;
            }

            switch (one, other)
            {
                case (MappingNode mapping, MappingNode otherMapping):
                    if (!passed.Add(new Meeting(mapping, otherMapping, left.Configuration.Sensitivity, right.Configuration.Sensitivity)))
                    {
                        break;
                    }

                    foreach (ref readonly var entry in mapping.Entries)
                    {
                        if (otherMapping.TryGetValue(entry.Key, out var child) && !ReferenceEquals(entry.Value, child))
                        {
                            Visit(entry.Value, child, (entry.Key, -1));
                        }
                    }

                    break;
                case (SequenceNode sequence, SequenceNode otherSequence) when sequence.Count == otherSequence.Count:
                    for (var i = 0; i < sequence.Count; i++)
                    {
                        Visit(sequence[i], otherSequence[i], (null, i));
                    }

                    break;
                case (ScalarNode scalar, ScalarNode otherScalar) when Difference(scalar, otherScalar) is { } difference:
                    Report(scalar, otherScalar, difference);
                    break;
            }
        }

        private void Visit(ConfigNode one, ConfigNode other, (string? Key, int Index) step)
        {
            _way.Add(step);
            Visit(one, other);
            _way.RemoveAt(_way.Count - 1);
        }

        private void Report(ScalarNode one, ScalarNode other, string difference)
        {
            var path = ConfigPath.Root;
            foreach (var (key, index) in _way)
            {
                path = key is null ? path.Append(index) : path.Append(key);
            }

            if (left.Configuration.CursorAt(path).Masks(one) || right.Configuration.CursorAt(path).Masks(other) || !IsNew(one, other))
            {
                return;
            }

            report.Add(
                rule,
                other,
                path,
                $"{path} is {Shown(other)} in {right.Environment} and {Shown(one)} in {left.Environment}: {difference}",
                "write both alike",
                RelatedPosition.To(one, $"{left.Environment} has it from here"));
        }

        // Other tenants and types have the same two places; told once, whichever of them came first.
        private bool IsNew(ScalarNode one, ScalarNode other) =>
            !told.Contains((other.Document.Text, other.Position, one.Document.Text, one.Position))
            && told.Add((one.Document.Text, one.Position, other.Document.Text, other.Position));

        private static string? Difference(ScalarNode one, ScalarNode other)
        {
            if (one.IsNull || other.IsNull || IsNumber(one) == IsNumber(other) && one.Type != other.Type && IsNumber(one))
            {
                return null;
            }

            var (text, otherText) = (one.ToInvariantText(), other.ToInvariantText());
            if (!text.Equals(otherText, StringComparison.OrdinalIgnoreCase) || text.Length == 0)
            {
                return null;
            }

            return one.Type != other.Type ? "only the type differs"
                : one.Type == ScalarType.String && text != otherText ? "only the case of letters differs"
                : null;
        }

        private static bool IsNumber(ScalarNode node) => node.Type is ScalarType.Integer or ScalarType.Float;

        private static string Shown(ScalarNode node) => node.Type switch
        {
            ScalarType.String => $"the text {Quotation.Of(node.Text)}",
            ScalarType.Boolean => $"the boolean {node.ToInvariantText()}",
            _ => $"the number {node.Text}",
        };
    }
}
