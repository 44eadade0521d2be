using System.ComponentModel;
using System.Diagnostics;
using Strata.Encryption.ThreeWay;

namespace Strata.Cli.Merging;

/// <summary>Merges lines by <c>git merge-file</c>.</summary>
internal static class GitMergeFile
{
    // As many conflicts as it counts; beyond them it tells of errors.
    private const int MostConflicts = 127;

    /// <summary>The merged text; null where git is not there, or takes the texts for no texts.</summary>
    public static MergedLines? Merge(byte[] original, byte[] ours, byte[] theirs)
    {
        DirectoryInfo? directory = null;
        try
        {
            directory = Directory.CreateTempSubdirectory("strata-");
            string Write(string name, byte[] text)
            {
                var path = Path.Combine(directory.FullName, name);
                File.WriteAllBytes(path, text);
                return path;
            }

            string[] args = ["merge-file", "-p", "-L", "ours", "-L", "base", "-L", "theirs", Write("ours", ours), Write("base", original), Write("theirs", theirs)];
            using var git = Process.Start(new ProcessStartInfo("git", args) { RedirectStandardOutput = true, UseShellExecute = false })!;
            using var merged = new MemoryStream();
            git.StandardOutput.BaseStream.CopyTo(merged);
            git.WaitForExit();
            return git.ExitCode is >= 0 and <= MostConflicts ? new MergedLines(merged.ToArray(), git.ExitCode == 0) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or Win32Exception)
        {
            return null;
        }
        finally
        {
            Remove(directory);
        }
    }

    private static void Remove(DirectoryInfo? directory)
    {
        try
        {
            directory?.Delete(recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Nothing is in it that the repository does not hold.
        }
    }
}
