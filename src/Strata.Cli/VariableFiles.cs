using Strata.Diagnostics;
using Strata.Interpolation;
using Strata.Secrets;
using Strata.Secrets.Keys;
using Strata.Sources;
using Strata.Values;

namespace Strata.Cli;

/// <summary>The files of variables that are named on the command line, in clear or encrypted with SOPS.</summary>
internal static class VariableFiles
{
    /// <summary>The variables with those of the files, of which the later wins.</summary>
    /// <param name="files">The files, each with the path that it is shown under where that is another.</param>
    /// <param name="variables">What wins over files.</param>
    /// <param name="maxBytes">How large a file may be.</param>
    /// <param name="keySources">What opens encrypted ones; not looked at where none is.</param>
    /// <param name="diagnostics">Takes the problems.</param>
    public static VariableSet Read(IReadOnlyCollection<(string Path, string? ShownAs)> files, VariableSet variables, long maxBytes, IEnumerable<KeySource> keySources, DiagnosticBag diagnostics)
    {
        if (files.Count == 0)
        {
            return variables;
        }

        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        var secrets = new HashSet<string>(StringComparer.Ordinal);
        var keys = new KeyRing(keySources);
        foreach (var (file, shownAs) in files)
        {
            if (!File.Exists(file))
            {
                diagnostics.Add(MissingFile.Of(file, "there is no such file of variables", "name it relative to the working directory"));
            }
            else if (FileContent.ReadNamed(file, maxBytes, diagnostics, shownAs) is { } text)
            {
                if (SopsEnvironmentFile.IsMeant(text))
                {
                    SopsEnvironmentFile.Read(text, keys, read, secrets, diagnostics);
                }
                else
                {
                    EnvironmentFile.Read(text, variables, read, diagnostics, secrets);
                }
            }
        }

        return variables.WithFiles(read, secrets);
    }
}
