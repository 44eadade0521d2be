using System.Text;

namespace Strata.Consumers.Tests;

/// <summary>
/// A text that people have read and approved, under <c>Approved/</c>. What differs from it is written beside it as
/// <c>*.received.*</c>; to approve that, move it over the approved file.
/// </summary>
internal static class ApprovedFile
{
    public static void Matches(string name, string received)
    {
        var approvedPath = Path.Combine(TestProject.Directory, "Approved", name);
        var receivedPath = Path.Combine(TestProject.Directory, "Approved", Path.GetFileNameWithoutExtension(name) + ".received" + Path.GetExtension(name));
        var approved = File.Exists(approvedPath) ? File.ReadAllText(approvedPath).ReplaceLineEndings("\n") : null;
        if (approved == received)
        {
            File.Delete(receivedPath);
            return;
        }

        File.WriteAllText(receivedPath, received, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        Assert.Fail($"""
            {FirstDifference(approved, received)}
            Compare Approved/{name} with what was received; if the change is meant, approve it:
                mv {Relative(receivedPath)} {Relative(approvedPath)}
            """);
    }

    private static string FirstDifference(string? approved, string received)
    {
        if (approved is null)
        {
            return "There is no approved file yet.";
        }

        var (left, right) = (approved.Split('\n'), received.Split('\n'));
        var line = 0;
        while (line < left.Length && line < right.Length && left[line] == right[line])
        {
            line++;
        }

        return $"Line {line + 1} differs.\n  approved: {left.ElementAtOrDefault(line)}\n  received: {right.ElementAtOrDefault(line)}";
    }

    private static string Relative(string path) => Path.GetRelativePath(Repository.Root, path);
}

/// <summary>Where these tests' own files are. It is the working directory, so that outputs show the same paths on every machine.</summary>
internal static class TestProject
{
    public static string Directory { get; } = Path.Combine(Repository.Root, "tests", "Strata.Consumers.Tests");

    /// <summary>Goes there. Every test goes to the same place, so that they may run beside each other.</summary>
    public static void Enter() => System.IO.Directory.SetCurrentDirectory(Directory);
}
