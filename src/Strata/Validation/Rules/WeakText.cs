using System.Collections.Frozen;

namespace Strata.Validation.Rules;

/// <summary>The passwords that everybody tries first.</summary>
internal static class WeakText
{
    // Compared in lower case, without signs and without the digits at the end: "Password123!" is "password".
    private static readonly FrozenSet<string> Stems = new[]
    {
        "password", "passwort", "passwd", "pass", "pwd", "passw", "pssw", "psswrd", "secret", "secrets", "supersecret", "topsecret", "mysecret", "mysecretkey", "secretkey", "secretpassword",
        "jwtsecret", "yoursecretkey", "yoursecret", "yourpassword", "mypassword", "dbpassword", "token", "mytoken", "key", "apikey", "changeme", "changemenow", "changethis", "changeit",
        "pleasechangeme", "admin", "administrator", "adminadmin", "root", "toor", "user", "guest", "default", "test", "tests", "testing", "tester", "testpassword", "testsecret", "testkey", "testtoken",
        "demo", "dev", "develop", "development", "devpassword", "devsecret", "local", "insecure", "notsecure", "notasecret", "unsafe", "dummy", "foo", "bar", "foobar", "foobarbaz", "qwerty",
        "qwertyuiop", "asdf", "asdfgh", "letmein", "welcome", "iloveyou", "monkey", "dragon", "abc", "abcd", "abcdef", "hello", "helloworld", "postgres", "postgresql", "mysql", "mariadb", "redis", "mongo", "mongodb",
        "rabbitmq", "minio", "minioadmin", "minio123", "elastic", "grafana", "keycloak", "sa", "oracle", "system", "master", "public", "private", "temp", "temporary", "internal",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Written = new[] { "p@ssw0rd", "passw0rd", "p@ssword", "pa$$word", "pa$$w0rd", "pa55word", "s3cret", "s3cr3t", "adm1n", "1q2w3e4r", "1qaz2wsx", "hunter2", "abc123" }
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a secret is one that is guessed at once.</summary>
    public static bool Is(string text)
    {
        var lower = text.Trim().ToLowerInvariant();
        if (lower.Length == 0)
        {
            return false;
        }

        var stem = string.Concat(lower.Where(char.IsAsciiLetterOrDigit)).TrimEnd("0123456789".ToCharArray());
        return Written.Contains(lower) || Written.Contains(lower.TrimEnd('!', '1')) || (stem.Length == 0 ? IsSequence(lower) : Stems.Contains(stem)) || lower.AsSpan().IndexOfAnyExcept(lower[0]) < 0;
    }

    // "123456", "1234567890", "654321": digits that go up or down by one, or a few of any.
    private static bool IsSequence(string text)
    {
        if (text.Length < 6 || !text.All(char.IsAsciiDigit))
        {
            return text.All(char.IsAsciiDigit);
        }

        var step = text[1] - text[0];
        for (var i = 1; i < text.Length; i++)
        {
            if (((text[i] - text[i - 1] - step) % 10) != 0)
            {
                return false;
            }
        }

        return step is 1 or -1 or 0;
    }
}
