namespace Strata.Consumers.Tests.Docs;

/// <summary>The C# that a class of tests has between <c>// &lt;name&gt;</c> and <c>// &lt;/name&gt;</c>, in the words of the page that shows it.</summary>
internal static class CompiledSnippets
{
    // What tests are given, and what a page says for it.
    private static readonly (string Here, string Shown)[] Words = [("(directory", "(\"overrides\""), ("(bundle", "(\"bundle.json\""), ("output.", "Console."), ("(server,", "(new Uri(\"https://config.example.com\"),"), ("= kept;", "= \"/var/lib/shop/configuration.kept\";")];

    /// <summary>The one of a name.</summary>
    /// <typeparam name="TTests">The class, in a file of its name in this directory.</typeparam>
    public static string Of<TTests>(string name) => Assert.Single(All<TTests>(name));

    /// <summary>All of a name, in the order of the file, without the indentation of their first comment.</summary>
    /// <typeparam name="TTests">The class, in a file of its name in this directory.</typeparam>
    public static IReadOnlyList<string> All<TTests>(string name)
    {
        var snippets = new List<string>();
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, "tests", "Strata.Consumers.Tests", "Docs", $"{typeof(TTests).Name}.cs"));
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Trim() == $"// <{name}>")
            {
                var indentation = lines[i].IndexOf('/', StringComparison.Ordinal);
                var end = Array.FindIndex(lines, i, line => line.Trim() == $"// </{name}>");
                Assert.True(end > i, $"The snippet of line {i + 1} never ends.");
                var text = string.Join('\n', lines[(i + 1)..end].Select(line => line.Length > indentation ? line[indentation..] : "")).TrimEnd('\n');
                snippets.Add(Words.Aggregate(text, static (said, word) => said.Replace(word.Here, word.Shown, StringComparison.Ordinal)));
            }
        }

        Assert.NotEmpty(snippets);
        return snippets;
    }
}
