using System.Text;
using System.Text.Json.Nodes;
using Strata.Consumers.Tests.Command;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Secrets;
using Strata.Sources;
using Strata.Validation.Schemas;
using Strata.Values;

namespace Strata.Consumers.Tests.Reports;

/// <summary>Every log is what the official schema of SARIF 2.1.0 asks for.</summary>
public class SarifSchemaTests
{
    public static TheoryData<string> Directories => ["Overrides", "OverridesInvalid"];

    [Fact]
    public void Write_OfTheSample_IsValid()
    {
        AssertValid(SampleReport.Sarif(SampleReport.Reviewed));
        AssertValid(SampleReport.Sarif(SampleReport.Unreviewed));
    }

    [Fact]
    public void Write_OfNothing_IsValid() => AssertValid(SampleReport.Sarif(SampleReport.Of()));

    [Theory]
    [MemberData(nameof(Directories))]
    public void Validate_OfADirectory_IsValid(string directory) => AssertValid(new StrataCommand().Run("validate", "-o", "sarif", "-d", directory).Output);

    // The schema is really asked.
    [Fact]
    public void Check_OfWhatIsNoLog_IsNotValid()
    {
        var log = JsonNode.Parse(SampleReport.Sarif(SampleReport.Reviewed))!;
        log["runs"]![0]!["results"]![0]!["level"] = "fatal";

        Assert.NotEmpty(Problems(log.ToJsonString()));
    }

    private static void AssertValid(string sarif) => Assert.Empty(Problems(sarif));

    private static IEnumerable<string> Problems(string sarif)
    {
        var diagnostics = new DiagnosticBag();
        var file = Repository.Conformance("schemas/sarif-2.1.0.json");
        var schema = SchemaDocument.Read(new SourceText(file, File.ReadAllBytes(file)), ParseLimits.Default, diagnostics);
        var compiled = CompiledSchema.Compile(schema!, new SchemaLibrary(static _ => null), diagnostics);
        var log = Assert.Single(DocumentReader.Read(new OverrideSource("log", new SourceText("log.json", Encoding.UTF8.GetBytes(sarif))), ParseLimits.Default, diagnostics));
        compiled!.Check(log.Root, Sensitivity.None, diagnostics);
        return diagnostics.ToSorted().Select(static diagnostic => diagnostic.ToString());
    }
}
