using Strata.Values;

namespace Strata.Merging;

/// <summary>What one override says at a path.</summary>
/// <param name="Node">The node.</param>
/// <param name="Layer">The override's place in the stack, from 0 for the lowest.</param>
/// <param name="Trail">What the node was itself merged from, where a list's items were; null for a node as it is written.</param>
internal readonly record struct Part(ConfigNode Node, int Layer, Trail? Trail);
