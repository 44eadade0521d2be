using Strata.Values;

namespace Strata.Secrets.Sops;

/// <summary>What can be told of a SOPS file that no key at hand opens. Pure.</summary>
internal static class LockedItems
{
    private const string CommentEnd = ",type:comment]";

    /// <summary>Whether anything at or beneath a node is encrypted.</summary>
    public static bool AreIn(ConfigNode node) => node switch
    {
        MappingNode mapping => mapping.Values.Any(AreIn),
        SequenceNode sequence => sequence.Any(AreIn),
        ScalarNode scalar => SopsCipher.IsEncrypted(scalar.Text),
        _ => false,
    };

    /// <summary>A document with its encrypted values marked as such, and without the comments that SOPS made items of lists.</summary>
    public static MappingNode Mark(MappingNode document) => (MappingNode)MarkNode(document);

    // As deep as the limit on nesting.
    private static ConfigNode MarkNode(ConfigNode node) => node switch
    {
        MappingNode mapping => mapping.Rewrite(0, static (_, value, _) => MarkNode(value)),
        SequenceNode sequence => sequence.With([.. sequence.Where(static item => !IsComment(item)).Select(MarkNode)]),
        ScalarNode scalar when SopsCipher.IsEncrypted(scalar.Text) => new LockedNode(scalar),
        _ => node,
    };

    private static bool IsComment(ConfigNode node) =>
        node is ScalarNode scalar && SopsCipher.IsEncrypted(scalar.Text) && scalar.Text.EndsWith(CommentEnd, StringComparison.Ordinal);
}
