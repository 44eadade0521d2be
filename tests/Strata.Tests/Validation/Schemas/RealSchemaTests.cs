using Strata.Diagnostics;
using Strata.Documents;
using Strata.Tests.Documents;
using Strata.Validation.Schemas;
using Strata.Values;

namespace Strata.Tests.Validation.Schemas;

/// <summary>Schemas that the world uses: they compile, they are right by their own drafts' schemas, and they judge real files.</summary>
public class RealSchemaTests
{
    [Theory]
    [InlineData("compose-spec.json")]
    [InlineData("schemas/sarif-2.1.0.json")]
    [InlineData("schemas/github-action.json")]
    [InlineData("schemas/github-workflow.json")]
    [InlineData("schemas/prometheus.rules.json")]
    public void Compile_RealSchema_Succeeds(string file)
    {
        var schema = Read(file);
        var diagnostics = new DiagnosticBag();

        CompiledSchema.Compile(schema, new SchemaLibrary(static _ => null), diagnostics, whole: true);
        MetaSchemas.Check(schema, new SchemaLibrary(static _ => null), diagnostics);
        Checked.Tells(diagnostics.ToSorted().Where(static problem => problem.Severity == DiagnosticSeverity.Error));
    }

    [Fact]
    public void Compile_SchemaWhoseCompanionIsAbsent_NamesTheFile()
    {
        // It is published beside another, which is no part of the conformance data.
        var diagnostics = new DiagnosticBag();

        Assert.Null(CompiledSchema.Compile(Read("schemas/pre-commit-config.json"), new SchemaLibrary(static _ => null), diagnostics));
        Assert.All(diagnostics.ToSorted(), static problem => Assert.Contains("pre-commit-hooks.json", problem.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Check_BundledComposeFile_IsValidByTheComposeSpecification() => Assert.Empty(Problems("compose-spec.json", File.ReadAllText(Path.Combine(Repository.Root, "overrides", "docker.yml"))));

    [Fact]
    public void Check_ComposeFileWithMistakes_IsToldInAFewWords() => Checked.Tells(
        Problems("compose-spec.json", "services:\n  web:\n    imge: nginx\n    ports: {a: b}\n    restart: [always]\n    deploy: {replicas: two}\n    environment: 5\n    healthcheck: {interval: 5}\n    depends_on: {db: {condition: healthy}}\n    volumes: [{type: bind, sorce: x}]\nvolume: {}\n"),
        "3:5 STR5012 unknown key \"imge\" | did you mean \"image\"?",
        "4:12 STR5010 expected a list, found a mapping | the schema says of it: Expose container ports",
        "5:14 STR5010 expected a text, found a list | the schema says of it: Restart policy for the service container",
        "7:18 STR5010 expected a mapping or a list, found the number 5 | the schema says of it: Either a dictionary mapping keys to values, or a list of strings",
        "8:29 STR5010 expected a text, found the number 5 | as a text it is written in quotes: \"5\"",
        "9:34 STR5013 expected \"service_started\", \"service_healthy\" or \"service_completed_successfully\", found the text \"healthy\" | the schema says of it: Condition to wait for",
        "10:28 STR5012 unknown key \"sorce\" | did you mean \"source\"?",
        "11:1 STR5012 unknown key \"volume\" | did you mean \"volumes\"?");

    [Fact]
    public void Check_Workflow_IsToldInAFewWords()
    {
        const string Workflow = "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n";

        Assert.Empty(Problems("schemas/github-workflow.json", Workflow));
        Checked.Tells(Problems("schemas/github-workflow.json", Workflow.Replace("uses:", "use:", StringComparison.Ordinal)), "6:9 STR5012 unknown key \"use\" | did you mean \"uses\"?");
        Checked.Tells(Problems("schemas/github-workflow.json", Workflow.Replace("on: push", "on: pusj", StringComparison.Ordinal)), "1:5 STR5013 expected a mapping or a list, or \"branch_protection_rule\", \"check_run\", \"check_suite\", \"create\", \"delete\", \"deployment\", \"deployment_status\", \"discussion\" or 26 more, found the text \"pusj\" | did you mean \"push\"?");
        Checked.Tells(Problems("schemas/github-workflow.json", Workflow + "    timeout-minutes: soon\n"),
            "7:22 STR5016 expected a number, or a text that matches \"^\\$\\{\\{(.|[...\", found the text \"soon\" | the schema says of it: The maximum number of minutes to let a workflow run before GitHub automatically cancels it");
    }

    [Theory]
    [InlineData("https://json-schema.org/draft/2020-12/schema")]
    [InlineData("https://json-schema.org/draft/2019-09/schema")]
    [InlineData("http://json-schema.org/draft-07/schema")]
    [InlineData("http://json-schema.org/draft-06/schema")]
    [InlineData("http://json-schema.org/draft-04/schema")]
    public void Check_DraftsOwnSchema_IsValidByItself(string uri)
    {
        var library = new SchemaLibrary(static _ => null);
        var diagnostics = new DiagnosticBag();
        var meta = library.Find(uri)!;

        MetaSchemas.Check(meta, library, diagnostics);
        Assert.Empty(diagnostics.ToSorted().Where(static problem => problem.Severity == DiagnosticSeverity.Error));
        Assert.NotNull(CompiledSchema.Compile(meta, library, diagnostics, whole: true));

        MetaSchemas.Check(new SchemaDocument(Parsed.From($"{{$schema: '{uri}', properties: {{a: {{minLength: x}}}}}}").Root, ""), library, diagnostics);
        Assert.Contains("expected a whole number", Assert.Single(diagnostics.ToSorted(), static problem => problem.Severity == DiagnosticSeverity.Error).Message, StringComparison.Ordinal);
    }

    private static Diagnostic[] Problems(string schema, string yaml)
    {
        var diagnostics = new DiagnosticBag();
        var compiled = CompiledSchema.Compile(Read(schema), new SchemaLibrary(static _ => null), diagnostics);
        compiled!.Check(Parsed.From(yaml).Root, default, diagnostics);
        return [.. diagnostics.ToSorted()];
    }

    private static SchemaDocument Read(string file)
    {
        var path = Repository.Conformance(file);
        var diagnostics = new DiagnosticBag();
        var document = SchemaDocument.Read(new SourceText(path, File.ReadAllBytes(path)), ParseLimits.Default, diagnostics);
        Assert.Empty(diagnostics.ToSorted());
        return document!;
    }
}
