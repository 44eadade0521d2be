using System.Globalization;

namespace Strata.Benchmarks.Workloads;

/// <summary>
/// A project of 200 override files and the 500 contexts that it deploys: 10 types in 5 environments, each without tenant and for 9
/// of them. Files are for everything, a type, an environment, a type in an environment, or a tenant, and set 100 to 200 leaves each.
/// The same bytes on every run and machine.
/// </summary>
internal static class MatrixWorkload
{
    public const int Types = 10;
    public const int Environments = 5;
    public const int Tenants = 9;
    public const int Contexts = Types * Environments * (Tenants + 1);

    public static readonly string LastType = Name($"t{Types - 1}");
    public static readonly string LastEnvironment = Name($"e{Environments - 1}");
    public static readonly string LastTenant = Name($"c{Tenants - 1}");

    private const ulong Seed = 0x4D41_5452_4958;
    private const int DistinctLeaves = 3_000;
    private const int TemplatePercent = 20;

    /// <summary>Writes the project: <c>strata.yml</c> and the files of <c>overrides/</c>. Returns the number of override files.</summary>
    public static int WriteTo(string directory)
    {
        var overrides = Directory.CreateDirectory(Path.Combine(directory, "overrides")).FullName;
        var keys = new KeySpace(DistinctLeaves, Seed);
        var count = 0;
        foreach (var (name, metadata) in Files())
        {
            File.WriteAllText(Path.Combine(overrides, name + ".yml"), $"_metadata: {{ {metadata} }}\n{Body(keys, SplitMix64.For(Seed, count))}");
            count++;
        }

        File.WriteAllText(Path.Combine(directory, "strata.yml"), Project());
        return count;
    }

    private static IEnumerable<(string Name, string Metadata)> Files()
    {
        for (var i = 0; i < 21; i++)
        {
            yield return (Name($"base-{i:00}"), "type: \"*\", priority: 0");
        }

        for (var type = 0; type < Types; type++)
        {
            for (var i = 0; i < 4; i++)
            {
                yield return (Name($"type-{type}-{i}"), Name($"type: t{type}, priority: 1"));
            }
        }

        for (var environment = 0; environment < Environments; environment++)
        {
            for (var i = 0; i < 6; i++)
            {
                yield return (Name($"env-{environment}-{i}"), Name($"type: \"*\", priority: 2, conditions: {{ environment: e{environment} }}"));
            }

            for (var type = 0; type < Types; type++)
            {
                for (var i = 0; i < 2; i++)
                {
                    yield return (Name($"pair-{type}-{environment}-{i}"), Name($"type: t{type}, priority: 3, conditions: {{ environment: e{environment} }}"));
                }
            }
        }

        for (var tenant = 0; tenant < Tenants; tenant++)
        {
            yield return (Name($"tenant-{tenant}"), Name($"type: \"*\", priority: 4, conditions: {{ tenant: c{tenant} }}"));
        }
    }

    private static string Project()
    {
        static string List(string prefix, int count) => string.Join(", ", Enumerable.Range(0, count).Select(i => Name($"{prefix}{i}")));
        return $"matrix:\n  types: [{List("t", Types)}]\n  environments: [{List("e", Environments)}]\n  tenants: [null, {List("c", Tenants)}]\n";
    }

    private static string Body(KeySpace keys, SplitMix64 random)
    {
        var leaves = new SortedSet<int>();
        var count = 100 + random.Below(101);
        while (leaves.Count < count)
        {
            var leaf = random.Below(DistinctLeaves);
            for (var run = 1 + random.Below(2 * KeySpace.GroupSize); run > 0 && leaf < DistinctLeaves && leaves.Count < count; run--)
            {
                leaves.Add(leaf++);
            }
        }

        var text = OverrideText.For(WorkloadFormat.Yaml);
        var previous = -1;
        foreach (var leaf in leaves)
        {
            var level = previous < 0 ? 0 : keys.FirstDifference(previous, leaf);
            for (; level < WorkloadShape.Depth - 1; level++)
            {
                text.Mapping(level, keys.Key(leaf, level));
            }

            var template = random.Chance(TemplatePercent) && keys.Kind(leaf) != LeafKind.List ? Name($"VARIABLE_{leaf}") : null;
            // What rules find would be measured instead of that they look for it.
            var value = keys.Key(leaf, level) == "log_level" ? new LeafValue("info", "\"info\"") : LeafValue.Draw(keys.Kind(leaf), template, random);
            text.Leaf(level, keys.Key(leaf, level), value);
            previous = leaf;
        }

        return text.End();
    }

    private static string Name(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
