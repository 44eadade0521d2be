using System.Buffers;
using System.Text;
using Strata.Interpolation;
using Strata.Values;

namespace Strata.Validation.Rules;

/// <summary>Texts that stand where a secret will be and are none: templates, references to a store, placeholders.</summary>
internal static class StandIn
{
    // What other tools put in, or look up: the text says where the secret is, and not what.
    private static readonly string[] References =
    [
        "vault:", "ref+", "arn:", "secret:", "secrets:", "secret://", "op://", "env:", "file:", "ssm:", "awssm:", "gcpsm:", "sm://", "azurekeyvault:", "keyvault:",
        "@Microsoft.KeyVault(", "projects/", "doppler:", "bws:", "pass:", "kms:", "k8s:", "!vault", "$ANSIBLE_VAULT",
        "-----BEGIN PUBLIC KEY", "-----BEGIN RSA PUBLIC KEY", "-----BEGIN CERTIFICATE", "-----BEGIN PGP MESSAGE", "-----BEGIN PGP PUBLIC KEY", "-----BEGIN AGE ENCRYPTED FILE",
        "ssh-rsa ", "ssh-ed25519 ", "ecdsa-sha2-",
    ];

    private static readonly (string Begin, string End)[] Brackets =
        [("<", ">"), ("{{", "}}"), ("{", "}"), ("[", "]"), ("((", "))"), ("#{", "}"), ("%(", ")s"), ("%", "%"), ("__", "__"), ("<%", "%>"), ("@", "@"), ("(", ")")];

    // Compared in lower case, with nothing but letters.
    private static readonly string[] Words =
        ["todo", "tbd", "fixme", "replaceme", "replace", "setme", "fillme", "fillin", "placeholder", "redacted", "masked", "hidden", "notset", "unset", "none", "null", "undefined", "na", "empty", "example", "sample"];

    private static readonly string[] Beginnings = ["your", "enteryour", "insert", "replacewith", "putyour", "setvia", "seevault", "fromvault"];

    private static readonly SearchValues<char> Fillers = SearchValues.Create("*.-_xX?#=\u2022 ");

    /// <summary>Whether a text is no secret, whatever its key is.</summary>
    public static bool Is(ScalarNode scalar) => Is(scalar.Text) || (scalar.HasTemplates && HasExpression(scalar.Text));

    /// <inheritdoc cref="Is(ScalarNode)"/>
    public static bool Is(string written)
    {
        var text = written.Trim();
        if (text.Length == 0 || SecretText.IsEncrypted(text) || IsPath(text) || text.AsSpan().IndexOfAnyExcept(Fillers) < 0)
        {
            return true;
        }

        foreach (var reference in References)
        {
            if (text.StartsWith(reference, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        foreach (var (begin, end) in Brackets)
        {
            if (text.Length > begin.Length + end.Length && text.StartsWith(begin, StringComparison.Ordinal) && text.EndsWith(end, StringComparison.Ordinal))
            {
                return true;
            }
        }

        var letters = string.Concat(text.Where(char.IsAsciiLetter)).ToLowerInvariant();
        var isProse = text.All(static c => char.IsAsciiLetter(c) || c is ' ' or '-' or '_' or '.' or '!');
        return isProse && (Words.Contains(letters) || Beginnings.Any(beginning => letters.StartsWith(beginning, StringComparison.Ordinal)));
    }

    /// <summary>Whether a text has a variable, a reference or a file put into it; <c>$$</c> alone is a dollar sign.</summary>
    public static bool HasExpression(string text)
    {
        for (int at = 0, dollar; at < text.Length && (dollar = text.IndexOf('$', at)) >= 0;)
        {
            var expression = TemplateScanner.Read(text, dollar, text.Length);
            if (expression.Kind is ExpressionKind.Variable or ExpressionKind.Config or ExpressionKind.File)
            {
                return true;
            }

            at = expression.Whole.End.Value;
        }

        return false;
    }

    /// <summary>A text with a sign in the place of each expression.</summary>
    /// <param name="text">The text.</param>
    /// <param name="defaults">What the expressions fall back to: templates themselves.</param>
    public static string WithoutExpressions(string text, out List<string> defaults)
    {
        defaults = [];
        if (!text.Contains('$', StringComparison.Ordinal))
        {
            return text;
        }

        var pattern = new StringBuilder(text.Length);
        var at = 0;
        for (int dollar; at < text.Length && (dollar = text.IndexOf('$', at)) >= 0;)
        {
            var expression = TemplateScanner.Read(text, dollar, text.Length);
            pattern.Append(text, at, dollar - at);
            pattern.Append(expression.Kind is ExpressionKind.Escape or ExpressionKind.Literal ? '$' : UrlPasswords.Inserted);
            at = expression.Whole.End.Value;
            if (expression.Operator is VariableOperator.Default or VariableOperator.Alternative)
            {
                defaults.Add(text[expression.Argument]);
            }
        }

        return pattern.Append(text, at, text.Length - at).ToString();
    }

    // "/run/secrets/db", "./keys/jwt.pem", "C:\keys": at least two steps, of what file names are made of.
    private static bool IsPath(string text)
    {
        var isRooted = text.StartsWith('/') || text.StartsWith("./", StringComparison.Ordinal) || text.StartsWith("../", StringComparison.Ordinal) || text.StartsWith("~/", StringComparison.Ordinal);
        if (!isRooted)
        {
            return text.Length > 3 && char.IsAsciiLetter(text[0]) && text[1] == ':' && text[2] == '\\';
        }

        var steps = text.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return steps.Length > 1 && steps.All(static step => step.Length < 40 && step.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '~' or '@'));
    }
}
