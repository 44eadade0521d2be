using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Editing;
using Strata.Secrets.Envelopes;
using Strata.Secrets.Keys;
using Strata.Values;

namespace Strata.Encryption.ThreeWay;

/// <summary>Merges texts line by line, as git does. Null where that cannot be done.</summary>
internal delegate MergedLines? LineMerge(byte[] original, byte[] ours, byte[] theirs);

/// <summary>A text that was merged line by line.</summary>
/// <param name="Bytes">The text, with markers around what is in conflict.</param>
/// <param name="IsClean">Whether there are none.</param>
internal sealed record MergedLines(byte[] Bytes, bool IsClean);

/// <summary>A merged file.</summary>
/// <param name="Bytes">Its bytes.</param>
/// <param name="Conflicts">The values about which the sides do not agree; markers stand in the bytes then.</param>
internal sealed record MergedFile(byte[] Bytes, ImmutableArray<string> Conflicts);

/// <summary>
/// Merges what two sides made of a file: values one by one, then the lines around them, so that comments of both sides stay. Where the lines
/// cannot be merged, the text is ours with what theirs changed.
/// </summary>
/// <param name="keys">The keys at hand.</param>
/// <param name="lines">Merges lines.</param>
/// <param name="diagnostics">Where problems go.</param>
internal sealed class FileMerge(KeyRing keys, LineMerge lines, DiagnosticBag diagnostics)
{
    /// <summary>Merges a file. Null, with errors, where a key is missing or a side's seal is broken.</summary>
    /// <param name="original">What both sides come from; null for nothing.</param>
    /// <param name="ours">Our side.</param>
    /// <param name="theirs">The other side.</param>
    public MergedFile? Merge(EncryptableFile? original, EncryptableFile ours, EncryptableFile theirs)
    {
        if (theirs.Overrides.Length != ours.Overrides.Length || (original is not null && original.Overrides.Length != ours.Overrides.Length))
        {
            return InConflict(original, ours, theirs, lines(BytesOf(original), BytesOf(ours), BytesOf(theirs)), ["the number of documents"]);
        }

        var documents = new List<DocumentMerge>();
        try
        {
            for (var i = 0; i < ours.Overrides.Length; i++)
            {
                documents.Add(new DocumentMerge(ours.File, original is null ? DocumentMerge.None() : SideOf(original, i), SideOf(ours, i), SideOf(theirs, i), keys, diagnostics));
            }

            return diagnostics.HasErrors ? null : Write(original, ours, theirs, documents);
        }
        finally
        {
            documents.ForEach(static document => document.Dispose());
        }
    }

    private MergedFile? Write(EncryptableFile? original, EncryptableFile ours, EncryptableFile theirs, List<DocumentMerge> documents)
    {
        var merged = lines(original is null ? [] : Alike(original, documents), Alike(ours, documents), Alike(theirs, documents));
        ImmutableArray<string> conflicts = [.. documents.SelectMany(static document => document.Conflicts).Select(static path => path.ToString())];
        if (diagnostics.HasErrors)
        {
            return null;
        }

        if (conflicts.IsEmpty)
        {
            var problem = "";
            foreach (var start in new[] { merged is { IsClean: true } ? Read(ours, merged.Bytes, documents.Count) : null, ours })
            {
                if (start is not null && TryWrite(start, documents, ref problem) is { } bytes)
                {
                    return new MergedFile(bytes, []);
                }
            }

            conflicts = [$"what cannot be written as both want it: {problem}"];
        }

        return InConflict(original, ours, theirs, merged, conflicts);
    }

    // All three with the values of the result, so that lines differ only where more than values do.
    private static byte[] Alike(EncryptableFile file, List<DocumentMerge> documents)
    {
        var edit = file.Text.Edit();
        try
        {
            for (var i = 0; i < documents.Count; i++)
            {
                foreach (var (path, scalar) in Scalars(file.Text.Documents[i].Root, ConfigPath.Root))
                {
                    var wanted = IsInConflict(path, documents[i].Conflicts) ? documents[i].Fitting(path, scalar) : path.Find(documents[i].Result) as ScalarNode;
                    if (wanted is not null && !TreeComparison.AreEqual(scalar, wanted))
                    {
                        edit.Replace(i, path, wanted.Text, wanted.Type);
                    }
                }
            }

            return edit.Apply();
        }
        catch (EditRefusedException)
        {
            return BytesOf(file);
        }
    }

    private static byte[]? TryWrite(EncryptableFile start, List<DocumentMerge> documents, ref string problem)
    {
        try
        {
            var edit = start.Text.Edit();
            for (var i = 0; i < documents.Count; i++)
            {
                new TreeDifference(edit, i).Write(start.Text.Documents[i].Root, documents[i].Result);
            }

            if (Read(start, edit.Apply(), documents.Count) is not { } written)
            {
                problem = "the text is no override any more";
                return null;
            }

            var seals = written.Text.Edit();
            for (var i = 0; i < documents.Count; i++)
            {
                if (!TreeComparison.AreEqual(written.Text.Documents[i].Root, documents[i].Result))
                {
                    problem = "a tag, or the quotes of a template";
                    return null;
                }

                if (documents[i].Key is { } key)
                {
                    var target = written.Overrides[i];
                    seals.Replace(i, target.EncryptionPath.Append(IntegrityCode.Key), target.Layer.Seal!.IntegrityUnder(key), ScalarType.String);
                }
            }

            return seals.Apply();
        }
        catch (EditRefusedException refused)
        {
            problem = refused.Message;
            return null;
        }
    }

    private static EncryptableFile? Read(EncryptableFile like, byte[] bytes, int count) => like.With(bytes, new DiagnosticBag()) is { } read && read.Overrides.Length == count ? read : null;

    private MergedFile InConflict(EncryptableFile? original, EncryptableFile ours, EncryptableFile theirs, MergedLines? merged, ImmutableArray<string> conflicts)
    {
        if (merged is not { IsClean: false })
        {
            // Lines that do not meet may conflict all the same: a key that both sides added in two places.
            merged = lines(BytesOf(original), BytesOf(ours), BytesOf(theirs));
        }

        return new MergedFile(merged is { IsClean: false } ? merged.Bytes : Whole(ours, theirs), conflicts);
    }

    private static byte[] Whole(EncryptableFile ours, EncryptableFile theirs) =>
        [.. "<<<<<<< ours\n"u8, .. Line(BytesOf(ours)), .. "=======\n"u8, .. Line(BytesOf(theirs)), .. ">>>>>>> theirs\n"u8];

    private static byte[] Line(byte[] text) => text is [.., (byte)'\n'] or [] ? text : [.. text, (byte)'\n'];

    private static byte[] BytesOf(EncryptableFile? file) => file?.Text.Bytes.ToArray() ?? [];

    private MergeSide SideOf(EncryptableFile file, int index) => new(file.Overrides[index], file.Text.Documents[index].Root, keys);

    private static bool IsInConflict(ConfigPath path, ImmutableArray<ConfigPath> conflicts)
    {
        for (var at = path; at is not null; at = at.Parent)
        {
            if (conflicts.Contains(at))
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<(ConfigPath Path, ScalarNode Node)> Scalars(ConfigNode node, ConfigPath path) => node switch
    {
        ScalarNode scalar => [(path, scalar)],
        MappingNode mapping => mapping.Entries.ToArray().SelectMany(entry => Scalars(entry.Value, path.Append(entry.Key))),
        SequenceNode sequence => Enumerable.Range(0, sequence.Count).SelectMany(i => Scalars(sequence[i], path.Append(i))),
        _ => [],
    };
}
