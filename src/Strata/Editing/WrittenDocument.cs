using Strata.Values;

namespace Strata.Editing;

/// <summary>A document of a file: what it says, and how it is written.</summary>
/// <param name="Root">What it says.</param>
/// <param name="Written">How that is written.</param>
/// <param name="End">The offset at which the document ends: that of the marker behind it, or of the text's end.</param>
internal sealed record WrittenDocument(MappingNode Root, WrittenMapping Written, int End)
{
    /// <summary>The value at a path, as it is written; null where there is none.</summary>
    public WrittenNode? Find(ConfigPath path)
    {
        WrittenNode? at = Written;
        foreach (var step in path.Steps())
        {
            at = at?.Meant switch
            {
                WrittenMapping mapping when !step.IsIndex => mapping.Find(step.Key),
                WrittenSequence sequence when (uint)step.Index < (uint)sequence.Count => sequence.Items[step.Index].Value,
                _ => null,
            };
        }

        return at;
    }
}
