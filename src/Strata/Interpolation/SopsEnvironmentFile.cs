using System.Text;
using Strata.Diagnostics;
using Strata.Secrets.Envelopes;
using Strata.Secrets.Sops;
using Strata.Values;

namespace Strata.Interpolation;

/// <summary>
/// Reads a file of variables that SOPS encrypted. A value is what SOPS says it is, all that stands behind the <c>=</c>, by the letter: no
/// references, no comments. Only quotes around the whole of it are taken off, as they are where the file stands in clear.
/// </summary>
internal static class SopsEnvironmentFile
{
    /// <summary>Whether a file is one of SOPS's.</summary>
    public static bool IsMeant(SourceText source)
    {
        var bytes = source.Content.Span;
        return bytes.IndexOf("sops_"u8) >= 0 && (HasKey(bytes, "sops_mac="u8) || HasKey(bytes, "sops_lastmodified="u8));
    }

    /// <summary>Decrypts a file into variables that earlier files may have set already, and holds it against its MAC: all of it or nothing.</summary>
    /// <param name="source">The file.</param>
    /// <param name="keys">Opens it.</param>
    /// <param name="variables">Takes the variables.</param>
    /// <param name="secrets">Takes the names of those that were encrypted.</param>
    /// <param name="diagnostics">Takes the problems.</param>
    public static void Read(SourceText source, IKeySource keys, Dictionary<string, string> variables, HashSet<string> secrets, DiagnosticBag diagnostics)
    {
        try
        {
            var opened = SopsDocument.Decrypt([SopsDotenv.Read(new SourceDocument(source.File, source))], SopsFormat.Dotenv, [.. keys.Identities]);
            foreach (var entry in opened.Documents[0].Entries)
            {
                variables[entry.Key] = Unquoted(((ScalarNode)entry.Value).Text);
                _ = entry.Value is DecryptedNode ? secrets.Add(entry.Key) : secrets.Remove(entry.Key);
            }
        }
        catch (SopsException failure)
        {
            diagnostics.AddRange(SopsReport.Of(failure, source.File, keys));
        }
    }

    /// <summary>A value without the quotes that stand around the whole of it.</summary>
    public static string Unquoted(string value)
    {
        if (value is not (['\'', .., '\''] or ['"', .., '"']))
        {
            return value;
        }

        var inner = value[1..^1];
        if (value[0] == '\'')
        {
            return inner.Contains('\'', StringComparison.Ordinal) ? value : inner;
        }

        var text = new StringBuilder(inner.Length);
        for (var i = 0; i < inner.Length; i++)
        {
            if (inner[i] == '"' || (inner[i] == '\\' && i + 1 == inner.Length))
            {
                return value;
            }

            text.Append(inner[i] != '\\' ? inner[i].ToString() : inner[++i] switch
            {
                'n' => "\n",
                'r' => "\r",
                't' => "\t",
                '$' or '"' or '\\' or '\'' or '`' => inner[i].ToString(),
                _ => $"\\{inner[i]}",
            });
        }

        return text.ToString();
    }

    private static bool HasKey(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> key)
    {
        for (var at = 0; bytes[at..].IndexOf(key) is >= 0 and var found; at += found + key.Length)
        {
            if (at + found == 0 || bytes[at + found - 1] == (byte)'\n')
            {
                return true;
            }
        }

        return false;
    }
}
