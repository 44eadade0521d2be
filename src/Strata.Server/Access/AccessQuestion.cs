using System.Text;

namespace Strata.Server.Access;

/// <summary>
/// What somebody wants to do, and where. What is null is not asked about: the right may be limited there. <c>*</c> asks for all of it, which only a right
/// without that limit gives.
/// </summary>
internal readonly record struct AccessQuestion(Verb Verb, string? Space, string? Environment = null, string? Tenant = null, string? Path = null)
{
    /// <summary>Whether it may be done everywhere.</summary>
    public static AccessQuestion Everywhere(Verb verb) => new(verb, "*", "*", "*", "*");

    /// <summary>Whether it may be done in all of a space.</summary>
    public static AccessQuestion Whole(Verb verb, string space) => new(verb, space, "*", "*", "*");

    /// <summary>Where, for people: <c>in space "shop", environment "production"</c>.</summary>
    public string Where()
    {
        var text = new StringBuilder();
        Append("space", Space);
        Append("environment", Environment);
        Append("tenant", Tenant);
        Append("path", Path);
        return text.Length == 0 ? "anywhere" : $"in {text}";

        void Append(string name, string? value)
        {
            if (value is not null && !(name == "tenant" && value.Length == 0))
            {
                text.Append(text.Length == 0 ? "" : ", ").Append(value == "*" ? $"every {name}" : $"{name} \"{value}\"");
            }
        }
    }

    /// <summary>The command that says why it is so.</summary>
    public string ExplainCommand(string subject)
    {
        var text = new StringBuilder($"strata access explain {Quoted(subject)} {VerbName.Of(Verb)}");
        Append("space", Space);
        Append("environment", Environment);
        Append("tenant", Tenant);
        Append("path", Path);
        return text.ToString();

        void Append(string name, string? value)
        {
            if (value is { Length: > 0 })
            {
                text.Append(" --").Append(name).Append(' ').Append(Quoted(value));
            }
        }
    }

    private static string Quoted(string text) => text.All(static character => char.IsAsciiLetterOrDigit(character) || "-_.:@/".Contains(character, StringComparison.Ordinal)) ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
