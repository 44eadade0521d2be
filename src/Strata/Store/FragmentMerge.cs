using Strata.Editing;
using Strata.Encryption;
using Strata.Values;

namespace Strata.Store;

/// <summary>Puts what a text says into an override, each value in its place, so that everything else stays as it is written.</summary>
/// <param name="edit">The edits of the override's file.</param>
/// <param name="target">The override.</param>
/// <param name="root">All that its document says.</param>
internal sealed class FragmentMerge(ConfigurationEdit edit, EncryptableOverride target, MappingNode root)
{
    private readonly int _document = target.Index;

    /// <summary>Makes the edits.</summary>
    /// <param name="fragment">The text, read as an override.</param>
    /// <exception cref="EditRefusedException">Something cannot be said by an edit.</exception>
    public void Apply(Layers.Layer fragment)
    {
        Put(target.BodyPath, fragment.Body);
        if (fragment.WrittenMetadata is { Count: > 0 } metadata)
        {
            Put(target.MetadataPath, metadata);
        }
    }

    private void Put(ConfigPath path, MappingNode wanted)
    {
        if (path.Find(root) is not MappingNode old)
        {
            if (wanted.Count > 0)
            {
                Set(path, wanted);
            }

            return;
        }

        foreach (ref readonly var entry in wanted.Entries)
        {
            Put(path.Append(entry.Key), old.TryGetValue(entry.Key, out var there) ? there : null, entry.Value);
        }
    }

    private void Put(ConfigPath path, ConfigNode? old, ConfigNode wanted)
    {
        if (wanted.Tag == MergeTag.Unset)
        {
            if (old is not null)
            {
                edit.Remove(_document, path);
            }
        }
        else if (old is MappingNode && wanted is MappingNode { Tag: MergeTag.None } mapping)
        {
            Put(path, mapping);
        }
        else if (old is null || wanted.HasTags || !IsSame(old, wanted))
        {
            if (old is { Tag: not MergeTag.None })
            {
                throw new EditRefusedException($"{path} has a merge tag, which would be lost ({old.File}:{old.Position})");
            }

            if (old is ScalarNode { IsSensitive: false } && wanted is ScalarNode { HasTags: false } scalar)
            {
                edit.Replace(_document, path, scalar.Text, scalar.Type);
            }
            else
            {
                Set(path, wanted);
            }
        }
    }

    private void Set(ConfigPath path, ConfigNode wanted)
    {
        if (wanted.HasTags)
        {
            throw new EditRefusedException($"{path} has a merge tag in the text, which an edit cannot write ({wanted.File}:{wanted.Position})");
        }

        edit.Set(_document, path, wanted);
    }

    // Numbers of the same value may be spelled otherwise, and text is to be what was asked for.
    private static bool IsSame(ConfigNode old, ConfigNode wanted) => old is ScalarNode left && wanted is ScalarNode right
        ? left.Type == right.Type && left.Text == right.Text
        : ConfigNodeEquality.DeepEquals(old, wanted);
}
