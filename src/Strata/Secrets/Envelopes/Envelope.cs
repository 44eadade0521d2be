using System.Collections.Immutable;
using Strata.Values;

namespace Strata.Secrets.Envelopes;

/// <summary>What an override says under <c>_metadata.encryption</c>. Immutable.</summary>
/// <param name="FileId">The override's id, which its values are bound to.</param>
/// <param name="KeyId">The id of its data key.</param>
/// <param name="Keys">The data key, wrapped for each of those who may open it.</param>
/// <param name="Rule">What is encrypted beside what is secret by its name.</param>
/// <param name="Integrity">The code over the whole override.</param>
/// <param name="Node">The mapping itself, as a place for problems.</param>
internal sealed record Envelope(string FileId, string KeyId, ImmutableArray<WrappedKey> Keys, EncryptionRule Rule, string Integrity, MappingNode Node)
{
    /// <summary>The only version there is.</summary>
    public const int Version = 1;

    /// <summary>The length of an override's id in bytes.</summary>
    public const int FileIdLength = 15;
}
