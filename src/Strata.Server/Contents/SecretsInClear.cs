using Strata.Interpolation;
using Strata.Layers;
using Strata.Secrets;
using Strata.Secrets.Envelopes;
using Strata.Secrets.Sops;
using Strata.Server.Spaces;
using Strata.Validation.Rules;
using Strata.Values;

namespace Strata.Server.Contents;

/// <summary>
/// Finds whether the files of a content hold secrets that anybody who has the files can read. In doubt they do: a file that cannot be read as what its name says,
/// a key, a variable's default.
/// </summary>
internal static class SecretsInClear
{
    private const string VariableFile = ".env";

    public static bool AreIn(SpaceContent content, OverrideSet overrides)
    {
        var patterns = overrides.Layers.SelectMany(static layer => layer.Metadata.Sensitive);
        var sensitivity = new Sensitivity([.. patterns]);
        return !overrides.IsComplete
            || overrides.Layers.Any(layer => IsIn(layer, sensitivity))
            || content.Files.Any(static file => Path.GetFileName(file.Key).StartsWith(VariableFile, StringComparison.Ordinal) ? IsInVariables(file.Value.Body) : file.Value.Body.AsSpan().IndexOf("PRIVATE KEY-----"u8) >= 0);
    }

    // What another tool keeps in the same file is as readable as what is ours.
    private static bool IsIn(Layer layer, Sensitivity sensitivity) =>
        IsIn(layer.Body, sensitivity.Root) || (layer.EmbeddedIn is { } around && IsIn(around, sensitivity.Root));

    private static bool IsIn(ConfigNode node, Sensitivity.Cursor cursor)
    {
        switch (node)
        {
            case EncryptedNode or DecryptedNode:
                return false;
            case ScalarNode scalar:
                return cursor.Masks(scalar) && IsWritten(scalar.Text);
            case MappingNode mapping:
                if (cursor.KeysOf(mapping) is not null)
                {
                    return true;
                }

                foreach (var entry in mapping.Entries)
                {
                    if (IsIn(entry.Value, cursor.Enter(entry.Key, entry.Value)))
                    {
                        return true;
                    }
                }

                return false;
            case SequenceNode sequence:
                for (var i = 0; i < sequence.Count; i++)
                {
                    if (IsIn(sequence[i], cursor.Enter(i, sequence[i])))
                    {
                        return true;
                    }
                }

                return false;
            default:
                return false;
        }
    }

    private static bool IsWritten(string text)
    {
        if (!StandIn.HasExpression(text))
        {
            return !StandIn.Is(text);
        }

        // "${PASSWORD}" says nothing; "${PASSWORD:-s3cret}" does, and so does what stands around an expression, in a URL.
        var around = StandIn.WithoutExpressions(text, out var defaults);
        return defaults.Exists(static one => one.Length > 0) || SecretText.HasUrlPassword(around.Replace($":{UrlPasswords.Inserted}@", ":@", StringComparison.Ordinal).Replace(UrlPasswords.Inserted, 'x'));
    }

    private static bool IsInVariables(byte[] body)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        var findings = new Diagnostics.DiagnosticBag();
        EnvironmentFile.Read(new SourceText(VariableFile, body), VariableSet.Empty, variables, findings);
        return findings.HasErrors || variables.Any(static variable => (SecretNames.Contains(variable.Key) && variable.Value.Length > 0 && !SecretText.IsEncrypted(variable.Value)) || SecretText.HasUrlPassword(variable.Value));
    }
}
