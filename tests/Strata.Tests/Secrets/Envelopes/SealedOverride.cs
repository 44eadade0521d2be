using System.Collections.Immutable;
using Strata.Secrets.Age;
using Strata.Secrets.Envelopes;
using Strata.Secrets.Keys;
using Strata.Tests.Output;
using Strata.Values;

namespace Strata.Tests.Secrets.Envelopes;

/// <summary>An override whose values are encrypted and which is sealed, made in memory, and opened again after something was done to it.</summary>
internal sealed class SealedOverride : IKeySource, IDisposable
{
    public const string FileId = "Zm9yLXRlc3Rz";

    private readonly DataKey _key = DataKey.Generate();

    /// <summary>The value that a text becomes at a path.</summary>
    public string Encrypt(string path, string text, ScalarType type = ScalarType.String)
    {
        using var cipher = new ValueCipher(_key, FileId);
        return cipher.Encrypt(ConfigPath.Parse(path), type, text).ToString();
    }

    /// <summary>The code over an override, whose metadata may be without it.</summary>
    public string Integrity(string metadata, string body) => IntegrityCode.Of(_key, FileId, Trees.Of(metadata), Trees.Of(body));

    /// <summary>The override as it is read when it stands in a file so.</summary>
    public (MappingNode Body, OverrideSeal Seal) Read(string metadata, string body, string integrity)
    {
        var tree = Trees.Of(body);
        var node = Trees.Of(metadata);
        var seal = new OverrideSeal(new Envelope(FileId, _key.Id, ImmutableArray<WrappedKey>.Empty, EncryptionRule.Default, integrity, node), node, tree, this);
        return (EncryptedItems.Mark(tree, seal), seal);
    }

    public void Anticipate()
    {
    }

    public DataKey? Unlock(Envelope envelope, out KeyException? problem)
    {
        problem = envelope.KeyId == _key.Id ? null : new KeyException("it is for another key");
        return envelope.KeyId == _key.Id ? DataKey.Of(_key.Reveal()) : null;
    }

    public IReadOnlyList<AgeIdentity> Identities => [];

    public IReadOnlyList<string> Problems => [];

    public ImmutableArray<string> PublicNames => [];

    public bool IsTold => false;

    public void Dispose() => _key.Dispose();
}
