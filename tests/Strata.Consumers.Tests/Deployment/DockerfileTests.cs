using System.Text.Json;
using System.Text.RegularExpressions;

namespace Strata.Consumers.Tests.Deployment;

/// <summary>The images as far as their text tells: small, without rights, and made of files that reach the builder.</summary>
public partial class DockerfileTests
{
    private static readonly Stage[] Stages = Read();

    public static TheoryData<string> Images => ["strata", "server", "webapi"];

    [Fact]
    public void Bases_AreOfDotnet10AndPinned()
    {
        Assert.Equal(["source", "strata-build", "server-build", "webapi-build", "strata", "server", "webapi"], Stages.Select(static stage => stage.Name));
        Assert.All(Stages.Where(static stage => !Stages.Any(other => other.Name == stage.Base)), static stage => Assert.Matches(@"^mcr\.microsoft\.com/dotnet/[a-z-]+:10\.0-noble", stage.Base));
    }

    [Theory]
    [MemberData(nameof(Images))]
    public void Image_RunsWithoutRightsAndTellsItsHealth(string name)
    {
        var stage = Stages.Single(stage => stage.Name == name);

        Assert.Contains("-noble-chiseled", stage.Base, StringComparison.Ordinal);
        Assert.Equal(["$APP_UID"], stage.Of("USER"));
        Assert.Empty(stage.Of("RUN"));

        // There is no shell: each is a list of words.
        // The server has addresses that tell, for whoever runs it.
        var checks = stage.Of("HEALTHCHECK").Select(static check => check[(check.IndexOf("CMD ", StringComparison.Ordinal) + 4)..]).ToArray();
        Assert.Equal(name == "server" ? 0 : 1, checks.Length);
        string[] commands = [.. stage.Of("ENTRYPOINT"), .. stage.Of("CMD"), .. checks];
        Assert.All(commands, static command => Assert.NotEmpty(JsonSerializer.Deserialize<string[]>(command)!));
    }

    [Fact]
    public void Copies_AreOfWhatIsThere()
    {
        foreach (var copy in Stages.SelectMany(static stage => stage.Of("COPY")))
        {
            var words = copy.Split(' ');
            if (words[0].StartsWith("--from=", StringComparison.Ordinal))
            {
                Assert.Contains(Stages, stage => stage.Name == words[0]["--from=".Length..]);
            }
            else if (words[0] != ".")
            {
                Assert.True(IsInContext(words[0]), words[0]);
            }
        }
    }

    [Fact]
    public void Context_HasWhatTheProjectsTakeAndNoMore()
    {
        var taken = new[] { "src", "samples/WebApi" }
            .SelectMany(static folder => Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.csproj", SearchOption.AllDirectories))
            .SelectMany(static project => Included().Matches(File.ReadAllText(project))
                .Select(match => Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Path.GetDirectoryName(project)!, match.Groups["file"].Value)))))
            .Distinct(StringComparer.Ordinal)
            .ToArray();

        Assert.Contains(Path.Combine("docs", "diagnostics.md"), taken);
        Assert.All(taken, static file => Assert.True(IsInContext(file), $"{file} is left out by .dockerignore"));
        Assert.All(Allowed(), static entry => Assert.True(Path.Exists(Path.Combine(Repository.Root, entry)), entry));
        Assert.DoesNotContain("overrides", Allowed());
        Assert.False(IsInContext(".git"));
    }

    private static bool IsInContext(string file) => Allowed().Any(entry => file == entry || file.StartsWith(entry + "/", StringComparison.Ordinal));

    private static string[] Allowed()
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, ".dockerignore")).Where(static line => !line.StartsWith('#')).ToArray();
        Assert.Equal("*", lines[0]);
        return [.. lines.Where(static line => line.StartsWith('!')).Select(static line => line[1..])];
    }

    private static Stage[] Read()
    {
        var stages = new List<Stage>();
        var text = File.ReadAllText(Path.Combine(Repository.Root, "Dockerfile")).Replace("\\\n", "", StringComparison.Ordinal);
        foreach (var line in text.Split('\n').Where(static line => line.Length > 0 && !line.StartsWith('#')))
        {
            var (instruction, rest) = line.Split(' ', 2) is [var first, var others] ? (first, others.Trim()) : (line, "");
            if (instruction == "FROM")
            {
                var words = rest.Split(' ');
                Assert.Equal("AS", words[1]);
                stages.Add(new Stage(words[2], words[0], []));
            }
            else
            {
                stages[^1].Lines.Add((instruction, rest));
            }
        }

        return [.. stages];
    }

    private sealed record Stage(string Name, string Base, List<(string Instruction, string Text)> Lines)
    {
        public string[] Of(string instruction) => [.. Lines.Where(line => line.Instruction == instruction).Select(static line => line.Text)];
    }

    [GeneratedRegex("Include=\"(?<file>\\.\\./\\.\\./[^\"*]*)\"")]
    private static partial Regex Included();
}
