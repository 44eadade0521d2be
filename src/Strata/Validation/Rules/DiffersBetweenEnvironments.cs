using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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
    public RuleDescriptor Descriptor { get; } = new(DiagnosticCode.DiffersBetweenEnvironments, "value that differs between environments by case or type alone", DiagnosticSeverity.Suggestion);

    public void Check(ResolvedMatrix matrix, RuleReport report)
    {
        // Contexts that are the same but for the environment. Tenants with the same overrides share their configurations.
        var told = new HashSet<(SourceText, SourcePosition, SourceText, SourcePosition)>();
        var met = new Dictionary<Sensitivity, HashSet<MappingNode[]>>();
        foreach (var group in matrix.Contexts.Where(static context => context.Configuration is not null).GroupBy(static context => Rest(context)))
        {
            Side[] sides = [.. group
                .DistinctBy(static context => context.Context.Environment, StringComparer.Ordinal)
                .Select(static context => new Side(context.Context.Environment, context.Configuration!))
                .DistinctBy(static side => side.Configuration)];
            if (sides.Length > 1)
            {
                new EnvironmentComparison(sides, told, MetWith(sides), Descriptor, report).Compare();
            }
        }

        // What was compared once has nothing new to tell, but where other values are declared secret.
        HashSet<MappingNode[]> MetWith(Side[] sides)
        {
            var declared = sides[0].Configuration.Sensitivity;
            if (!Array.TrueForAll(sides, side => side.Configuration.Sensitivity == declared))
            {
                return new(NodesComparer.Instance);
            }

            ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(met, declared, out _);
            return known ??= new(NodesComparer.Instance);
        }
    }

    private static (string, string?, string, string, string?) Rest(MatrixContext context)
    {
        var of = context.Context;
        return (of.Type, of.Tenant, string.Join('\0', of.Contexts.IsDefault ? [] : of.Contexts), string.Join('\0', of.Facts.Select(static fact => $"{fact.Key}={fact.Value}")), of.AppVersion);
    }

    internal readonly record struct Side(string Environment, ResolvedConfiguration Configuration);

    private sealed class NodesComparer : IEqualityComparer<MappingNode[]>
    {
        public static NodesComparer Instance { get; } = new();

        public bool Equals(MappingNode[]? left, MappingNode[]? right) => left.AsSpan().SequenceEqual(right, ReferenceEqualityComparer.Instance);

        public int GetHashCode(MappingNode[] nodes)
        {
            var hash = 0;
            foreach (var node in nodes)
            {
                hash = (hash * 31) + RuntimeHelpers.GetHashCode(node);
            }

            return hash;
        }
    }
}
