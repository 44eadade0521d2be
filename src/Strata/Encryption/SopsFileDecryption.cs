using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Editing;
using Strata.Interpolation;
using Strata.Secrets.Keys;
using Strata.Secrets.Sops;
using Strata.Values;

namespace Strata.Encryption;

/// <summary>A SOPS file in clear, in memory.</summary>
/// <param name="Bytes">The file's bytes, without the <c>sops</c> block.</param>
/// <param name="Opened">What it says.</param>
/// <param name="Comments">How many of its comments were encrypted.</param>
internal sealed record SopsClear(byte[] Bytes, SopsOpened Opened, int Comments)
{
    /// <summary>The values that were encrypted, in order, each with its document and its path in the file in clear.</summary>
    public ImmutableArray<(int Document, ConfigPath Path, DecryptedNode Node)> Values { get; } =
        [.. Opened.Documents.SelectMany(static (root, index) => SopsText.Scalars(root).Where(static scalar => scalar.Node is DecryptedNode).Select(scalar => (index, scalar.Path, (DecryptedNode)scalar.Node)))];
}

/// <summary>Decrypts SOPS files in place, comments too. All of a file or nothing.</summary>
internal sealed class SopsFileDecryption
{
    private readonly KeyRing _keys;
    private readonly DiagnosticBag _diagnostics;

    /// <param name="keys">The keys at hand.</param>
    /// <param name="diagnostics">Where problems go.</param>
    public SopsFileDecryption(KeyRing keys, DiagnosticBag diagnostics)
    {
        _keys = keys;
        _diagnostics = diagnostics;
    }

    /// <summary>The file in clear. Null, with errors, where no key opens it or something of it was changed.</summary>
    public SopsClear? Decrypt(SopsText file)
    {
        try
        {
            var opened = SopsDocument.Decrypt(file.Roots, file.Format, [.. _keys.Identities]);
            var comments = SopsComments.Decrypt(file, Edited(file, opened), [.. _keys.Identities], out var count);
            var clear = new SopsClear(comments, opened, count);
            if (file.With(clear.Bytes, _diagnostics) is { } written && written.Roots.Length == opened.Documents.Length && Differs(file, opened, written) is { } path)
            {
                throw new EditRefusedException($"{path} would not be read as it should be once decrypted");
            }

            return _diagnostics.HasErrors ? null : clear;
        }
        catch (SopsException failure)
        {
            _diagnostics.AddRange(SopsReport.Of(failure, file.File.File, _keys));
        }
        catch (EditRefusedException refused)
        {
            _diagnostics.Add(EncryptableFile.Refusal(file.File.File, refused));
        }

        return null;
    }

    private static byte[] Edited(SopsText file, SopsOpened opened)
    {
        var edit = file.Text.Edit();
        for (var i = 0; i < opened.Documents.Length; i++)
        {
            foreach (var (path, node) in SopsText.Scalars(opened.Documents[i]))
            {
                if (node is DecryptedNode decrypted)
                {
                    edit.Replace(i, decrypted.WrittenAt, TextOf(file, i, path, node), node.Type);
                }
            }

            if (file.Roots[i].ContainsKey(SopsMetadata.Key))
            {
                edit.Remove(i, ConfigPath.Root.Append(SopsMetadata.Key));
            }
        }

        return edit.Apply();
    }

    // What was encrypted was meant by the letter, and must be so in clear.
    private static string TextOf(SopsText file, int document, ConfigPath path, ScalarNode node) =>
        node is DecryptedNode && node.Type == ScalarType.String && file.IsInBody(document, path) ? TemplateLiteral.TemplateOf(node.Text) : node.Text;

    // Values and comments were changed one after the other: in the end the file must say what was encrypted, and nothing else.
    private static ConfigPath? Differs(SopsText file, SopsOpened opened, SopsText written)
    {
        for (var i = 0; i < opened.Documents.Length; i++)
        {
            if (Differs(opened.Documents[i], written.Roots[i], ConfigPath.Root, i, file) is { } path)
            {
                return path;
            }
        }

        return null;
    }

    private static ConfigPath? Differs(ConfigNode wanted, ConfigNode found, ConfigPath path, int document, SopsText file)
    {
        switch (wanted, found)
        {
            case (MappingNode left, MappingNode right) when left.Keys.SequenceEqual(right.Keys):
                return left.Keys.Select(key => Differs(left[key], right[key], path.Append(key), document, file)).FirstOrDefault(static at => at is not null);
            case (SequenceNode left, SequenceNode right) when left.Count == right.Count:
                return Enumerable.Range(0, left.Count).Select(index => Differs(left[index], right[index], path.Append(index), document, file)).FirstOrDefault(static at => at is not null);
            case (ScalarNode left, ScalarNode right) when left.Type == right.Type && TextOf(file, document, path, left) == right.Text:
                return null;
            default:
                return path;
        }
    }
}
