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
    public static string Binder(string plainName)
    {
        var hash = 2166136261u;
        foreach (var c in plainName)
        {
            hash = unchecked((hash ^ c) * 16777619);
        }

        var end = plainName.IndexOf('<');
        var last = plainName.LastIndexOf('.', (end < 0 ? plainName.Length : end) - 1) + 1;
        var name = new string([.. plainName.Substring(last, (end < 0 ? plainName.Length : end) - last).Where(char.IsLetterOrDigit)]);
        return $"{name}Binder_{hash.ToString("x8", CultureInfo.InvariantCulture)}";
    }

    /// <summary>The name of a generic type without its arguments: <c>System.Collections.Generic.List</c>.</summary>
    public static string Definition(ITypeSymbol type) => $"{type.ContainingNamespace.ToDisplayString()}.{type.Name}";
}
