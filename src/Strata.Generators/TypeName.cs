using Microsoft.CodeAnalysis;

namespace Strata.Generators;

/// <summary>Types as generated code names them.</summary>
internal static class TypeName
{
    private static readonly SymbolDisplayFormat WithNulls =
        SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>The name without what may be null: one type has one.</summary>
    public static string Plain(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    /// <summary>The name with what may be null in it.</summary>
    public static string Annotated(ITypeSymbol type) => type.ToDisplayString(WithNulls);

    /// <summary>The name of a generic type without its arguments: <c>System.Collections.Generic.List</c>.</summary>
    public static string Definition(ITypeSymbol type) => $"{type.ContainingNamespace.ToDisplayString()}.{type.Name}";
}
