namespace Strata.Consumers.Tests.Docs;

/// <summary>
/// Holds pages to what the command really prints. With <c>STRATA_UPDATE_DOCS=1</c> the pages are rewritten instead, for the
/// change to be read in the diff.
/// </summary>
internal static class PageExamples
{
    private static bool Update => Environment.GetEnvironmentVariable("STRATA_UPDATE_DOCS") == "1";

    /// <summary>Types the commands of a section in a directory that holds its files.</summary>
    public static void Hold(string page, string title)
    {
        var section = MarkdownPage.Read(page).Section(title);
        using var directory = ExampleDirectory.Of(section);
        Hold(page, section, directory);
    }

    /// <summary>Types the commands of a section beside the overrides that the repository bundles.</summary>
    public static void HoldOnBundledOverrides(string page, string title)
    {
        using var directory = ExampleDirectory.OfBundledOverrides();
        Hold(page, MarkdownPage.Read(page).Section(title), directory);
    }

    /// <summary>Types the commands of a section in a directory of the test's own.</summary>
    public static void Hold(string page, MarkdownSection section, ExampleDirectory directory)
    {
        Assert.SkipUnless(File.Exists("/bin/sh"), "The examples are typed into a POSIX shell, and there is none.");
        var outputs = new Dictionary<ConsoleStep, string>();
        foreach (var (index, step) in section.Steps.Index())
        {
            var (exitCode, output) = directory.Type(step.Command.Replace("./strata", "strata", StringComparison.Ordinal));
            outputs.Add(step, output);
            if (Update)
            {
                continue;
            }

            Assert.True(step.Allows(output), $"{page}:{step.Line}: {step.Command}\nThe page says\n{string.Join('\n', step.Output)}\nand the command prints\n{output}");

            // A page must not hide a failure, nor show one that is none: unless the next line shows the exit code, an error tells it.
            var showsExitCode = index + 1 < section.Steps.Count && section.Steps[index + 1].Command == "echo $?";
            var showsError = step.Output.Any(static line => line.StartsWith("error", StringComparison.Ordinal));
            Assert.True(showsExitCode || (exitCode != 0) == showsError, $"{page}:{step.Line}: {step.Command} gave the exit code {exitCode}");
        }

        if (Update)
        {
            MarkdownPage.Read(page).Rewrite(outputs);
        }
    }

    /// <summary>The titles of the sections that show commands.</summary>
    public static TheoryData<string> SectionsWithCommands(string page) =>
        [.. MarkdownPage.Read(page).Sections.Where(static section => section.Steps.Count > 0).Select(static section => section.Title)];
}
