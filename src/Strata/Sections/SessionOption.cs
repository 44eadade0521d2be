using System.Text;

namespace Strata.Sections;

/// <summary>Options of a session of PostgreSQL, as both libpq and Npgsql hand them to the server.</summary>
internal static class SessionOption
{
    /// <summary>An option as one word. The server splits them at blanks; a backslash takes the next character as it is.</summary>
    public static string Escaped(string option)
    {
        var text = new StringBuilder(option.Length);
        foreach (var c in option)
        {
            text.Append(c == '\\' || char.IsWhiteSpace(c) ? "\\" : "").Append(c);
        }

        return text.ToString();
    }
}
