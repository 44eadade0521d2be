using Strata.Diagnostics;
using Strata.Documents;
using Strata.Interpolation;
using Strata.Secrets;
using Strata.Sources;

namespace Strata.Cli;

/// <summary>Checks one file by itself, without the overrides that it is merged with.</summary>
internal static class FileCheck
{
    public static ValidationResult Run(string directory, string path, ParseLimits limits)
    {
        var diagnostics = new DiagnosticBag();
        if (FileContent.Read(OverrideDirectory.Describe(directory, path), limits.MaxFileBytes, diagnostics) is { } source)
        {
            foreach (var layer in Pipeline.ParseLayers(source, limits, diagnostics))
            {
                TemplateCheck.Report(layer.Body, new Sensitivity(layer.Metadata.Sensitive), diagnostics);
            }
        }

        return new ValidationResult(diagnostics.ToSorted());
    }
}
