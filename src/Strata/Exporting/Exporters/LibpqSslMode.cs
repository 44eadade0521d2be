namespace Strata.Exporting.Exporters;

/// <summary>The <c>ssl_mode</c> of <c>database.postgresql</c> in libpq's words.</summary>
internal static class LibpqSslMode
{
    private static readonly string[] All = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];

    /// <summary>The mode; null where none is said, or one that libpq does not know, which is reported.</summary>
    public static string? Of(ExportSection section)
    {
        if (section.Text("ssl_mode") is not { } text)
        {
            return null;
        }

        // The typed record takes verify_full and VerifyFull too.
        var letters = Letters(text);
        var mode = Array.Find(All, known => Letters(known).Equals(letters, StringComparison.OrdinalIgnoreCase));
        if (mode is null)
        {
            section.Fail("ssl_mode", $"{section.Path.Append("ssl_mode")} is none of PostgreSQL's modes", $"write one of {string.Join(", ", All)}");
        }

        return mode;
    }

    private static string Letters(string text) => string.Concat(text.Where(char.IsAsciiLetter));
}
