using Strata.Editing;
using Strata.Values;

namespace Strata.Encryption.ThreeWay;

/// <summary>Makes a document of a file say what a tree says, by as small edits as can be.</summary>
/// <param name="edit">Takes the edits.</param>
/// <param name="document">Which document.</param>
internal sealed class TreeDifference(ConfigurationEdit edit, int document)
{
    /// <summary>Plans the edits.</summary>
    /// <param name="from">What the document says.</param>
    /// <param name="to">What it is to say.</param>
    /// <exception cref="EditRefusedException">It cannot be made to.</exception>
    public void Write(MappingNode from, MappingNode to) => Write(from, to, ConfigPath.Root);

    private void Write(ConfigNode from, ConfigNode to, ConfigPath path)
    {
        if (TreeComparison.AreEqual(from, to))
        {
            return;
        }

        switch (from, to)
        {
            case (ScalarNode left, ScalarNode right):
                WrittenStyle? quotes = right.HasTemplates && left.Style != right.Style ? right.Style == ScalarStyle.Plain ? WrittenStyle.Plain : WrittenStyle.DoubleQuoted : null;
                edit.Replace(document, path, right.Text, right.Type, quotes);
                break;
            case (MappingNode left, MappingNode right) when path.IsRoot || left.Keys.Any(right.ContainsKey):
                WriteEntries(left, right, path);
                break;
            case (SequenceNode { Count: > 0 } left, SequenceNode right) when left.Count <= right.Count:
                for (var i = 0; i < right.Count; i++)
                {
                    if (i < left.Count)
                    {
                        Write(left[i], right[i], path.Append(i));
                    }
                    else
                    {
                        edit.Append(document, path, right[i]);
                    }
                }

                break;
            case (SequenceNode left, SequenceNode { Count: > 0 } right) when Missing(left, right) is { } missing:
                missing.ForEach(i => edit.Remove(document, path.Append(i)));
                break;
            default:
                edit.Set(document, path, to);
                break;
        }
    }

    private void WriteEntries(MappingNode from, MappingNode to, ConfigPath path)
    {
        foreach (var key in from.Keys.Where(key => !to.ContainsKey(key)))
        {
            edit.Remove(document, path.Append(key));
        }

        foreach (var entry in to.Entries)
        {
            if (from.TryGetValue(entry.Key, out var old))
            {
                Write(old, entry.Value, path.Append(entry.Key));
            }
        }

        // Behind what is new within the last of them: both are put in at one place of the text.
        foreach (var entry in to.Entries)
        {
            if (!from.ContainsKey(entry.Key))
            {
                edit.Set(document, path.Append(entry.Key), entry.Value);
            }
        }
    }

    // The items that are not in a shorter list, which is the same otherwise; null where it is not.
    private static List<int>? Missing(SequenceNode longer, SequenceNode shorter)
    {
        var missing = new List<int>();
        var at = 0;
        for (var i = 0; i < longer.Count; i++)
        {
            if (at < shorter.Count && TreeComparison.AreEqual(longer[i], shorter[at]))
            {
                at++;
            }
            else
            {
                missing.Add(i);
            }
        }

        return at == shorter.Count ? missing : null;
    }
}
