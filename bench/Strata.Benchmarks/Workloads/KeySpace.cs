namespace Strata.Benchmarks.Workloads;

/// <summary>
/// Numbers every possible leaf and gives its path. Neighbouring numbers share their parents, and a mapping's key is never a leaf's key
/// elsewhere at the same path, so that no merge ever puts a scalar over a mapping.
/// </summary>
internal sealed class KeySpace
{
    /// <summary>The leaves of one innermost mapping.</summary>
    public const int GroupSize = 8;

    private const int MappingLevels = WorkloadShape.Depth - 1;

    private readonly int _fanOut;
    private readonly ulong _seed;

    /// <summary>The smallest even tree that has room for <paramref name="leaves"/>.</summary>
    public KeySpace(int leaves, ulong seed)
    {
        _seed = seed;
        _fanOut = 1;
        while (Capacity(_fanOut) < leaves)
        {
            _fanOut++;
        }

        if (_fanOut > Vocabulary.Mappings.Min(words => words.Length))
        {
            throw new ArgumentOutOfRangeException(nameof(leaves), leaves, "The vocabulary has too few words for so many leaves.");
        }
    }

    /// <summary>The key of leaf <paramref name="leaf"/> at <paramref name="level"/>, 0 being the outermost.</summary>
    public string Key(int leaf, int level) => level == MappingLevels ? LeafWord(leaf).Name : Vocabulary.Mappings[level][Digit(leaf, level)];

    public LeafKind Kind(int leaf) => LeafWord(leaf).Kind;

    /// <summary>The outermost level at which the two leaves' paths differ.</summary>
    public int FirstDifference(int leaf, int other)
    {
        var level = 0;
        while (level < MappingLevels && Digit(leaf, level) == Digit(other, level))
        {
            level++;
        }

        return level;
    }

    private static long Capacity(long fanOut) => fanOut * fanOut * fanOut * fanOut * GroupSize;

    private int Digit(int leaf, int level)
    {
        var number = leaf / GroupSize;
        for (var below = MappingLevels - 1; below > level; below--)
        {
            number /= _fanOut;
        }

        return number % _fanOut;
    }

    private (string Name, LeafKind Kind) LeafWord(int leaf)
    {
        var words = Vocabulary.Leaves;
        var offset = SplitMix64.For(_seed, leaf / GroupSize).Below(words.Length);
        return words[(offset + (leaf % GroupSize)) % words.Length];
    }
}
