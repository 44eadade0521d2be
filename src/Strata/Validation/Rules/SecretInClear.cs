using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Validation.Rules;

/// <summary>A secret that stands in a file as it is: whoever may read the repository, and its history for ever, has it.</summary>
internal sealed class SecretInClear : IOverrideRule
{
    public static readonly RuleDescriptor Rule = new(DiagnosticCode.SecretInClear, "secret in clear", DiagnosticSeverity.Warning);

    public RuleDescriptor Descriptor => Rule;

    public void Check(in WrittenValue value, RuleReport report)
    {
        if (!IsIn(value))
        {
            return;
        }

        var path = value.Path;
        var kind = TokenShape.Of(value.Node.Text) is { } shape ? $": it is {shape}" : "";
        report.Add(Rule, Diagnostic.At(value.Node, Rule.Code, Rule.DefaultSeverity, $"the secret {path} stands in clear in the file{kind}") with
        {
            Path = path,
            Hint = $"take it from a variable, ${{{VariableFor(path)}}}, and replace the secret: the history of the file keeps it",
            IsSensitive = true,
        });
    }

    /// <summary>Whether a value is such a secret. One that everybody knows is none: STR6003 speaks of it.</summary>
    public static bool IsIn(in WrittenValue value)
    {
        var node = value.Node;
        if ((!value.IsNamed && !value.IsDeclared) || node.Type is ScalarType.Null or ScalarType.Boolean || StandIn.Is(node) || WeakText.Is(node.Text))
        {
            return false;
        }

        if (value.IsDeclared)
        {
            return true;
        }

        if (node.Type != ScalarType.String)
        {
            return SecretKeys.MayHold(value.Key, node.Type);
        }

        // "secrets: [db_password, api_token]" are names, and "dsn: Server=db;Database=shop" holds no password.
        return !(value.Index >= 0 && IsName(node.Text)) && (!IsConnection(value.Key, node.Text) || SecretText.HasUrlPassword(node.Text));
    }

    private static bool IsName(string text) => text.All(static c => char.IsAsciiLetterLower(c) || c is '_' or '-' or '.') || (text.Contains('_', StringComparison.Ordinal) && text.All(static c => char.IsAsciiLetterUpper(c) || c == '_'));

    private static bool IsConnection(string key, string text) =>
        SecretKeys.Words(key) is [.., "dsn" or "string" or "strings" or "connectionstring" or "connectionstrings"] && (UrlPasswords.IsUrl(text) || text.Contains('=', StringComparison.Ordinal));

    // "database.postgresql.password" is POSTGRESQL_PASSWORD: the last two keys, without what no variable's name may hold. A name of a variable is one already.
    private static string VariableFor(ConfigPath path)
    {
        if (path.Key is [>= 'A' and <= 'Z', ..] && path.Key.All(static c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_'))
        {
            return path.Key;
        }

        var words = path.Steps().Where(static step => !step.IsIndex).TakeLast(2).SelectMany(static step => SecretKeys.Words(step.Key));
        var name = string.Concat(string.Join('_', words).Select(static c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_'));
        return name.Length == 0 || char.IsAsciiDigit(name[0]) ? "SECRET" : name;
    }
}
