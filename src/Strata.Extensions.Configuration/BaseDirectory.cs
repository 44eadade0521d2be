using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;

namespace Strata.Extensions.Configuration;

/// <summary>Where a relative directory stands: below the base path that <c>SetBasePath</c>, or a host, gave the builder.</summary>
internal static class BaseDirectory
{
    // The name by which FileConfigurationExtensions keeps it in the builder's properties.
    private const string FileProvider = "FileProvider";

    public static string Of(IConfigurationBuilder builder, string directory)
    {
        if (Path.IsPathRooted(directory)
            || !builder.Properties.TryGetValue(FileProvider, out var property)
            || property is not IFileProvider files
            || files.GetFileInfo(directory).PhysicalPath is not { } path)
        {
            return directory;
        }

        // The shorter spelling is the better one in messages, where both mean the same.
        return Path.GetFullPath(directory) == path ? directory : path;
    }
}
