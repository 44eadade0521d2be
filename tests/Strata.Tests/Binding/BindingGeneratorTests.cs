using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Strata.Generators;

namespace Strata.Tests.Binding;

/// <summary>The generator over texts: what it says, and what it does again after an edit.</summary>
public class BindingGeneratorTests
{
    private const string Use = """
        using Strata.Snapshots;
        namespace App;
        public static class Start
        {
            public static object Load(ResolvedConfiguration configuration) => configuration.Get<Settings>("it");
        }
        """;

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(static path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal)).Select(static path => MetadataReference.CreateFromFile(path)),
        MetadataReference.CreateFromFile(typeof(OverrideManager).Assembly.Location),
    ];

    [Theory]
    [InlineData("public interface Settings { }", "STRG001", "Settings is an interface, and nothing says which class to make")]
    [InlineData("public abstract class Settings { public int A { get; set; } }", "STRG001", "Settings is abstract")]
    [InlineData("public record Settings(System.Action Handler);", "STRG001", "Handler: Action is a delegate")]
    [InlineData("public record Settings(object Value);", "STRG001", "Value: object says nothing of what is expected; ConfigNode takes any value")]
    [InlineData("public record Inner(System.IO.Stream[] Streams); public record Settings(System.Collections.Generic.List<Inner> Parts);", "STRG001", "Parts.Streams: Stream is abstract")]
    [InlineData("public class Settings { public Settings(int a) { } public Settings(string b) { } }", "STRG001", "Settings has 2 public constructors")]
    [InlineData("public class Settings { private Settings() { } public int A { get; set; } }", "STRG001", "Settings has no public constructor")]
    [InlineData("public class Settings { public int A => 1; }", "STRG001", "Settings has no member that a value could be bound to")]
    [InlineData("public class Settings { public int URL { get; set; } public int Url { get; set; } }", "STRG001", "the members URL and Url of Settings would be bound from one key")]
    [InlineData("public record Settings(System.Collections.Generic.Dictionary<Settings, int> Map);", "STRG001", "Map: the keys of a dictionary are texts")]
    [InlineData("public record Settings(int[,] Grid);", "STRG001", "Grid: an array of several dimensions")]
    [InlineData("public class Base<T> { public T A { get; init; } = default!; } public class Settings : Base<int>;", "STRG001", "A: what a generic class lets only an initializer set must be required, or have a setter")]
    [InlineData("file record Settings(int A);", "STRG003", "Settings must be public or internal")]
    public void Generate_TypeThatCannotBeBound_SaysWhyWhereItIsAskedFor(string declaration, string id, string reason)
    {
        var (diagnostics, _) = Generate($"{Use}\n{declaration}");

        var diagnostic = Assert.Single(diagnostics);
        Assert.Equal(id, diagnostic.Id);
        Assert.Contains(reason, diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Equal(4, diagnostic.Location.GetLineSpan().StartLinePosition.Line);
    }

    [Theory]
    [InlineData("public record Settings(int A, string B = \"x\", double C = double.NaN, decimal D = 1.5m, System.DayOfWeek E = System.DayOfWeek.Friday, char F = '\\'', int? G = null, float H = float.PositiveInfinity, long I = long.MinValue);")]
    [InlineData("public class Settings { public required string @class { get; init; } public int @event { get; set; } public string? Maybe { get; init; } }")]
    [InlineData("public class Outer<T> { public required T Value { get; init; } } public record Settings(Outer<int> A, Outer<string?> B, Outer<Outer<System.DayOfWeek>> C);")]
    [InlineData("public struct Settings { public int A { get; init; } public required int[] B { get; init; } }")]
    [InlineData("public class Settings(int a) { public int B { get; set; } = a; }")]
    [InlineData("public record Settings { [System.Diagnostics.CodeAnalysis.SetsRequiredMembers] public Settings(int a) { A = a; } public required int A { get; init; } }")]
    [InlineData("public record Settings(System.Collections.Generic.Dictionary<System.DayOfWeek, System.Collections.Generic.List<Settings>> Days, System.Net.IPNetwork Network, System.Numerics.BigInteger Big);")]
    public void Generate_TypeThatCanBeBound_GivesCodeThatCompiles(string declaration)
    {
        var (diagnostics, compilation) = Generate($"{Use}\n{declaration}");

        Assert.Empty(diagnostics);
        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
        Assert.NotEmpty(compilation.SyntaxTrees.Skip(1));
    }

    [Theory]
    [InlineData("new Services().AddBound<Settings>()")]
    [InlineData("Extensions.AddBound<Settings>(new Services())")]
    public void Generate_ExtensionMethod_IsSeenHoweverItIsCalled(string call)
    {
        var (diagnostics, compilation) = Generate($$"""
            using Strata.Binding;
            namespace App;
            public record Settings(int A);
            public class Services;
            public static class Extensions
            {
                public static Services AddBound<[ConfigurationBound] T>(this Services services) => services;
            }
            public static class Start
            {
                public static object Run() => {{call}};
            }
            """);

        Assert.Empty(diagnostics);
        Assert.NotEmpty(compilation.SyntaxTrees.Skip(1));
    }

    [Fact]
    public void Generate_TypeParameterHandedOn_IsMarkedOrWarnedOf()
    {
        const string Source = """
            using Strata.Binding;
            using Strata.Snapshots;
            namespace App;
            public record First(int A);
            public record Second(int A);
            public static class Start
            {
                public static T Marked<[ConfigurationBound] T>(ResolvedConfiguration configuration) => configuration.Get<T>("it");
                public static T Unmarked<T>(ResolvedConfiguration configuration) => configuration.Get<T>("it");
                public static object Load(ResolvedConfiguration configuration) => (Marked<First>(configuration), Unmarked<Second>(configuration));
            }
            """;
        var (diagnostics, compilation) = Generate(Source);

        Assert.Equal(("STRG002", 8), (Assert.Single(diagnostics).Id, diagnostics[0].Location.GetLineSpan().StartLinePosition.Line));
        Assert.Equal(["FirstBinder"], Binders(compilation));
    }

    [Fact]
    public void Generate_TypeNamedByTheAssembly_IsBound()
    {
        var (diagnostics, compilation) = Generate("[assembly: Strata.Binding.BindConfiguration(typeof(App.Settings))]\nnamespace App { public record Settings(Inner A); public record Inner(int B); }");

        Assert.Empty(diagnostics);
        Assert.Equal(["InnerBinder", "SettingsBinder"], Binders(compilation));
    }

    [Fact]
    public void Generate_AfterAnEditElsewhere_WritesNothingAnew()
    {
        var compilation = Compilation($"{Use}\npublic record Settings(int A, Inner[] B);\npublic record Inner(string C);", "namespace App; public static class Other { public static int One() => 1; }");
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new BindingGenerator().AsSourceGenerator()], driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        driver = driver.RunGenerators(compilation, TestContext.Current.CancellationToken);
        var other = compilation.SyntaxTrees.Last();
        var edited = compilation.ReplaceSyntaxTree(other, CSharpSyntaxTree.ParseText("namespace App; public static class Other { public static int Two() => 2; }", path: other.FilePath, cancellationToken: TestContext.Current.CancellationToken));

        var result = Assert.Single(driver.RunGenerators(edited, TestContext.Current.CancellationToken).GetRunResult().Results);

        Assert.Equal(2, result.GeneratedSources.Length);
        Assert.All(result.TrackedSteps[BindingGenerator.TypesStep].SelectMany(static step => step.Outputs), static output => Assert.True(output.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged));
        Assert.All(result.TrackedOutputSteps.SelectMany(static step => step.Value).SelectMany(static step => step.Outputs), static output => Assert.Equal(IncrementalStepRunReason.Cached, output.Reason));
    }

    [Fact]
    public void Generate_AfterAnEditOfOneType_WritesThatOneAnew()
    {
        var compilation = Compilation($"{Use}\npublic record Settings(int A, Inner[] B);", "namespace App; public record Inner(string C);");
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new BindingGenerator().AsSourceGenerator()], driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        driver = driver.RunGenerators(compilation, TestContext.Current.CancellationToken);
        var inner = compilation.SyntaxTrees.Last();
        var edited = compilation.ReplaceSyntaxTree(inner, CSharpSyntaxTree.ParseText("namespace App; public record Inner(string C, int D);", path: inner.FilePath, cancellationToken: TestContext.Current.CancellationToken));

        var result = Assert.Single(driver.RunGenerators(edited, TestContext.Current.CancellationToken).GetRunResult().Results);

        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached], result.TrackedOutputSteps.SelectMany(static step => step.Value).SelectMany(static step => step.Outputs).Select(static output => output.Reason).Order());
    }

    private static IEnumerable<string> Binders(Compilation compilation) =>
        compilation.SyntaxTrees.Skip(1).Select(static tree => Path.GetFileName(tree.FilePath).Split('_')[0]).Order(StringComparer.Ordinal);

    private static (Diagnostic[] Diagnostics, Compilation Compilation) Generate(string source)
    {
        GeneratorDriver driver = CSharpGeneratorDriver.Create(new BindingGenerator());
        driver.RunGeneratorsAndUpdateCompilation(Compilation(source), out var compilation, out var diagnostics, TestContext.Current.CancellationToken);
        return ([.. diagnostics], compilation);
    }

    private static CSharpCompilation Compilation(params string[] sources) => CSharpCompilation.Create(
        "App",
        sources.Select(static (source, index) => CSharpSyntaxTree.ParseText(source, path: $"Source{index}.cs")),
        References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
}
