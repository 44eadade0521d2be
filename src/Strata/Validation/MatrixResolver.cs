using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Strata.Diagnostics;
using Strata.Layers;
using Strata.Selection;
using Strata.Snapshots;
using Strata.Values;

namespace Strata.Validation;

/// <summary>
/// Resolves many contexts, on all cores. Each override is parsed once, each condition judged once for what it reads, each stack
/// resolved once, and what stacks have in common once for all of them; what comes out is what each context gives by itself.
/// </summary>
internal sealed class MatrixResolver(ImmutableArray<Layer> layers, ResolutionOptions options, IncludeReader include, SchemaSet schemas)
{
    // Enough that no core is without work while another does the last piece.
    private const int PiecesOfACore = 8;

    /// <summary>Resolves contexts.</summary>
    /// <param name="contexts">The contexts.</param>
    /// <param name="progress">Told how far the work has come; null where nobody asks.</param>
    /// <param name="checks">Looks at each configuration as soon as there is one; null where nobody does.</param>
    public MatrixResult Resolve(ImmutableArray<PlannedContext> contexts, MatrixProgress? progress = null, ConfigurationChecks? checks = null)
    {
        var (selections, found) = Select(contexts);
        var stacks = new Dictionary<StackKey, int>();
        var firsts = new List<int>();
        var kinds = new List<HashSet<bool>>();
        var stackOf = new int[contexts.Length];
        for (var i = 0; i < contexts.Length; i++)
        {
            stackOf[i] = -1;
            if (selections[i] is { } selection)
            {
                var key = new StackKey(selection.Stack, schemas.UsesFor(contexts[i].Context.Type, selection.Stack));
                if (!stacks.TryGetValue(key, out stackOf[i]))
                {
                    stackOf[i] = firsts.Count;
                    stacks.Add(key, firsts.Count);
                    firsts.Add(i);
                    kinds.Add([]);
                }

                if (checks is not null)
                {
                    kinds[stackOf[i]].Add(checks.IsProduction(contexts[i].Context.Environment));
                }
            }
        }

        progress?.Begin(firsts.Count);
        var configurations = new ResolvedConfiguration[firsts.Count];
        var shared = new SharedWork(options, [.. firsts.Select(first => selections[first]!.Stack)]);
        var groups = shared.Groups(Math.Max(1, firsts.Count / (PiecesOfACore * Environment.ProcessorCount)));
        Workers.ForEach(groups.Count, static () => 0, (group, _) =>
        {
            foreach (var index in groups[group])
            {
                var first = firsts[index];
                configurations[index] = Pipeline.Combine(selections[first]!, contexts[first].Context, options, include, new DiagnosticBag(), schemas, shared);
                foreach (var isProduction in kinds[index])
                {
                    checks!.Of(configurations[index], isProduction);
                }

                progress?.Step();
            }
        });

        var resolved = contexts.Select((planned, i) =>
            new MatrixContext(planned.Name, planned.Context, selections[i], stackOf[i] < 0 ? null : configurations[stackOf[i]]));
        return new MatrixResult([.. resolved], [.. found]);
    }

    private (SelectionResult?[] Selections, ImmutableArray<Diagnostic>[] Found) Select(ImmutableArray<PlannedContext> contexts)
    {
        var selections = new SelectionResult?[contexts.Length];
        var found = new ImmutableArray<Diagnostic>[contexts.Length];
        Array.Fill(found, []);
        var ofNames = new DiagnosticBag();
        if (LayerIndex.Build(layers, ofNames) is not { } index)
        {
            Array.Fill(found, ofNames.ToSorted());
            return (selections, found);
        }

        var candidates = new Dictionary<string, (Candidates? Candidates, ImmutableArray<Diagnostic> Found)>(StringComparer.Ordinal);
        foreach (var type in contexts.Select(static planned => planned.Context.Type).Distinct(StringComparer.Ordinal))
        {
            var ofType = new DiagnosticBag();
            candidates[type] = (Candidates.Of(index, type, ofType), ofType.ToSorted());
        }

        // One for all contexts: they are of one moment and one machine.
        var conditions = new ConditionMemo(index);
        Workers.ForEach(contexts.Length, static () => 0, (i, _) =>
        {
            var (known, ofType) = candidates[contexts[i].Context.Type];
            var diagnostics = new DiagnosticBag();
            diagnostics.AddRange(ofType);
            selections[i] = known?.Select(contexts[i].Context, diagnostics, conditions);
            found[i] = diagnostics.Count == 0 ? [] : diagnostics.ToSorted();
        });
        return (selections, found);
    }

    /// <summary>What a result depends on: the overrides, one by one, and the schemas.</summary>
    private readonly struct StackKey(ImmutableArray<Layer> stack, ImmutableArray<SchemaUse> schemas) : IEquatable<StackKey>
    {
        private readonly ImmutableArray<Layer> _stack = stack;
        private readonly ImmutableArray<SchemaUse> _schemas = schemas;

        public bool Equals(StackKey other) =>
            _stack.AsSpan().SequenceEqual(other._stack.AsSpan(), ReferenceEqualityComparer.Instance)
            && _schemas.Length == other._schemas.Length
            && _schemas.Zip(other._schemas).All(static pair => pair.First.Path == pair.Second.Path);

        public override bool Equals(object? obj) => obj is StackKey other && Equals(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            foreach (var layer in _stack)
            {
                hash.Add(RuntimeHelpers.GetHashCode(layer));
            }

            return hash.ToHashCode();
        }
    }
}

/// <summary>Resolved contexts. Immutable.</summary>
/// <param name="Contexts">The contexts, in the order in which they were planned.</param>
/// <param name="Found">For each context what was found while its overrides were selected; the rest is said by its configuration.</param>
internal sealed record MatrixResult(ImmutableArray<MatrixContext> Contexts, ImmutableArray<ImmutableArray<Diagnostic>> Found);
