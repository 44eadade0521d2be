using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Strata.Generators;

/// <summary>
/// Writes the code that binds types to a configuration: for every type that stands where a type parameter is marked
/// <c>[ConfigurationBound]</c>, and for those that <c>[assembly: BindConfiguration]</c> names.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class BindingGenerator : IIncrementalGenerator
{
    /// <summary>The names of its steps, the last of them those that write and report: for who counts what an edit makes it do again.</summary>
    public static readonly ImmutableArray<string> Steps = [InCodeStep, ByAttributeStep, UsesStep, LanguageStep, ProblemsStep, TypesStep];

    /// <summary>The step that gives the types, each once.</summary>
    public const string TypesStep = "Types";

    private const string InCodeStep = "InCode";
    private const string ByAttributeStep = "ByAttribute";
    private const string UsesStep = "Uses";
    private const string LanguageStep = "Language";
    private const string ProblemsStep = "Problems";

    private const string MarkAttribute = "Strata.Binding.ConfigurationBoundAttribute";
    private const string AssemblyAttribute = "Strata.Binding.BindConfigurationAttribute";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var inCode = context.SyntaxProvider.CreateSyntaxProvider(
            static (node, _) => node is GenericNameSyntax,
            static (found, cancellation) => UseOf((GenericNameSyntax)found.Node, found.SemanticModel, cancellation)).Where(static use => use != BindingUse.Nothing).WithTrackingName(InCodeStep);
        var byAttribute = context.SyntaxProvider.ForAttributeWithMetadataName(
            AssemblyAttribute,
            static (node, _) => node is CompilationUnitSyntax,
            static (found, cancellation) => UseOf(found, cancellation)).WithTrackingName(ByAttributeStep);
        var uses = inCode.Collect().Combine(byAttribute.Collect()).Select(static (all, _) => new EquatableArray<BindingUse>(all.Left.AddRange(all.Right))).WithTrackingName(UsesStep);
        var oldLanguage = context.CompilationProvider.Select(static (compilation, _) => ((CSharpCompilation)compilation).LanguageVersion is var version and < LanguageVersion.CSharp10 ? version.ToDisplayString() : null).WithTrackingName(LanguageStep);
        context.RegisterSourceOutput(uses.Combine(oldLanguage), static (output, found) =>
        {
            if (found.Left.Count > 0 && found.Right is { } version)
            {
                output.ReportDiagnostic(Diagnostic.Create(BindingDescriptors.Of(BindingDescriptors.OldLanguage), Location.None, version));
            }
        });

        var types = uses.Combine(oldLanguage).SelectMany(static (found, _) => found.Right is null ? Distinct(found.Left) : []).WithTrackingName(TypesStep);
        context.RegisterSourceOutput(types, static (output, type) => output.AddSource($"{TypeName.Binder(type.Type)}.g.cs", SourceText.From(BinderText.Of(type), Encoding.UTF8)));

        var problems = uses.SelectMany(static (all, _) => all.SelectMany(static use => use.Problems).Distinct().ToImmutableArray()).WithTrackingName(ProblemsStep);
        context.RegisterSourceOutput(problems.Combine(context.CompilationProvider), static (output, problem) => output.ReportDiagnostic(problem.Left.ToDiagnostic(problem.Right)));
    }

    private static BindingUse UseOf(GenericNameSyntax name, SemanticModel model, CancellationToken cancellation)
    {
        var (parameters, arguments) = model.GetSymbolInfo(name, cancellation).Symbol switch
        {
            // Called as a member of its first argument, an extension method has lost the marks of its parameters.
            IMethodSymbol method => ((method.ReducedFrom ?? method.OriginalDefinition).TypeParameters, method.TypeArguments),
            INamedTypeSymbol type => (type.OriginalDefinition.TypeParameters, type.TypeArguments),
            _ => default,
        };
        if (parameters.IsDefaultOrEmpty || !parameters.Any(IsMarked))
        {
            return BindingUse.Nothing;
        }

        var reader = new BoundTypeReader(model.Compilation, cancellation);
        for (var i = 0; i < parameters.Length; i++)
        {
            if (IsMarked(parameters[i]))
            {
                var syntax = i < name.TypeArgumentList.Arguments.Count ? (SyntaxNode)name.TypeArgumentList.Arguments[i] : name;
                reader.AddRoot(arguments[i], syntax.GetLocation(), IsMarked);
            }
        }

        return reader.ToUse();
    }

    private static BindingUse UseOf(GeneratorAttributeSyntaxContext found, CancellationToken cancellation)
    {
        var reader = new BoundTypeReader(found.SemanticModel.Compilation, cancellation);
        foreach (var attribute in found.Attributes)
        {
            if (attribute.ConstructorArguments.FirstOrDefault() is { Kind: TypedConstantKind.Type, Value: ITypeSymbol type })
            {
                reader.AddRoot(type, attribute.ApplicationSyntaxReference?.GetSyntax(cancellation).GetLocation() ?? Location.None, IsMarked);
            }
        }

        return reader.ToUse();
    }

    private static bool IsMarked(ITypeParameterSymbol parameter) => parameter.GetAttributes().Any(static attribute => attribute.AttributeClass?.ToDisplayString() == MarkAttribute);

    // One that is within another here may be asked for itself there.
    private static ImmutableArray<BoundTypeModel> Distinct(EquatableArray<BindingUse> uses) =>
        [.. uses.SelectMany(static use => use.Types).GroupBy(static type => type.Type, StringComparer.Ordinal).Select(static same => same.FirstOrDefault(static type => type.IsRoot) ?? same.First())];
}
