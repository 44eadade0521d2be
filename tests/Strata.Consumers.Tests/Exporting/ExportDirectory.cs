using Strata.Exporting;

namespace Strata.Consumers.Tests.Exporting;

/// <summary>A directory with the files of an export, as <c>--out</c> writes them.</summary>
internal sealed class ExportDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("strata-export-");

    public ExportDirectory(params ConfigurationExport[] exports)
    {
        foreach (var file in exports.SelectMany(static export => export.Files))
        {
            Write(file.Name, file.Text);
        }
    }

    public string Root => _directory.FullName;

    public string PathOf(string name) => Path.Combine(Root, name);

    public string Write(string name, string text)
    {
        var path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
