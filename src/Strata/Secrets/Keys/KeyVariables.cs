namespace Strata.Secrets.Keys;

/// <summary>The variables that keys are read from.</summary>
internal static class KeyVariables
{
    public const string AgeKey = "STRATA_AGE_KEY";
    public const string AgeKeyFile = "STRATA_AGE_KEY_FILE";
    public const string SopsAgeKey = "SOPS_AGE_KEY";
    public const string SopsAgeKeyFile = "SOPS_AGE_KEY_FILE";
    public const string EncryptionKey = "STRATA_ENCRYPTION_KEY";

    /// <summary>What the name of a key provider's command begins with; the provider's name in upper case, <c>_</c> for <c>-</c>, follows.</summary>
    public const string KeyCommand = "STRATA_KEY_COMMAND_";

    /// <summary>The sources that are set, in the order in which they are tried.</summary>
    public static IEnumerable<KeySource> Read(IReadOnlyDictionary<string, string> variables)
    {
        if (Value(variables, AgeKey) is { } identities)
        {
            yield return KeySource.Named(AgeKey, keys => keys.AddIdentities(System.Text.Encoding.UTF8.GetBytes(identities)));
        }

        if (Value(variables, AgeKeyFile) is { } file)
        {
            yield return KeySource.Named($"{AgeKeyFile} ({file})", keys => keys.AddFile(KeySource.ReadFile(file)));
        }

        // Those that SOPS reads: its files are opened as they are.
        if (Value(variables, SopsAgeKey) is { } sopsIdentities)
        {
            yield return KeySource.Named(SopsAgeKey, keys => keys.AddIdentities(System.Text.Encoding.UTF8.GetBytes(sopsIdentities)));
        }

        if (Value(variables, SopsAgeKeyFile) is { } sopsFile)
        {
            yield return KeySource.Named($"{SopsAgeKeyFile} ({sopsFile})", keys => keys.AddFile(KeySource.ReadFile(sopsFile)));
        }

        if (Value(variables, EncryptionKey) is { } key)
        {
            yield return KeySource.Named(EncryptionKey, keys => keys.AddKey(key));
        }

        foreach (var (name, command) in variables.Where(static variable => variable.Key.StartsWith(KeyCommand, StringComparison.Ordinal)).OrderBy(static variable => variable.Key, StringComparer.Ordinal))
        {
            var provider = name[KeyCommand.Length..].ToLowerInvariant().Replace('_', '-');
            var words = command.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 0)
            {
                yield return KeySource.Named(name, keys => keys.AddProvider(KeyRing.IsProviderName(provider)
                    ? new ProcessKeyProvider(provider, words)
                    : throw new KeyException($"\"{provider}\" cannot be the name of a key provider", "name it by letters, digits and underscores")));
            }
        }
    }

    private static string? Value(IReadOnlyDictionary<string, string> variables, string name) => variables.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}
