using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Strata.Generators;

namespace Strata.Tests.Binding;

/// <summary>The generator over texts.</summary>
internal static class GeneratorRun
{
    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(static path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal)).Select(static path => MetadataReference.CreateFromFile(path)),
        MetadataReference.CreateFromFile(typeof(OverrideManager).Assembly.Location),
    ];

    /// <summary>What the generator says of a text, and the text with what it writes.</summary>
    public static (Diagnostic[] Diagnostics, Compilation Compilation) Generate(string source) => Generate(Compilation(source));

    public static (Diagnostic[] Diagnostics, Compilation Compilation) Generate(CSharpCompilation source)
    {
        var options = (CSharpParseOptions)source.SyntaxTrees[0].Options;
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new BindingGenerator().AsSourceGenerator()], parseOptions: options);
        driver.RunGeneratorsAndUpdateCompilation(source, out var compilation, out var diagnostics, TestContext.Current.CancellationToken);
        return ([.. diagnostics], compilation);
    }

    /// <summary>What the generator did in the second of two runs.</summary>
    public static GeneratorRunResult Again(CSharpCompilation first, CSharpCompilation second)
    {
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new BindingGenerator().AsSourceGenerator()], driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        driver = driver.RunGenerators(first, TestContext.Current.CancellationToken);
        return Assert.Single(driver.RunGenerators(second, TestContext.Current.CancellationToken).GetRunResult().Results);
    }

    public static CSharpCompilation Compilation(params string[] sources) => Compilation(LanguageVersion.Latest, NullableContextOptions.Enable, sources);

    public static CSharpCompilation Compilation(LanguageVersion version, NullableContextOptions nullable, params string[] sources) => CSharpCompilation.Create(
        "App",
        sources.Select((source, index) => CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(version), path: $"Source{index}.cs")),
        References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: nullable));

    /// <summary>The compilation with another text in place of its last.</summary>
    public static CSharpCompilation Edited(CSharpCompilation compilation, string source)
    {
        var last = compilation.SyntaxTrees[^1];
        return compilation.ReplaceSyntaxTree(last, CSharpSyntaxTree.ParseText(source, (CSharpParseOptions)last.Options, path: last.FilePath));
    }
}
