using Strata.Projects;
using Strata.Secrets;

namespace Strata.Cli.Keys;

/// <summary>
/// Where a run's keys come from: <c>--key-file</c>, the project's file, the variables, and a passphrase by a descriptor or a person. No
/// argument is a key, for others see arguments.
/// </summary>
internal static class KeysInUse
{
    /// <summary>The sources, in the order in which they are tried.</summary>
    /// <param name="host">What the command has of the world.</param>
    /// <param name="files">The files that were named.</param>
    /// <param name="passphraseDescriptor">The descriptor that a passphrase is read from; null to ask a person, where one is there.</param>
    /// <param name="project">The project; null for none.</param>
    /// <param name="mayAsk">Whether a person may be asked.</param>
    public static IEnumerable<KeySource> Of(CommandHost host, IReadOnlyList<string> files, int? passphraseDescriptor, ProjectFile? project, bool mayAsk)
    {
        var passphrases = new PassphraseReader(host, passphraseDescriptor);
        return
        [
            .. files.Select(KeySource.OfFile),
            .. OfProject(project, host.Variable("HOME")),
            .. KeySource.OfVariables(host.Variables),
            .. passphraseDescriptor is not null || (mayAsk && passphrases.CanRead) ? new[] { KeySource.OfAsking(passphrases.Read, passphrases.ReadNew) } : [],
        ];
    }

    private static IEnumerable<KeySource> OfProject(ProjectFile? project, string? home) =>
        project is null ? [] : project.KeyFiles.Select(file => KeySource.OfFile(KeyFiles.PathOf(project, file.Text!, home)));
}
