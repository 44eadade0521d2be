namespace Strata.Sources;

/// <summary>Paths made independent of the working directory, which may have been deleted under the process.</summary>
internal static class FullPath
{
    /// <summary>The full path; where there is no working directory, a relative path as it is: nothing stands at it.</summary>
    public static string Of(string path)
    {
        try
        {
            return Path.GetFullPath(path);
        }
        catch (FileNotFoundException)
        {
            return path;
        }
    }
}
