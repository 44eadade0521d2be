using Microsoft.CodeAnalysis;

namespace Strata.Generators;

/// <summary>What the generator has to say to who compiles.</summary>
internal static class BindingDescriptors
{
    public const string CannotBind = "STRG001";
    public const string UnmarkedParameter = "STRG002";
    public const string Inaccessible = "STRG003";
    public const string OldLanguage = "STRG004";

    private const string Category = "Strata.Binding";

    private static readonly DiagnosticDescriptor[] All =
    [
        new(CannotBind, "Type cannot be bound", "'{0}' cannot be bound from a configuration: {1}", Category, DiagnosticSeverity.Error, isEnabledByDefault: true),
        new(UnmarkedParameter, "Type parameter is not marked", "'{0}' is a type parameter: {1}", Category, DiagnosticSeverity.Warning, isEnabledByDefault: true),
        new(OldLanguage, "Language version is too old", "The code that binds types to a configuration needs C# 10 or later, and this project is compiled as C# {0}: set LangVersion", Category, DiagnosticSeverity.Error, isEnabledByDefault: true),
        new(Inaccessible, "Type is not accessible", "'{0}' cannot be bound from a configuration: {1}", Category, DiagnosticSeverity.Error, isEnabledByDefault: true),
    ];

    public static DiagnosticDescriptor Of(string id) => Array.Find(All, descriptor => descriptor.Id == id);
}
