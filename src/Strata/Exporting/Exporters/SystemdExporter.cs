namespace Strata.Exporting.Exporters;

/// <summary>
/// A file for <c>EnvironmentFile=</c> of a systemd unit. Its quoting is that of a shell (systemd.exec(5)), but that a backslash at the end of a
/// line in double quotes joins it with the next.
/// </summary>
internal sealed class SystemdExporter : IConfigurationExporter
{
    public string Name => "systemd";

    public string Description => "a file for EnvironmentFile= of a systemd unit";

    public void Export(ExportContext context)
    {
        var variables = context.Variables();
        foreach (var variable in variables)
        {
            // systemd drops the whole assignment, and only its log tells.
            if (variable.Text.AsSpan().ContainsAnyInRange('\u0001', '\u0008') || variable.Text.AsSpan().ContainsAnyInRange('\u000b', '\u001f') || variable.Text.Contains('\u007f', StringComparison.Ordinal))
            {
                context.Fail(variable.Path, $"{variable.Path} holds a control character, which no variable of a unit may", "remove it, or read it from a file of its own");
            }
        }

        context.Add("environment", VariableLines.Of(variables), holdsSecrets: true);
    }
}
