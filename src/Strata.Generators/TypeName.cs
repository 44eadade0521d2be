using System.Globalization;
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

    /// <summary>The class with the code that binds a type: a name of its own for each, wherever the type is.</summary>
    public static string Binder(string typeName)
    {
        var hash = 2166136261u;
        foreach (var c in typeName)
        {
            hash = unchecked((hash ^ c) * 16777619);
        }

        var end = typeName.IndexOf('<');
        var last = typeName.LastIndexOf('.', (end < 0 ? typeName.Length : end) - 1) + 1;
        var name = new string([.. typeName.Substring(last, (end < 0 ? typeName.Length : end) - last).Where(char.IsLetterOrDigit)]);
        return $"{name}Binder_{hash.ToString("x8", CultureInfo.InvariantCulture)}";
    }

    /// <summary>The name of a generic type without its arguments: <c>System.Collections.Generic.List</c>; empty for what has none, such as an array, and for a type within another.</summary>
    public static string Definition(ITypeSymbol type) => type is INamedTypeSymbol { ContainingType: null, ContainingNamespace: { } space } ? $"{space.ToDisplayString()}.{type.Name}" : "";
}
