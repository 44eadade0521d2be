namespace Strata.Exporting;

/// <summary>
/// Writes a resolved configuration as another system reads it. Implementations have no state: one is used from several threads.
/// </summary>
public interface IConfigurationExporter
{
    /// <summary>The name that it is chosen by: lower-case letters, digits and hyphens.</summary>
    string Name { get; }

    /// <summary>What it writes and who reads it, in a few words.</summary>
    string Description { get; }

    /// <summary>
    /// Reads the configuration from the context, and gives it the files. Problems are reported to the context, and not thrown; where there is an
    /// error, no file is written.
    /// </summary>
    /// <param name="context">The configuration, and where files and problems go.</param>
    void Export(ExportContext context);
}
