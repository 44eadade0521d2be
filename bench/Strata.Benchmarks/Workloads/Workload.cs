using System.Text;

namespace Strata.Benchmarks.Workloads;

/// <summary>
/// The override files of one shape. The same bytes on every run and machine: all draws come from a fixed seed, each file has its own
/// generator, and nothing reads a clock or a culture.
/// </summary>
internal sealed class Workload
{
    private const ulong Seed = 0x5354_5241_5441;

    private const int LongestRun = 2 * KeySpace.GroupSize;

    // Coprime to both file counts, so that every file gets a priority of its own, in no order of names.
    private const int PriorityStride = 7_919;

    private readonly KeySpace _keys;

    public Workload(WorkloadShape shape)
    {
        Shape = shape;
        _keys = new KeySpace(shape.DistinctLeaves, Seed);
    }

    public WorkloadShape Shape { get; }

    /// <summary>Writes every file into <paramref name="directory"/> and returns the number of bytes written.</summary>
    public long WriteTo(string directory, WorkloadFormat format)
    {
        Directory.CreateDirectory(directory);
        long bytes = 0;
        for (var file = 0; file < Shape.Files; file++)
        {
            var content = Encoding.UTF8.GetBytes(Content(file, format));
            File.WriteAllBytes(Path.Combine(directory, $"layer-{file:000}.{format.Extension()}"), content);
            bytes += content.Length;
        }

        return bytes;
    }

    /// <summary>The text of file <paramref name="file"/>.</summary>
    public string Content(int file, WorkloadFormat format)
    {
        var random = SplitMix64.For(Seed, file);
        var leaves = Leaves(file, random);
        var writer = OverrideText.For(format);
        writer.Metadata(file * PriorityStride % Shape.Files);
        var previous = -1;
        foreach (var leaf in leaves)
        {
            var level = previous < 0 ? 0 : _keys.FirstDifference(previous, leaf);
            for (; level < WorkloadShape.Depth - 1; level++)
            {
                writer.Mapping(level, _keys.Key(leaf, level));
            }

            writer.Leaf(level, _keys.Key(leaf, level), Value(leaf, random));
            previous = leaf;
        }

        return writer.End();
    }

    /// <summary>The numbers of the leaves that file <paramref name="file"/> sets, ascending: a run of new ones and runs of ones set before.</summary>
    private SortedSet<int> Leaves(int file, SplitMix64 random)
    {
        var before = file == 0 ? 0 : Shape.LeavesPerFile + ((file - 1) * Shape.NewLeavesPerFile);
        var after = Shape.LeavesPerFile + (file * Shape.NewLeavesPerFile);
        var leaves = new SortedSet<int>(Enumerable.Range(before, after - before));
        while (leaves.Count < Shape.LeavesPerFile)
        {
            var leaf = random.Below(before);
            for (var run = 1 + random.Below(LongestRun); run > 0 && leaf < before && leaves.Count < Shape.LeavesPerFile; run--)
            {
                leaves.Add(leaf++);
            }
        }

        return leaves;
    }

    private LeafValue Value(int leaf, SplitMix64 random)
    {
        var template = random.Chance(Shape.TemplatePercent) ? Variable(leaf) : null;
        var kind = _keys.Kind(leaf);
        return LeafValue.Draw(template is not null && kind == LeafKind.List ? LeafKind.Word : kind, template, random);
    }

    private string Variable(int leaf) =>
        $"{_keys.Key(leaf, 0)}_{_keys.Key(leaf, 2)}_{_keys.Key(leaf, WorkloadShape.Depth - 1)}".ToUpperInvariant();
}
