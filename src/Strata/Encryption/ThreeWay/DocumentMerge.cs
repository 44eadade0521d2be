using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Layers;
using Strata.Secrets.Envelopes;
using Strata.Secrets.Keys;
using Strata.Values;

namespace Strata.Encryption.ThreeWay;

/// <summary>
/// Merges what two sides made of one override. Encrypted values are compared by their ciphertexts and, where these differ, in clear; what
/// comes from a side with another data key is encrypted anew.
/// </summary>
internal sealed class DocumentMerge : IDisposable
{
    private static readonly MappingNode Nothing = new(ScalarNode.Synthetic, default, []);

    private readonly string _file;
    private readonly KeyRing _keys;
    private readonly DiagnosticBag _diagnostics;
    private readonly MergeSide _original;
    private readonly MergeSide _ours;
    private readonly MergeSide _theirs;
    private readonly Dictionary<string, ValueCipher> _ciphers = new(StringComparer.Ordinal);
    private DataKey? _new;

    /// <param name="file">The file, as it is shown.</param>
    /// <param name="original">What both come from.</param>
    /// <param name="ours">Our side.</param>
    /// <param name="theirs">The other side.</param>
    /// <param name="keys">The keys at hand.</param>
    /// <param name="diagnostics">Where problems go.</param>
    public DocumentMerge(string file, MergeSide original, MergeSide ours, MergeSide theirs, KeyRing keys, DiagnosticBag diagnostics)
    {
        (_file, _original, _ours, _theirs, _keys, _diagnostics) = (file, original, ours, theirs, keys, diagnostics);
        ours.ShareKeyOf(theirs);
        theirs.ShareKeyOf(ours);
        original.ShareKeyOf(ours);
        original.ShareKeyOf(theirs);
        Result = Merge();
    }

    /// <summary>What the document says from now on; its integrity code is not its own yet where <see cref="Key"/> is there.</summary>
    public MappingNode Result { get; }

    /// <summary>The key to seal the result with; null where it is sealed as it is, or not encrypted.</summary>
    public DataKey? Key { get; private set; }

    /// <summary>The values about which the sides do not agree.</summary>
    public ImmutableArray<ConfigPath> Conflicts { get; private set; } = [];

    /// <summary>A scalar as it can stand in the result: encrypted with its key.</summary>
    public ScalarNode Fitting(ConfigPath path, ScalarNode scalar)
    {
        if (Key is not { } key || !EncryptedValue.IsMeant(scalar.Text) || !EncryptedValue.TryParse(scalar.Text, out var value, out _) || value.KeyId == key.Id)
        {
            return scalar;
        }

        if (ClearOf(path, value) is { } text)
        {
            return new ScalarNode(ScalarNode.Synthetic, default, CipherOf(key).Encrypt(InOverride(path), value.Type, text).ToString(), ScalarType.String, scalar.Style, scalar.Tag, scalar.Flags & NodeFlags.Sensitive);
        }

        _diagnostics.Add(Diagnostic.At(scalar, DiagnosticCode.BadEncryptedValue, DiagnosticSeverity.Error, "the encrypted value cannot be read: it was changed, or encrypted for another place") with { Path = path });
        return scalar;
    }

    /// <summary>A side that is not there.</summary>
    public static MergeSide None() => new(null, Nothing, KeyRing.Empty);

    /// <summary>Clears the keys.</summary>
    public void Dispose()
    {
        foreach (var cipher in _ciphers.Values)
        {
            cipher.Dispose();
        }

        _original.Dispose();
        _ours.Dispose();
        _theirs.Dispose();
        _new?.Dispose();
    }

    private MappingNode Merge()
    {
        if (IsRefused())
        {
            return _ours.Root;
        }

        // What one side alone changed is as its writer sealed it: no key is needed.
        if (IsUnchanged(_theirs.Root, _original.Root) || IsUnchanged(_theirs.Root, _ours.Root))
        {
            return _ours.Root;
        }

        if (IsUnchanged(_ours.Root, _original.Root))
        {
            return _theirs.Root;
        }

        if (_ours.Envelope?.FileId != _theirs.Envelope?.FileId)
        {
            // One side began to encrypt, or ceased to: nobody can tell what becomes of the other's values.
            Conflicts = [_ours.Target!.EncryptionPath];
            return _ours.Root;
        }

        if (_ours.Envelope is null)
        {
            return MergeTrees(_original.Root, _ours.Root, _theirs.Root);
        }

        foreach (var side in new[] { _ours, _theirs, _original })
        {
            if (side.Locked(_file) is { } locked)
            {
                _diagnostics.Add(locked);
                return _ours.Root;
            }
        }

        return MergeEncrypted();
    }

    private bool IsRefused()
    {
        foreach (var side in new[] { _ours, _theirs })
        {
            if (side.IsBroken)
            {
                _diagnostics.Add(Seals.Broken(side.Target!.Layer, side.Target.Layer.Seal!));
                return true;
            }
        }

        return false;
    }

