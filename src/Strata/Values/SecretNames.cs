namespace Strata.Values;

/// <summary>Which keys and variables look like secrets: those with a secret's name among their words.</summary>
/// <remarks>
/// Words end at anything that is no letter or digit and at the humps of camel case: <c>DB_PASSWORD</c>, <c>dbPassword</c> and
/// <c>db-password2</c> have the word "password"; <c>secretary</c> and <c>tokenizer</c> have none. "pass" counts as the last word
/// only: <c>smtp_pass</c>, not <c>pass_through</c>.
/// </remarks>
internal static class SecretNames
{
    // Compared with "_" around each word, so that a name matches as whole words only.
    private static readonly string[] Names =
    [
        "password", "passwords", "passwd", "passphrase", "passphrases", "pwd", "pass_word", "pgpassword", "sshpass",
        "secret", "secrets", "token", "credential", "credentials", "dsn",
        "api_key", "api_keys", "apikey", "apikeys", "access_key", "access_keys", "account_key",
        "private_key", "private_keys", "privatekey", "encryption_key", "encryption_keys", "signing_key", "signing_keys",
        "master_key", "shared_key", "auth_key",
        "connection_string", "connection_strings", "connectionstring", "connectionstrings",
        "access_tokens", "refresh_tokens", "auth_tokens", "api_tokens", "bearer_tokens",
    ];

    // "smtp_pass" is a password; these count, or let through.
    private static readonly string[] OtherPasses =
        ["_low_", "_high_", "_band_", "_all_", "_one_", "_two_", "_single_", "_multi_", "_first_", "_second_", "_last_", "_by_"];

    /// <summary>Whether a key or variable of this name holds a secret.</summary>
    public static bool Contains(ReadOnlySpan<char> name)
    {
        // No name above is shorter than three letters.
        if (name.Length < 3 || !HoldsStem(name))
        {
            return false;
        }

        const int Usual = 128;
        Span<char> words = name.Length <= Usual ? stackalloc char[(2 * Usual) + 2] : new char[(2 * name.Length) + 2];
        var length = SplitWords(name, words);
        var spelled = words[..length];
        if (spelled.SequenceEqual("_tokens_") || EndsWithPass(spelled))
        {
            return true;
        }

        // At each word: a name may have several.
        for (var rest = (ReadOnlySpan<char>)spelled[1..]; !rest.IsEmpty; rest = rest[(rest.IndexOf('_') + 1)..])
        {
            if (BeginsWithName(rest))
            {
                return true;
            }
        }

        return false;
    }

    private static bool BeginsWithName(ReadOnlySpan<char> words)
    {
        foreach (var secret in Names)
        {
            if (words[0] == secret[0] && words.StartsWith(secret) && words[secret.Length] == '_')
            {
                return true;
            }
        }

        return false;
    }

    // Every name above holds one of these; nearly no other key does, and the rest is then not looked at.
    private static bool HoldsStem(ReadOnlySpan<char> name)
    {
        for (var i = 2; i < name.Length; i++)
        {
            var isStem = (name[i - 2] | 0x20, name[i - 1] | 0x20, name[i] | 0x20) is
                ('p', 'a', 's') or ('p', 'w', 'd') or ('s', 'e', 'c') or ('t', 'o', 'k') or ('c', 'r', 'e') or ('d', 's', 'n') or ('k', 'e', 'y') or ('c', 'o', 'n');
            if (isStem)
            {
                return true;
            }
        }

        return false;
    }

    private static bool EndsWithPass(ReadOnlySpan<char> spelled)
    {
        const string Pass = "_pass_";
        if (!spelled.EndsWith(Pass))
        {
            return false;
        }

        var before = spelled[..^(Pass.Length - 1)];
        foreach (var other in OtherPasses)
        {
            if (before.EndsWith(other))
            {
                return false;
            }
        }

        return true;
    }

    // "dbPassword2" becomes "_db_password_": lower-case words between "_", trailing digits of a word dropped.
    private static int SplitWords(ReadOnlySpan<char> name, Span<char> words)
    {
        var length = 0;
        words[length++] = '_';
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            if (!char.IsAsciiLetter(c))
            {
                if (words[length - 1] != '_')
                {
                    words[length++] = '_';
                }

                continue;
            }

            var hump = char.IsAsciiLetterUpper(c) && i > 0
                && (char.IsAsciiLetterLower(name[i - 1])
                    || (char.IsAsciiLetterUpper(name[i - 1]) && i + 1 < name.Length && char.IsAsciiLetterLower(name[i + 1])));
            if (hump && words[length - 1] != '_')
            {
                words[length++] = '_';
            }

            words[length++] = (char)(c | 0x20);
        }

        if (words[length - 1] != '_')
        {
            words[length++] = '_';
        }

        return length;
    }
}
