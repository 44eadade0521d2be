using System.Collections.Concurrent;
using Strata.Values;

namespace Strata.Interpolation;

/// <summary>
/// The final forms of parts of trees that many configurations share, with the same variables and included files. Kept is only
/// what needed no other value and had no problem: it depends on nothing but the part itself. Safe for use from several threads.
/// </summary>
internal sealed class InterpolationMemo
{
    private readonly ConcurrentDictionary<ConfigNode, Finished> _finished = new(ReferenceEqualityComparer.Instance);

    /// <summary>What is known of a part; null for nothing.</summary>
    public Finished? Find(ConfigNode node) => _finished.TryGetValue(node, out var finished) ? finished : null;

    /// <summary>Keeps a final form. Where another thread was faster its result is the one that counts.</summary>
    public ConfigNode Keep(ConfigNode node, ConfigNode result, long length) => _finished.GetOrAdd(node, new Finished(result, length)).Node;

    /// <summary>A final form.</summary>
    /// <param name="Node">The form.</param>
    /// <param name="Length">The length of the texts that were made for it.</param>
    internal sealed record Finished(ConfigNode Node, long Length);
}
