using System.Runtime.Versioning;

namespace Strata.Consumers.Tests.Docs;

/// <summary>The examples of the guides print what the pages say.</summary>
public sealed class GuidePagesTests
{
    private const string OverrideFiles = "docs/override-files.md";
    private const string Command = "docs/command.md";
    private const string Reports = "docs/reports.md";
    private const string Readme = "README.md";
    private const string Rules = "docs/rules.md";
    private const string Exports = "docs/exports.md";
    private const string MachineLearning = "docs/ml_integration.md";
    private const string Security = "docs/security.md";
    private const string Troubleshooting = "docs/troubleshooting.md";

    public static TheoryData<string> OverrideFileSections => PageExamples.SectionsWithCommands(OverrideFiles);

    private static readonly string[] OfServers = ["From a server", "publishing"];

    public static TheoryData<string> CommandSections => [.. PageExamples.SectionsWithCommands(Command).Select(static row => row.Data).Except(OfServers)];

    public static TheoryData<string> ServerSections => [.. OfServers];

    public static TheoryData<string> TroubleshootingSections => PageExamples.SectionsWithCommands(Troubleshooting);

    public static TheoryData<string> ReportSections => PageExamples.SectionsWithCommands(Reports);

    public static TheoryData<string> ReadmeSections => PageExamples.SectionsWithCommands(Readme);

    public static TheoryData<string> SecuritySections => PageExamples.SectionsWithCommands(Security);

    public static TheoryData<string> RulesSections => PageExamples.SectionsWithCommands(Rules);

    public static TheoryData<string> ExportSections => PageExamples.SectionsWithCommands(Exports);

    public static TheoryData<string> MachineLearningSections => PageExamples.SectionsWithCommands(MachineLearning);

    [Theory]
    [MemberData(nameof(TroubleshootingSections))]
    public void Troubleshooting_TypedBesideTheBundledOverrides_GivesTheOutputShown(string title) => PageExamples.HoldOnBundledOverrides(Troubleshooting, title);

    [Theory]
    [MemberData(nameof(ExportSections))]
    public void Exports_TypedBesideTheBundledOverrides_GiveTheOutputShown(string title) => PageExamples.HoldOnBundledOverrides(Exports, title);

    [Theory]
    [MemberData(nameof(MachineLearningSections))]
    public void MachineLearning_TypedBesideTheBundledOverrides_GivesTheOutputShown(string title) => PageExamples.HoldOnBundledOverrides(MachineLearning, title);

    [Theory]
    [MemberData(nameof(SecuritySections))]
    public void Security_Typed_GivesTheOutputShown(string title) => PageExamples.Hold(Security, title);

    [Theory]
    [MemberData(nameof(RulesSections))]
    public void Rules_Typed_GiveTheOutputShown(string title) => PageExamples.Hold(Rules, title);

    [Theory]
    [MemberData(nameof(OverrideFileSections))]
    public void OverrideFiles_Typed_GiveTheOutputShown(string title) => PageExamples.Hold(OverrideFiles, title);

    [Theory]
    [MemberData(nameof(ServerSections))]
    [UnsupportedOSPlatform("windows")]
    public void Command_TypedWithAServer_GivesTheOutputShown(string title) => ServerExamples.HoldOnBundledOverrides(Command, title);

    [Theory]
    [MemberData(nameof(CommandSections))]
    public void Command_TypedBesideTheBundledOverrides_GivesTheOutputShown(string title) => PageExamples.HoldOnBundledOverrides(Command, title);

    [Theory]
    [MemberData(nameof(ReportSections))]
    public void Reports_Typed_GiveTheOutputShown(string title) => PageExamples.Hold(Reports, title);

    [Theory]
    [MemberData(nameof(ReadmeSections))]
    public void Readme_TypedBesideTheBundledOverrides_GivesTheOutputShown(string title) => PageExamples.HoldOnBundledOverrides(Readme, title);
}
