using Strata.Consumers.Tests.Command;
using Strata.Doctor;
using Strata.Snapshots;

namespace Strata.Consumers.Tests.Docs;

/// <summary>The examples of docs/doctor.md: those of the command are typed, those in C# compiled, run and compared with the page.</summary>
public sealed class DoctorPageTests
{
    private const string Page = "docs/doctor.md";

    public static TheoryData<string> Sections => PageExamples.SectionsWithCommands(Page);

    [Theory]
    [MemberData(nameof(Sections))]
    public void Page_Typed_GivesTheOutputShown(string title) => PageExamples.Hold(Page, title);

    [Fact]
    public void Page_HasEveryCheck()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, Page));

        Assert.All(ConfigurationChecks.All, check => Assert.Contains($"\n### {check.Name}\n", page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Snippets_OfThePage_Run()
    {
        using var overrides = new TemporaryOverrides(("app.yml", "licence: { file: /nowhere/licence.txt }\n"));
        await using var manager = new OverrideManager(overrides.Overrides);

        var errors = await Run(await manager.LoadWithValidationAsync("app", TestContext.Current.CancellationToken));

        Assert.StartsWith("licence.file: there is no file /nowhere/licence.txt (licence.file, ", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Snippets_OfThePage_AreThoseThatRun() => Assert.Equal(MarkdownPage.Read(Page).CSharp, CompiledSnippets.All<DoctorPageTests>("snippet"));

    private static async Task<IEnumerable<string>> Run(ResolvedConfiguration configuration)
    {
        // <snippet>
        var report = await ConfigurationDoctor.RunAsync(configuration, new DoctorOptions
        {
            Checks = [.. ConfigurationChecks.All, new LicenceCheck()],
            Only = ["files", "licence"],
            TimeLimit = TimeSpan.FromSeconds(10),
        });
        var errors = report.Findings.Where(static finding => finding.IsFailure).Select(static finding => $"{finding.Id}: {finding.Message} ({finding.Path}, {finding.Place})");
        // </snippet>
        return errors;
    }

    // <snippet>
    internal sealed class LicenceCheck : IConfigurationCheck
    {
        public string Name => "licence";

        public string Description => "The licence's file";

        public Task CheckAsync(CheckContext context, CancellationToken cancellationToken)
        {
            if (!context.Enters("licence"))
            {
                return Task.CompletedTask;
            }

            var step = context.Begin("file", "licence.file");
            var file = context.Configuration.GetSection("licence").GetString("file");
            if (File.Exists(file))
            {
                step.Pass($"{file} is there");
            }
            else
            {
                step.Fail($"there is no file {file}", "ask for a licence, and name its file in licence.file");
            }

            return Task.CompletedTask;
        }
    }
    // </snippet>
}
