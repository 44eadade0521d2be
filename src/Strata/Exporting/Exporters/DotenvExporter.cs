using System.Buffers;

namespace Strata.Exporting.Exporters;

/// <summary>A <c>.env</c> file, as dotenv readers, Compose and shells read it. What some of these readers take for another text is told of.</summary>
internal sealed class DotenvExporter : IConfigurationExporter
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create("\\\"$`");

    public string Name => "dotenv";

    public string Description => "a .env file, for dotenv readers and Compose's env_file";

    public void Export(ExportContext context)
    {
        var variables = context.Variables();
        foreach (var variable in variables)
        {
            if (Difference(variable.Text) is { } difference)
            {
                context.Warn(variable.Path, $"{variable.Path} holds {difference}, which some readers of .env files take for another text, or for the end of the file", "a shell reads it as it is; for other readers, choose -o json or export systemd, compose or kubernetes");
            }
        }

        context.Add(".env", VariableLines.Of(variables), holdsSecrets: true);
    }

    // Single quotes keep everything but a single quote, though python-dotenv joins two backslashes there and looks ${NAME} up; what stands in
    // double quotes has escapes, which node reads as they stand. The JavaScript readers drop carriage returns.
    private static string? Difference(string text)
    {
        if (text.Contains('\r', StringComparison.Ordinal))
        {
            return "a carriage return";
        }

        if (text.EndsWith('\\'))
        {
            return "a backslash at its end";
        }

        if (text.Contains('\'', StringComparison.Ordinal) && text.AsSpan().ContainsAny(Escaped))
        {
            return "a single quote beside one of \\ \" $ `";
        }

        if (text.Contains("${", StringComparison.Ordinal))
        {
            return "${";
        }

        return text.Contains("\\\\", StringComparison.Ordinal) ? "two backslashes" : null;
    }
}
