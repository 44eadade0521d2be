using System.Globalization;

namespace Strata.Consumers.Tests.Command;

public class DeterminismTests
{
    public static TheoryData<string> Commands =>
        ["resolve docker", "resolve docker -o json", "resolve docker -o env", "explain docker", "explain database docker -o json", "list docker", "list -o json", "validate", "diff docker docker,environment=production"];

    private static StrataCommand Command => new StrataCommand().With("DB_PASSWORD", "x");

    [Theory]
    [MemberData(nameof(Commands))]
    public void Run_Twice_GivesTheSameBytes(string line)
    {
        string[] args = [.. line.Split(' '), "-d", "Overrides", "--debug"];

        Assert.Equal(Command.Run(args), Command.Run(args));
    }

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    [InlineData("de-DE")]
    public void Run_InAnyCulture_GivesTheSameBytes(string culture)
    {
        var kept = CultureInfo.CurrentCulture;
        var expected = Commands.Select(static row => Command.Run([.. row.Data.Split(' '), "-d", "Overrides", "--debug"])).ToList();
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);

            Assert.Equal(expected, Commands.Select(static row => Command.Run([.. row.Data.Split(' '), "-d", "Overrides", "--debug"])));
        }
        finally
        {
            CultureInfo.CurrentCulture = kept;
        }
    }

    [Fact]
    public void Run_FilesCreatedInAnyOrder_GivesTheSameBytes()
    {
        var files = Enumerable.Range(0, 40)
            .Select(static i => (File: $"{(char)('a' + (i % 5))}/n{i}.yml", Text: $"_metadata: {{type: t, priority: {i % 3}}}\nx: {{k{i % 7}: {i}}}\nbad{i}: ${{NOPE_{i}:-d}}\n"))
            .ToArray();
        string[] lines = ["resolve t", "explain t", "list t", "list -o json", "validate -o json", "resolve t --debug"];
        List<CommandResult>? expected = null;
        foreach (var seed in new[] { 1, 2, 3 })
        {
            var shuffled = files.ToArray();
            new Random(seed).Shuffle(shuffled);
            using var overrides = new TemporaryOverrides(shuffled);

            var results = lines.Select(line => overrides.Run(line.Split(' '))).Select(result => result with
            {
                Output = result.Output.Replace(overrides.Overrides, "", StringComparison.Ordinal),
                Error = result.Error.Replace(overrides.Overrides, "", StringComparison.Ordinal),
            }).ToList();

            Assert.All(results, static result => Assert.Equal(0, result.ExitCode));
            Assert.Equal(expected ??= results, results);
        }
    }
}
