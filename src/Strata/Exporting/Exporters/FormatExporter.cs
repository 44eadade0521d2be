using System.Text;
using Strata.Output;
using Strata.Secrets;

namespace Strata.Exporting.Exporters;

/// <summary>The whole configuration in one of the formats of <c>-o</c>.</summary>
internal sealed class FormatExporter(OutputFormat format) : IConfigurationExporter
{
    public string Name => format.Name;

    public string Description => format.Description;

    public void Export(ExportContext context)
    {
        using var stream = new MemoryStream();
        if (format.Write(context.Configuration.Root, context.RevealsSecrets ? Sensitivity.None : context.Whole, stream, context.Diagnostics))
        {
            context.Add($"{context.Configuration.Context.Type}.{format.Name}", Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length), holdsSecrets: true);
        }
    }
}