    private MappingNode MergeEncrypted()
    {
        foreach (var key in new[] { _original.Key, _ours.Key, _theirs.Key }.OfType<DataKey>())
        {
            CipherOf(key);
        }

        var recipients = MergedRecipients();
        var merged = MergeTrees(WithoutEnvelope(_original), WithoutEnvelope(_ours), WithoutEnvelope(_theirs));
        var path = _ours.Target!.EncryptionPath;
        if (recipients.Count == 0)
        {
            Conflicts = [.. Conflicts, path.Append(EncryptionReader.RecipientsKey)];
            return _ours.Root;
        }

        if (path.Find(merged) is not MappingNode encryption)
        {
            Conflicts = [.. Conflicts, path];
            return _ours.Root;
        }

        // Where one side has a new key, that; where both have, ours. Nobody may know it who is not to open the file any more.
        var holder = _ours.Envelope!.KeyId == _original.Envelope?.KeyId ? _theirs : _ours;
        Key = holder.Recipients.All(recipients.Contains) ? holder.Key! : _new = DataKey.Generate();
        var wrapped = Wrapped(recipients, Key);
        if (_diagnostics.HasErrors)
        {
            return _ours.Root;
        }

        encryption = encryption.With(
        [
            .. encryption.Entries,
            new MappingEntry(EncryptionReader.KeyKey, ScalarNode.Of(Key.Id), default),
            new MappingEntry(EncryptionReader.RecipientsKey, new SequenceNode(ScalarNode.Synthetic, default, wrapped), default),
            new MappingEntry(IntegrityCode.Key, ScalarNode.Of(_ours.Envelope.Integrity), default),
        ]);
        return (MappingNode)Fitted(With(merged, path.Steps(), encryption), ConfigPath.Root);
    }

    private MappingNode MergeTrees(MappingNode original, MappingNode ours, MappingNode theirs)
    {
        var merge = new TreeMerge(AreSame);
        var merged = merge.Merge(original, ours, theirs);
        Conflicts = [.. merge.Conflicts];
        return merged;
    }

    private HashSet<Recipient> MergedRecipients()
    {
        var (before, ours, theirs) = (_original.Recipients.ToHashSet(), _ours.Recipients.ToList(), _theirs.Recipients.ToList());
        return [.. ours.Where(one => theirs.Contains(one) || !before.Contains(one)), .. theirs.Where(one => !before.Contains(one))];
    }

    private ConfigNode[] Wrapped(IEnumerable<Recipient> recipients, DataKey key)
    {
        var known = new[] { _ours, _theirs }.Where(side => side.Envelope!.KeyId == key.Id).SelectMany(static side => side.Envelope!.Keys).ToList();
        var wrapped = new List<ConfigNode>();
        foreach (var recipient in recipients)
        {
            try
            {
                var own = known.Find(one => one.Kind == recipient.Kind && one.Recipient == recipient.Name) ?? _keys.Wrap(recipient.Kind, recipient.Name, key);
                wrapped.Add(EnvelopeEditor.NodeOf(own));
            }
            catch (KeyException problem)
            {
                _diagnostics.Add(Diagnostic.At(_ours.Envelope!.Node, DiagnosticCode.LockedOverride, DiagnosticSeverity.Error, $"the data key of {_file} must be wrapped anew, and {problem.Message}") with { Hint = problem.Hint });
            }
        }

        return [.. wrapped];
    }

    private bool AreSame(ConfigPath path, ScalarNode left, ScalarNode right)
    {
        if (TreeComparison.AreEqual(left, right))
        {
            return true;
        }

        return EncryptedValue.TryParse(left.Text, out var one, out _)
            && EncryptedValue.TryParse(right.Text, out var other, out _)
            && one.Type == other.Type
            && ClearOf(path, one) is { } text
            && text == ClearOf(path, other);
    }

    private string? ClearOf(ConfigPath path, EncryptedValue value) => _ciphers.TryGetValue(value.KeyId, out var cipher) ? cipher.Decrypt(InOverride(path), value) : null;

    private ValueCipher CipherOf(DataKey key)
    {
        if (!_ciphers.TryGetValue(key.Id, out var cipher))
        {
            _ciphers[key.Id] = cipher = new ValueCipher(key, _ours.Envelope!.FileId);
        }

        return cipher;
    }

    // The place in the override of a place in its document, which holds more where it is another tool's.
    private ConfigPath InOverride(ConfigPath path) =>
        path.Steps().Skip(_ours.Target!.BodyPath.Depth).Aggregate(ConfigPath.Root, static (at, step) => step.IsIndex ? at.Append(step.Index) : at.Append(step.Key));

    private ConfigNode Fitted(ConfigNode node, ConfigPath path) => node switch
    {
        ScalarNode scalar => Fitting(path, scalar),
        MappingNode mapping => mapping.Rewrite(path, (key, value, outer) => Fitted(value, outer.Append(key))),
        SequenceNode sequence => sequence.Rewrite(path, (index, item, outer) => Fitted(item, outer.Append(index))),
        _ => node,
    };

    // Codes differ wherever anything does.
    private bool IsUnchanged(MappingNode root, MappingNode other) => TreeComparison.AreEqual(Without(root, IntegrityCode.Key), Without(other, IntegrityCode.Key));

    private MappingNode WithoutEnvelope(MergeSide side) => side.Envelope is null ? side.Root : Without(side.Root, IntegrityCode.Key, EncryptionReader.KeyKey, EncryptionReader.RecipientsKey);

    private MappingNode Without(MappingNode root, params string[] keys)
    {
        var path = _ours.Target!.EncryptionPath;
        return path.Find(root) is MappingNode encryption
            ? With(root, path.Steps(), encryption.With([.. encryption.Entries.ToArray().Where(entry => !keys.Contains(entry.Key))]))
            : root;
    }

    private static MappingNode With(MappingNode root, ReadOnlySpan<ConfigPath> steps, ConfigNode value)
    {
        var entries = root.Entries.ToArray();
        var at = root.IndexOf(steps[0].Key);
        entries[at] = new MappingEntry(steps[0].Key, steps.Length == 1 ? value : With((MappingNode)entries[at].Value, steps[1..], value), default);
        return root.With(entries);
    }
}
