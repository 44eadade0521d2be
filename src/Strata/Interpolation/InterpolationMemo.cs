using System.Collections.Concurrent;
using Strata.Values;

namespace Strata.Interpolation;

/// <summary>
/// The final forms of parts of trees that many configurations share, with the same variables and included files. Kept is only
/// what needed no other value and had no problem: it depends on nothing but the part itself. Safe for use from several threads.
/// </summary>
/// <param name="isLasting">
/// Whether it outlives the files that the parts are of. Then only mappings are kept, each of which takes its final form along when nobody has
/// it any more, and nothing that a file was included in, which may be another one the next time.
/// </param>
internal sealed class InterpolationMemo(bool isLasting = false)
{
    // Who kept a form at a mapping itself, where it is found without a search; another memo's is none.
    private readonly object _owner = new();
    private readonly ConcurrentDictionary<ConfigNode, Finished> _finished = new(ReferenceEqualityComparer.Instance);

    /// <summary>Whether a part that a file was included in is kept.</summary>
    public bool KeepsIncluded => !isLasting;

    /// <summary>What is known of a part; null for nothing.</summary>
    public Finished? Find(ConfigNode node) => node is MappingNode mapping ? OwnOf(mapping)
        : _finished.TryGetValue(node, out var finished) ? finished
        : null;

    /// <summary>Keeps a final form.</summary>
    /// <returns>The form that counts: where another thread was faster, its.</returns>
    public ConfigNode Keep(ConfigNode node, ConfigNode result, long length)
    {
        var finished = new Finished(result, length, _owner);
        if (node is not MappingNode mapping)
        {
            return isLasting ? result : _finished.GetOrAdd(node, finished).Node;
        }

        if (OwnOf(mapping) is { } known)
        {
            return known.Node;
        }

        mapping.Made = finished;
        return result;
    }

    private Finished? OwnOf(MappingNode mapping) => mapping.Made is Finished finished && finished.Owner == _owner ? finished : null;

    /// <summary>A final form.</summary>
    /// <param name="Node">The form.</param>
    /// <param name="Length">The length of the texts that were made for it.</param>
    /// <param name="Owner">Whose it is.</param>
    internal sealed record Finished(ConfigNode Node, long Length, object Owner);
}
