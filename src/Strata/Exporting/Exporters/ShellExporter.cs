using System.Collections.Frozen;

namespace Strata.Exporting.Exporters;

/// <summary>A script that a POSIX shell sources, which then has every value as an exported variable.</summary>
internal sealed class ShellExporter : IConfigurationExporter
{
    // Those that bash lets nobody set, and those by which it finds programs and splits words.
    private static readonly FrozenSet<string> OfShells = new[]
    {
        "BASHOPTS", "BASH_ENV", "BASH_VERSINFO", "ENV", "EUID", "HOME", "IFS", "LD_LIBRARY_PATH", "LD_PRELOAD", "PATH", "PPID", "PWD", "SHELLOPTS", "UID",
    }.ToFrozenSet(StringComparer.Ordinal);

    public string Name => "shell";

    public string Description => "export NAME=value, for a POSIX shell to source";

    public void Export(ExportContext context)
    {
        var variables = context.Variables();
        foreach (var variable in variables.Where(static variable => OfShells.Contains(variable.Name)))
        {
            context.Fail(variable.Path, $"{variable.Path} would become {variable.Name}, which is the shell's own", "rename it, or put it into a section");
        }

        context.Add("environment.sh", VariableLines.Of(variables, before: "export "), holdsSecrets: true);
    }
}
