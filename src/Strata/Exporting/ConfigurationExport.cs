using System.Collections.Immutable;
using Strata.Diagnostics;

namespace Strata.Exporting;

/// <summary>What an exporter made of a configuration. Immutable.</summary>
public sealed class ConfigurationExport
{
    internal ConfigurationExport(ImmutableArray<ExportedFile> files, ValidationResult validation)
    {
        Files = validation.IsValid ? files : [];
        Validation = validation;
    }

    /// <summary>The files; none where there was an error.</summary>
    public ImmutableArray<ExportedFile> Files { get; }

    /// <summary>What has no counterpart in the other system, as warnings (STR8020), and what cannot be exported, as errors.</summary>
    public ValidationResult Validation { get; }
}
