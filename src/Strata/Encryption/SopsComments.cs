using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Strata.Secrets.Age;
using Strata.Secrets.Sops;
using Strata.Values;

namespace Strata.Encryption;

/// <summary>
/// Decrypts the comments of a SOPS file, which its trees do not have: <c>#ENC[...,type:comment]</c>, and in lists also items <c>- ENC[...]</c>. A
/// comment is bound to the keys above it; which they are is found by trying, for only the right ones open it.
/// </summary>
internal static partial class SopsComments
{
    /// <summary>The bytes of the file with its comments in clear.</summary>
    /// <param name="file">The file as it is encrypted.</param>
    /// <param name="bytes">The file with its values in clear.</param>
    /// <param name="keys">Identities, of which one must open it.</param>
    /// <param name="count">How many comments there were.</param>
    /// <exception cref="SopsException">One of them was changed.</exception>
    public static byte[] Decrypt(SopsText file, byte[] bytes, ReadOnlySpan<IFileKeyUnwrapper> keys, out int count)
    {
        count = 0;
        if (file.Format != SopsFormat.Yaml || bytes.AsSpan().IndexOf(",type:comment]"u8) < 0)
        {
            return bytes;
        }

        var key = SopsDataKey.Unwrap(SopsMetadata.Read(file.Roots[0], file.Format), keys);
        try
        {
            var cipher = new SopsCipher(key);
            var bounds = new List<string> { ":", "" };
            foreach (var root in file.Roots)
            {
                AddBounds(root, "", bounds);
            }

            var found = 0;
            var text = Comment().Replace(Encoding.UTF8.GetString(bytes), match =>
            {
                found++;
                return $"{match.Groups["before"].Value}#{Text(match.Groups["text"].Value, cipher, bounds, file)}";
            });
            count = found;
            return Encoding.UTF8.GetBytes(text);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static string Text(string encrypted, SopsCipher cipher, List<string> bounds, SopsText file)
    {
        for (var i = 0; i < bounds.Count; i++)
        {
            try
            {
                var value = cipher.Decrypt(encrypted, bounds[i]);

                // The next comment stands most often beneath the same keys.
                (bounds[0], bounds[i]) = (bounds[i], bounds[0]);
                return value.Reveal().ReplaceLineEndings(" ");
            }
            catch (SopsValueException failure) when (failure.Failure == SopsFailure.Forged)
            {
                // It stands beneath other keys.
            }
            catch (SopsValueException)
            {
                break;
            }
        }

        throw new SopsException(SopsFailure.Forged, "an encrypted comment cannot be read: it was changed, or copied from another file", file.Roots[0], ConfigPath.Root, "restore the file, or remove the comment");
    }

    private static void AddBounds(ConfigNode node, string bound, List<string> bounds)
    {
        if (node is MappingNode mapping)
        {
            foreach (var entry in mapping.Entries)
            {
                if (entry.Value is not ScalarNode)
                {
                    var inner = $"{bound}{entry.Key}:";
                    bounds.Add(inner);
                    AddBounds(entry.Value, inner, bounds);
                }
            }
        }
        else if (node is SequenceNode sequence)
        {
            foreach (var item in sequence)
            {
                AddBounds(item, bound, bounds);
            }
        }
    }

    [GeneratedRegex(@"(?<before>^[ \t]*|[ \t])(?:#|-[ \t]+)(?<text>ENC\[AES256_GCM,[A-Za-z0-9+/=:,]*,type:comment\])(?=[ \t]*\r?$)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Comment();
}
