using System.Text;
using Strata.Sources;

namespace Strata.Consumers.Tests.Server;

/// <summary>The hash that files of a space are known by.</summary>
internal static class ContentHash
{
    public static string Of(IEnumerable<KeyValuePair<string, string>> files)
    {
        var manifest = new FileManifest();
        foreach (var (path, text) in files)
        {
            manifest.Add(path, Encoding.UTF8.GetBytes(text));
        }

        return manifest.Hash;
    }
}
