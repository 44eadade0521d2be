using System.Collections.Immutable;
using System.Text;
using Strata.Diagnostics;
using Strata.Interpolation;
using Strata.Secrets.Age;
using Strata.Secrets.Keys;
using Strata.Secrets.Sops;
using Strata.Values;

namespace Strata.Encryption;

/// <summary>
/// Encrypts and decrypts files of variables as SOPS does. Every value is encrypted, but those whose names end in <c>_unencrypted</c>; comments and
/// blank lines stay as they are. All of a file or nothing.
/// </summary>
internal sealed class SopsVariables
{
    private const string CommentEnd = ",type:comment]";

    private readonly KeyRing _keys;
    private readonly TimeProvider _clock;
    private readonly DiagnosticBag _diagnostics;

    /// <param name="keys">The keys at hand.</param>
    /// <param name="clock">Tells when a file was last changed.</param>
    /// <param name="diagnostics">Where problems go.</param>
    public SopsVariables(KeyRing keys, TimeProvider clock, DiagnosticBag diagnostics)
    {
        _keys = keys;
        _clock = clock;
        _diagnostics = diagnostics;
    }

    /// <summary>Whether a file is one of variables, by its name.</summary>
    public static bool IsMeant(string file) => Path.GetFileName(file) is var name && (name == ".env" || name.StartsWith(".env.", StringComparison.Ordinal) || name.EndsWith(".env", StringComparison.OrdinalIgnoreCase));

    /// <summary>The file encrypted. One that is encrypted already stays as it is.</summary>
    public EncryptedBytes Encrypt(SourceText source, ImmutableArray<AgeRecipient> recipients)
    {
        try
        {
            var root = SopsDotenv.Read(new SourceDocument(source.File, source));
            if (SopsEnvironmentFile.IsMeant(source))
            {
                if (!_keys.IsEmpty)
                {
                    SopsDocument.Decrypt([root], SopsFormat.Dotenv, [.. _keys.Identities]);
                }

                return new EncryptedBytes(source.Content.ToArray(), 0);
            }

            if (!SaysTheSame(source, root))
            {
                return default;
            }

            var encrypted = SopsDocument.Encrypt([root], new SopsEncryptionOptions { Format = SopsFormat.Dotenv, Recipients = recipients }, _clock);
            var block = SopsDotenv.Write(new MappingNode(ScalarNode.Synthetic, default, encrypted.BlockEntries()));
            return new EncryptedBytes(Encoding.UTF8.GetBytes(WithValues(source, encrypted.Documents[0], static _ => true) + block), encrypted.Replacements.Length);
        }
        catch (SopsException failure)
        {
            _diagnostics.AddRange(SopsReport.Of(failure, source.File, _keys).Where(static diagnostic => diagnostic.Code != DiagnosticCode.LockedOverride));
            return _diagnostics.HasErrors ? default : new EncryptedBytes(source.Content.ToArray(), 0);
        }
    }

    /// <summary>The file in clear.</summary>
    public EncryptedBytes Decrypt(SourceText source)
    {
        try
        {
            if (source.Content.Span.IndexOf(Encoding.UTF8.GetBytes(CommentEnd)) >= 0)
            {
                _diagnostics.Add(Diagnostic.InFile(source.File, DiagnosticCode.CannotBeEncrypted, DiagnosticSeverity.Warning, "the file's encrypted comments are left out"));
            }

            var opened = SopsDocument.Decrypt([SopsDotenv.Read(new SourceDocument(source.File, source))], SopsFormat.Dotenv, [.. _keys.Identities]).Documents[0];
            var text = WithValues(source, opened, static line => !line.StartsWith(SopsFlatKeys.Prefix, StringComparison.Ordinal) && !line.EndsWith(CommentEnd, StringComparison.Ordinal));
            return new EncryptedBytes(Encoding.UTF8.GetBytes(text), opened.Values.Count(static value => value is DecryptedNode));
        }
        catch (SopsException failure)
        {
            _diagnostics.AddRange(SopsReport.Of(failure, source.File, _keys));
            return default;
        }
    }

    private static string WithValues(SourceText source, MappingNode values, Func<string, bool> stays)
    {
        var text = new StringBuilder();
        foreach (var line in Encoding.UTF8.GetString(source.Content.Span).TrimEnd('\n').Split('\n'))
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            var isVariable = line.Length > 0 && line[0] != '#' && equals > 0 && values.ContainsKey(line[..equals]);
            if (isVariable)
            {
                text.Append(line, 0, equals + 1).Append(((ScalarNode)values[line[..equals]]).Text.Replace("\n", @"\n", StringComparison.Ordinal)).Append('\n');
            }
            else if (line.Length == 0 || stays(line))
            {
                text.Append(line).Append('\n');
            }
        }

        return text.ToString();
    }

    // SOPS takes a line as it stands; where variables are read in clear there are references, comments behind values, and "export".
    private bool SaysTheSame(SourceText source, MappingNode root)
    {
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        var found = new DiagnosticBag();
        EnvironmentFile.Read(source, VariableSet.Empty, read, found);
        if (found.HasErrors)
        {
            _diagnostics.AddRange(found.ToSorted());
            return false;
        }

        foreach (var entry in root.Entries)
        {
            var value = (ScalarNode)entry.Value;
            if (!read.TryGetValue(entry.Key, out var text) || text != SopsEnvironmentFile.Unquoted(value.Text))
            {
                _diagnostics.Add(Diagnostic.At(source, entry.KeyPosition, DiagnosticCode.CannotBeEncrypted, DiagnosticSeverity.Error, $"SOPS takes all that stands behind {entry.Key}= by the letter, and the value would become another one") with
                {
                    Hint = "write it without references, \"export\" and a comment behind it, on one line and without blanks around",
                    IsSensitive = true,
                });
            }
        }

        return !_diagnostics.HasErrors;
    }
}
