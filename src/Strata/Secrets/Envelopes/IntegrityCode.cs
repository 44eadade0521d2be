using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Strata.Values;

namespace Strata.Secrets.Envelopes;

/// <summary>
/// The code over everything that an override says: HMAC-SHA256 (RFC 2104) of its metadata and its configuration, paths, types, tags,
/// values in clear and ciphertexts, so that nobody without the key can remove, rename, retype or bring back anything unseen. Comments,
/// quotes, layout and the order of keys do not count; no clock is in it. Pure.
/// </summary>
internal static class IntegrityCode
{
    /// <summary>The key in the metadata's <c>encryption</c> that holds the code, and is not in it.</summary>
    public const string Key = "integrity";

    /// <summary>The code of an override, in base64url.</summary>
    /// <param name="key">The override's key.</param>
    /// <param name="fileId">The override's id.</param>
    /// <param name="metadata">Its metadata, <c>encryption</c> among them.</param>
    /// <param name="body">Its configuration.</param>
    public static string Of(DataKey key, string fileId, MappingNode metadata, MappingNode body)
    {
        Span<byte> derived = stackalloc byte[DataKey.Length];
        key.Derive("strata:1 integrity"u8, derived);
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, derived);
        CryptographicOperations.ZeroMemory(derived);
        var walk = new Walk(hmac);
        walk.Text("strata:1").Text(fileId).Text(key.Id);
        walk.Metadata(metadata);
        walk.Node(body);
        walk.Flush();
        return Base64Url.EncodeToString(hmac.GetHashAndReset());
    }

    /// <summary>Whether two codes are the same, told in the same time whatever they are.</summary>
    public static bool AreEqual(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));

    private sealed class Walk(IncrementalHash hmac)
    {
        // Each call of the system's cryptography costs more than the few bytes of one value.
        private const int Portion = 16 * 1024;

        private readonly Fields _fields = new();

        public Walk Text(string text)
        {
            _fields.Add(text);
            return Sent();
        }

        public void Flush()
        {
            hmac.AppendData(_fields.Written);
            _fields.Cut(0);
        }

        public void Metadata(MappingNode metadata)
        {
            Count("metadata", metadata.Count);
            foreach (var entry in Sorted(metadata))
            {
                Text(entry.Key);
                if (entry.Key == "encryption" && entry.Value is MappingNode encryption)
                {
                    Encryption(encryption);
                }
                else
                {
                    Node(entry.Value);
                }
            }
        }

        // The code itself is left out, wherever it stands among the keys.
        private void Encryption(MappingNode encryption)
        {
            Count("encryption", encryption.Count - (encryption.ContainsKey(Key) ? 1 : 0));
            foreach (var entry in Sorted(encryption))
            {
                if (entry.Key != Key)
                {
                    Text(entry.Key).Node(entry.Value);
                }
            }
        }

        // As deep as the limit on nesting.
        public void Node(ConfigNode node)
        {
            Text(TagOf(node));
            switch (node)
            {
                case MappingNode mapping:
                    Count("map", mapping.Count);
                    foreach (var entry in Sorted(mapping))
                    {
                        Text(entry.Key).Node(entry.Value);
                    }

                    break;
                case SequenceNode sequence:
                    Count("list", sequence.Count);
                    for (var i = 0; i < sequence.Count; i++)
                    {
                        Node(sequence[i]);
                    }

                    break;
                case ScalarNode scalar:
                    Text(scalar.IsNull ? "null" : EncryptedValue.NameOf(scalar.Type)).Text(scalar.IsNull ? "" : scalar.Text);
                    break;
            }
        }

        private void Count(string what, int count)
        {
            _fields.Add(what, count);
            Sent();
        }

        private Walk Sent()
        {
            if (_fields.Length >= Portion)
            {
                Flush();
            }

            return this;
        }

        private static ReadOnlySpan<MappingEntry> Sorted(MappingNode mapping)
        {
            if (mapping.Count <= 1)
            {
                return mapping.Entries;
            }

            var entries = mapping.Entries.ToArray();
            Array.Sort(entries, static (left, right) => string.CompareOrdinal(left.Key, right.Key));
            return entries;
        }

        private static string TagOf(ConfigNode node)
        {
            var tag = node.Tag == MergeTag.None ? "" : node.Tag.ToString();
            return node is SequenceNode { MergeKey: { } key } ? $"{tag}:{key}" : node.IsSensitive ? $"{tag} secret" : tag;
        }
    }
}
