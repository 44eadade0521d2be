using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Strata.Tests.Binding;

/// <summary>The generator over texts: what it says, and whether what it writes compiles.</summary>
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
    [InlineData("public class Settings : System.Collections.Generic.List<int>;", "STRG001", "Settings is a collection, and nothing says how to make one")]
    [InlineData("public record Settings((int A, string B) Pair);", "STRG001", "Pair: the names of the tuple (int A, string B) are gone when the program runs")]
    [InlineData("public class Settings { public required int A; public int B { get; set; } }", "STRG001", "A: it is required, but not bound")]
    [InlineData("public class Settings { [Strata.Binding.ConfigurationIgnore] public required int A { get; set; } public int B { get; set; } }", "STRG001", "A: it is required, but not bound")]
    [InlineData("internal class Settings { internal required int A { get; set; } public int B { get; set; } }", "STRG001", "A: it is required, but not bound")]
    [InlineData("public class Settings { public Settings(int a) => A = a; public required int A { get; init; } }", "STRG001", "A: it is required, but a parameter of the constructor as well")]
    [InlineData("public class Settings { [System.Obsolete(\"no\", true)] public Settings() { } public int A { get; set; } }", "STRG001", "Settings has no public constructor")]
    [InlineData("file record Settings(int A);", "STRG003", "Settings must be public or internal")]
    [InlineData("file static class Outer { public record Inner(int A); } file record Settings(Outer.Inner A);", "STRG003", "Settings must be public or internal")]
    public void Generate_TypeThatCannotBeBound_SaysWhyWhereItIsAskedFor(string declaration, string id, string reason)
    {
        var (diagnostics, _) = GeneratorRun.Generate($"{Use}\n{declaration}");

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
    [InlineData("public record Settings(int[]? A, string?[]?[]? B, System.Collections.Generic.Dictionary<string, int[]?>? C);")]
    [InlineData("#nullable disable\npublic class Settings { public int[] A { get; set; } public string B { get; set; } public System.Collections.Generic.List<string> C { get; set; } }\n#nullable restore")]
    [InlineData("public class Settings { [System.Obsolete] public int A { get; set; } [System.Obsolete(\"no\", true)] public int B { get; set; } }")]
    [InlineData("public enum Kind { [System.Obsolete(\"no\", true)] Old, New } public record Settings(Kind A);")]
    [InlineData("public class Settings { [System.Diagnostics.CodeAnalysis.Experimental(\"APP1\")] public int A { get; set; } }")]
    [InlineData("public class Base { public int A { get; set; } public virtual int B { get; set; } public int C { get; set; } } public class Settings : Base { public new string A = \"\"; public override int B { get => 1; } public new string C { get; init; } = \"\"; }")]
    [InlineData("public record Base<T> { public T A { get; init; } = default!; } public record Settings : Base<int>;")]
    [InlineData("public class Settings { public System.Collections.Generic.List<int>? A { get; } = []; public System.Collections.Generic.Dictionary<System.DayOfWeek, string?>? B { get; } = []; }")]
    [InlineData("public record Settings(System.Collections.Generic.SortedList<string, int> A, System.Collections.Concurrent.ConcurrentDictionary<string, int> B, System.Collections.Generic.OrderedDictionary<int, string?> C, System.Collections.ObjectModel.ReadOnlyDictionary<string, string> D, System.Collections.Generic.Queue<int> E, System.Collections.ObjectModel.Collection<string?> F, System.Collections.ObjectModel.ReadOnlyCollection<int> G, System.Collections.ObjectModel.ObservableCollection<int> H);")]
    [InlineData("public record Settings(System.Collections.Generic.Dictionary<System.DayOfWeek, System.Collections.Generic.List<Settings>> Days, System.Net.IPNetwork Network, System.Numerics.BigInteger Big);")]
    public void Generate_TypeThatCanBeBound_GivesCodeThatCompiles(string declaration)
    {
        var (diagnostics, compilation) = GeneratorRun.Generate($"{Use}\n{declaration}");

        Assert.Empty(diagnostics);
        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
        Assert.NotEmpty(compilation.SyntaxTrees.Skip(1));
    }

    [Theory]
    [InlineData("new Services().AddBound<Settings>()")]
    [InlineData("Extensions.AddBound<Settings>(new Services())")]
    public void Generate_ExtensionMethod_IsSeenHoweverItIsCalled(string call)
    {
        var (diagnostics, compilation) = GeneratorRun.Generate($$"""
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
        var (diagnostics, compilation) = GeneratorRun.Generate(Source);

        Assert.Equal(("STRG002", 8), (Assert.Single(diagnostics).Id, diagnostics[0].Location.GetLineSpan().StartLinePosition.Line));
        Assert.Equal(["FirstBinder"], Binders(compilation));
    }

    [Fact]
    public void Generate_TypeNamedByTheAssembly_IsBound()
    {
        var (diagnostics, compilation) = GeneratorRun.Generate("[assembly: Strata.Binding.BindConfiguration(typeof(App.Settings))]\nnamespace App { public record Settings(Inner A); public record Inner(int B); }");

        Assert.Empty(diagnostics);
        Assert.Equal(["InnerBinder", "SettingsBinder"], Binders(compilation));
    }

    [Fact]
    public void Generate_TypeWithinAnotherThatIsAskedForToo_IsRegisteredItself()
    {
        var (diagnostics, compilation) = GeneratorRun.Generate("[assembly: Strata.Binding.BindConfiguration(typeof(App.Outer))]\n[assembly: Strata.Binding.BindConfiguration(typeof(App.Inner))]\nnamespace App { public record Outer(Inner I); public record Inner(int A); }");

        Assert.Empty(diagnostics);
        Assert.All(compilation.SyntaxTrees.Skip(1), static tree => Assert.Contains("ModuleInitializer", tree.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Generate_TypeOfAnErrorOfTheCompiler_LeavesThatToIt()
    {
        var (diagnostics, _) = GeneratorRun.Generate($"{Use}\npublic record Settings(Missing A);");

        Assert.Empty(diagnostics);
    }

    [Fact]
    public void Generate_GenericTypeOverNullAndNoNull_KeepsThemApart()
    {
        var (diagnostics, compilation) = GeneratorRun.Generate($"{Use}\npublic record Box<T>(T Value); public record Settings(Box<string?> A, Box<string> B);");

        Assert.Empty(diagnostics);
        Assert.Equal(["BoxBinder", "BoxBinder", "SettingsBinder"], Binders(compilation));
    }

    [Theory]
    [InlineData(LanguageVersion.CSharp7_3, false)]
    [InlineData(LanguageVersion.CSharp9, false)]
    [InlineData(LanguageVersion.CSharp10, true)]
    public void Generate_InOldCSharp_CompilesOrSaysWhatItNeeds(LanguageVersion version, bool isEnough)
    {
        var (diagnostics, compilation) = GeneratorRun.Generate(
            GeneratorRun.Compilation(version, NullableContextOptions.Disable, "using Strata.Snapshots;\nnamespace App { public class Settings { public int A { get; set; } public string[] B { get; set; } } public static class Start { public static object Load(ResolvedConfiguration configuration) => configuration.Get<Settings>(\"it\"); } }"));

        Assert.Equal(isEnough ? [] : ["STRG004"], diagnostics.Select(static diagnostic => diagnostic.Id));
        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
        Assert.Equal(isEnough ? 2 : 1, compilation.SyntaxTrees.Count());
    }

    private static IEnumerable<string> Binders(Compilation compilation) =>
        compilation.SyntaxTrees.Skip(1).Select(static tree => Path.GetFileName(tree.FilePath).Split('_')[0]).Order(StringComparer.Ordinal);
}
