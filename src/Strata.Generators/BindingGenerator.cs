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
    /// <summary>The name of the step that gives the types, each once: for who counts what an edit makes it do again.</summary>
    public const string TypesStep = "Types";

    private const string MarkAttribute = "Strata.Binding.ConfigurationBoundAttribute";
    private const string AssemblyAttribute = "Strata.Binding.BindConfigurationAttribute";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var inCode = context.SyntaxProvider.CreateSyntaxProvider(
            static (node, _) => node is GenericNameSyntax,
            static (found, cancellation) => UseOf((GenericNameSyntax)found.Node, found.SemanticModel, cancellation));
        var byAttribute = context.SyntaxProvider.ForAttributeWithMetadataName(
            AssemblyAttribute,
            static (node, _) => node is CompilationUnitSyntax,
            static (found, cancellation) => UseOf(found, cancellation));
        var uses = inCode.Where(static use => use != BindingUse.Nothing).Collect().Combine(byAttribute.Collect());

        var types = uses.SelectMany(static (all, _) => Distinct(all.Left.AddRange(all.Right))).WithTrackingName(TypesStep);
        context.RegisterSourceOutput(types, static (output, type) => output.AddSource($"{TypeName.Binder(type.Type)}.g.cs", SourceText.From(BinderText.Of(type), Encoding.UTF8)));

        var problems = uses.SelectMany(static (all, _) => all.Left.AddRange(all.Right).SelectMany(static use => use.Problems).Distinct().ToImmutableArray());
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

        var reader = new BoundTypeReader(model.Compilation);
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
        var reader = new BoundTypeReader(found.SemanticModel.Compilation);
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
    private static ImmutableArray<BoundTypeModel> Distinct(ImmutableArray<BindingUse> uses) =>
        [.. uses.SelectMany(static use => use.Types).GroupBy(static type => type.Type, StringComparer.Ordinal).Select(static same => same.FirstOrDefault(static type => type.IsRoot) ?? same.First())];
}
