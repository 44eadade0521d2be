using System.Reflection;
using Strata.Diagnostics;

namespace Strata.Consumers.Tests.Docs;

/// <summary>docs/diagnostics.md says of every code what it means, and shows what raises it.</summary>
public sealed class DiagnosticsPageTests
{
    private const string Page = "docs/diagnostics.md";

    // A server that is overloaded, a store that goes away, a fault of ours, too many requests; and what only a server says that asks who calls, which its own tests hear.
    private static readonly string[] Unbreakable = ["STR9013", "STR9014", "STR9021", "STR9031", "STR9034", "STR9035", "STR9036", "STR9041", "STR9042", "STR9050", "STR9054"];

    public static TheoryData<string> Sections => [.. CodeSections(MarkdownPage.Read(Page)).Select(static section => section.Title)];

    [Fact]
    public void Sections_AgainstTheCodes_AreOneForEachInOrder()
    {
        var codes = typeof(DiagnosticCode)
            .GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)
            .Where(static field => field.FieldType == typeof(DiagnosticCode))
            .Select(static field => ((DiagnosticCode)field.GetValue(null)!).ToString())
            .Order(StringComparer.Ordinal);

        var documented = CodeSections(MarkdownPage.Read(Page)).Select(static section => section.Title[.."STR0000".Length]).ToList();

        Assert.NotEmpty(documented);
        Assert.Equal(codes, documented);
    }

    [Fact]
    public void Sections_OfAGroup_StandUnderItsHeading()
    {
        var group = "";
        foreach (var section in MarkdownPage.Read(Page).Sections)
        {
            if (section.Level == 1)
            {
                group = section.Title;
            }
            else if (section.Level == 2)
            {
                Assert.StartsWith($"{section.Title["STR".Length]}xxx: ", group, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sections))]
    public void Section_OfACode_ShowsTheCode(string title)
    {
        var section = MarkdownPage.Read(Page).Section(title);
        var code = title[.."STR0000".Length];

        // What a server says by itself, it says in an answer; what it says when something breaks that cannot be broken here, is only shown.
        Assert.True(
            section.Steps.Any(step => step.Output.Any(line => line.Contains($" {code}: ", StringComparison.Ordinal) || (IsOfServers(title) && line.Contains($"\"code\":\"{code}\"", StringComparison.Ordinal))))
                || (Unbreakable.Contains(code) && section.Blocks.Any(block => block.Text.Contains($"\"code\":\"{code}\"", StringComparison.Ordinal))),
            $"{code} is not shown");
    }

    [Theory]
    [MemberData(nameof(Sections))]
    public void Section_Typed_GivesTheOutputShown(string title)
    {
        if (!IsOfServers(title))
        {
            PageExamples.Hold(Page, title);
        }
        else if (!OperatingSystem.IsWindows())
        {
            ServerExamples.Hold(Page, title);
        }
    }

    private static bool IsOfServers(string title) => title.StartsWith("STR9", StringComparison.Ordinal);

    private static IEnumerable<MarkdownSection> CodeSections(MarkdownPage page) => page.Sections.Where(static section => section.Level == 2);
}
