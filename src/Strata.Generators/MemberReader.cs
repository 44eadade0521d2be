using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Strata.Generators;

/// <summary>Finds the constructor of a class or struct, and the members that are bound.</summary>
internal sealed class MemberReader(INamedTypeSymbol type, ValueReader values, string within)
{
    private const string KeyAttribute = "Strata.Binding.ConfigurationKeyAttribute";
    private const string UnitAttribute = "Strata.Binding.DurationUnitAttribute";
    private const string IgnoreAttribute = "Strata.Binding.ConfigurationIgnoreAttribute";
    private const string SourceAttribute = "Strata.Binding.ConfigurationSourceAttribute";

    /// <summary>The type and its members.</summary>
    /// <exception cref="CannotBindException">It has none, or one that cannot be bound.</exception>
    public BoundTypeModel Read()
    {
        var constructor = Constructor();
        var properties = Properties();
        var members = new List<BoundMemberModel>();
        foreach (var parameter in constructor?.Parameters ?? [])
        {
            var property = properties.Find(candidate => string.Equals(candidate.Name, parameter.Name, StringComparison.OrdinalIgnoreCase));
            properties.RemoveAll(candidate => ReferenceEquals(candidate, property));
            members.Add(Member(parameter, property));
        }

        var parameters = members.Count;
        var setsRequired = constructor is not null && Has(constructor, "System.Diagnostics.CodeAnalysis.SetsRequiredMembersAttribute");
        members.AddRange(properties.Select(property => Member(property, setsRequired)).OfType<BoundMemberModel>());
        if (members.Count == 0)
        {
            throw new CannotBindException($"{within}{Display(type)} has no member that a value could be bound to");
        }

        if (!setsRequired)
        {
            RequireRequired(members);
        }

        RequireDistinctKeys(members);
        return new BoundTypeModel(TypeName.Annotated(type), null, null, IsRoot: false, parameters, new EquatableArray<BoundMemberModel>([.. members]));
    }

    private IMethodSymbol? Constructor()
    {
        var visible = type.InstanceConstructors.Where(constructor =>
            constructor.DeclaredAccessibility == Accessibility.Public
            && !IsForbidden(constructor)
            && !(constructor.Parameters.Length == 1 && SymbolEqualityComparer.Default.Equals(constructor.Parameters[0].Type, type))).ToArray();
        var withParameters = visible.Where(static constructor => constructor.Parameters.Length > 0).ToArray();
        var withoutAny = Array.Find(visible, static constructor => constructor.Parameters.Length == 0);
        if (withoutAny is { IsImplicitlyDeclared: false } || (withoutAny is not null && withParameters.Length == 0))
        {
            return withoutAny;
        }

        if (withParameters.Length == 0)
        {
            throw new CannotBindException($"{within}{Display(type)} has no public constructor");
        }

        if (withParameters.Length > 1)
        {
            throw new CannotBindException($"{within}{Display(type)} has {withParameters.Length.ToString(CultureInfo.InvariantCulture)} public constructors, and nothing says which one to use: keep one, or add one without parameters");
        }

        return withParameters[0].Parameters.All(static parameter => parameter.RefKind is RefKind.None or RefKind.In)
            ? withParameters[0]
            : throw new CannotBindException($"{within}the constructor of {Display(type)} has a parameter that is passed by reference");
    }

    /// <summary>Whether code that names a symbol does not compile: <c>[Obsolete("...", error: true)]</c>.</summary>
    public static bool IsForbidden(ISymbol symbol) => symbol.GetAttributes().Any(static attribute =>
        attribute.AttributeClass?.ToDisplayString() == "System.ObsoleteAttribute" && attribute.ConstructorArguments.Any(static argument => argument.Value is true));

    // The most derived declaration of each name comes first, and whatever it is, code beside the type sees no other.
    private List<IPropertySymbol> Properties()
    {
        var found = new List<IPropertySymbol>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var declared in Declaring())
        {
            var visible = declared.GetMembers().Where(static member => member.DeclaredAccessibility is not (Accessibility.Private or Accessibility.Protected)).ToList();
            found.AddRange(visible.OfType<IPropertySymbol>().Where(property => property is { IsStatic: false, IsIndexer: false, DeclaredAccessibility: Accessibility.Public } && !names.Contains(property.Name)));
            names.UnionWith(visible.Select(static member => member.Name));
        }

        return [.. found.Where(static property => !Has(property, IgnoreAttribute) && !IsForbidden(property))];
    }

    private IEnumerable<INamedTypeSymbol> Declaring()
    {
        for (var at = type; at is not null && at.SpecialType is not (SpecialType.System_Object or SpecialType.System_ValueType); at = at.BaseType)
        {
            yield return at;
        }
    }

    // An override may have one of the two accessors, and leave the other as it is.
    private static IMethodSymbol? SetterOf(IPropertySymbol property) => property.SetMethod ?? (property.OverriddenProperty is { } overridden ? SetterOf(overridden) : null);

    private static IMethodSymbol? GetterOf(IPropertySymbol property) => property.GetMethod ?? (property.OverriddenProperty is { } overridden ? GetterOf(overridden) : null);

    private BoundMemberModel Member(IParameterSymbol parameter, IPropertySymbol? property)
    {
        ISymbol[] symbols = property is null ? [parameter] : [parameter, property];
        var name = property?.Name ?? parameter.Name;
        var isSource = symbols.Any(static symbol => Has(symbol, SourceAttribute));
        var isOptional = parameter.HasExplicitDefaultValue || ValueReader.MayBeNull(parameter.Type);
        return new BoundMemberModel(
            name,
            KeyOf(symbols),
            TypeName.Annotated(parameter.Type),
            isSource ? null : values.Expression(parameter.Type, UnitOf(symbols), Path(name)),
            MemberTarget.Parameter,
            !isOptional ? null : parameter.HasExplicitDefaultValue ? DefaultOf(parameter) : "default",
            Unset: null,
            ValueReader.IsDuration(parameter.Type),
            "");
    }

    private BoundMemberModel? Member(IPropertySymbol property, bool setsRequired)
    {
        var setter = SetterOf(property) is { DeclaredAccessibility: Accessibility.Public } set ? set : null;
        var isReadable = GetterOf(property) is { DeclaredAccessibility: Accessibility.Public };
        var collection = setter is null && isReadable ? CollectionOf(property.Type) : null;
        if (setter is null && collection is null)
        {
            return null;
        }

        var declaring = setter?.ContainingType;
        var target = collection is { } made ? made.Target
            : property.IsRequired && !setsRequired ? MemberTarget.Required
            : !setter!.IsInitOnly ? MemberTarget.Setter
            : type.IsValueType || (type.IsRecord && IsGeneric(declaring)) ? MemberTarget.Copy
            : MemberTarget.Initializer;
        if (target == MemberTarget.Initializer && IsGeneric(declaring))
        {
            throw new CannotBindException($"{Path(property.Name)}: what a generic class lets only an initializer set must be required, or have a setter");
        }

        var isSource = Has(property, SourceAttribute);
        var mayBeNull = ValueReader.MayBeNull(property.Type);
        return new BoundMemberModel(
            property.Name,
            KeyOf(property),
            TypeName.Annotated(property.Type),
            isSource ? null : values.Expression(property.Type, UnitOf(property), Path(property.Name)),
            target,
            target == MemberTarget.Required && !mayBeNull ? null : "default!",
            target is MemberTarget.Setter or MemberTarget.Initializer or MemberTarget.Copy && isReadable && !mayBeNull ? UnsetOf(property.Type) : null,
            ValueReader.IsDuration(property.Type),
            collection?.Type ?? TypeName.Plain(declaring!));
    }

    private static string? UnsetOf(ITypeSymbol type) =>
        type.IsReferenceType ? " is null" : type is INamedTypeSymbol { IsGenericType: true } && TypeName.Definition(type) == "System.Collections.Immutable.ImmutableArray" ? ".IsDefault" : null;

    // A generic class, or one within it: the type that the accessor's first parameter has would need its type parameters.
    private static bool IsGeneric(INamedTypeSymbol? type) => type is not null && (type.TypeArguments.Length > 0 || IsGeneric(type.ContainingType));

    // A collection that its object made is filled.
    private static (MemberTarget Target, string Type)? CollectionOf(ITypeSymbol type) => type is not INamedTypeSymbol named ? null : TypeName.Definition(type) switch
    {
        "System.Collections.Generic.List" or "System.Collections.Generic.IList" or "System.Collections.Generic.ICollection" or "System.Collections.Generic.HashSet" or "System.Collections.Generic.ISet" =>
            (MemberTarget.Collection, $"global::System.Collections.Generic.ICollection<{TypeName.Annotated(named.TypeArguments[0])}>"),
        "System.Collections.Generic.Dictionary" or "System.Collections.Generic.IDictionary" =>
            (MemberTarget.Dictionary, $"global::System.Collections.Generic.IDictionary<{TypeName.Plain(named.TypeArguments[0])}, {TypeName.Annotated(named.TypeArguments[1])}>"),
        _ => null,
    };

    // The compiler would refuse code that leaves one of them out.
    private void RequireRequired(List<BoundMemberModel> members)
    {
        foreach (var required in Declaring().SelectMany(static declared => declared.GetMembers()).Where(static member => member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true }))
        {
            if (!members.Exists(member => member.Target == MemberTarget.Required && member.Name == required.Name))
            {
                throw new CannotBindException($"{Path(required.Name)}: it is required, but {(members.Exists(member => member.Name == required.Name)
                    ? "a parameter of the constructor as well: mark the constructor with [SetsRequiredMembers]"
                    : "not bound, which only a public property is that has a public setter and no [ConfigurationIgnore]")}");
            }
        }
    }

    private void RequireDistinctKeys(List<BoundMemberModel> members)
    {
        foreach (var same in members.Where(static member => member.Read is not null).GroupBy(static member => Compact(member.Key ?? member.Name), StringComparer.Ordinal).Where(static group => group.Skip(1).Any()))
        {
            throw new CannotBindException($"{within}the members {string.Join(" and ", same.Select(static member => member.Name))} of {Display(type)} would be bound from one key: give one a key of its own by [ConfigurationKey]");
        }
    }

    private static string Compact(string key) => new([.. key.Where(static c => c is not ('_' or '-')).Select(char.ToLowerInvariant)]);

    private string Path(string member) => within.Length == 0 ? member : $"{within.Substring(0, within.Length - 2)}.{member}";

    private static string DefaultOf(IParameterSymbol parameter)
    {
        var value = parameter.ExplicitDefaultValue;
        var name = TypeName.Plain(parameter.Type);
        return value switch
        {
            null => "default!",
            string text => SymbolDisplay.FormatLiteral(text, quote: true),
            char one => SymbolDisplay.FormatLiteral(one, quote: true),
            bool yes => yes ? "true" : "false",
            float number => $"({name})({Bits(number)})",
            double number => $"({name})({Bits(number)})",
            decimal number => $"({name})({number.ToString(CultureInfo.InvariantCulture)}m)",
            _ => $"({name})({SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false)})",
        };
    }

    // Infinities have no literals.
    private static string Bits(double number) =>
        double.IsNaN(number) ? "0d / 0d" : double.IsPositiveInfinity(number) ? "1d / 0d" : double.IsNegativeInfinity(number) ? "-1d / 0d" : number.ToString("R", CultureInfo.InvariantCulture) + "d";

    private static string? KeyOf(params ISymbol[] symbols) => ArgumentOf(symbols, KeyAttribute)?.Value as string;

    private static string? UnitOf(params ISymbol[] symbols) => ArgumentOf(symbols, UnitAttribute) is { Value: { } value } unit
        ? $"({TypeName.Plain(unit.Type!)})({Convert.ToInt32(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)})"
        : null;

    private static TypedConstant? ArgumentOf(ISymbol[] symbols, string attributeName)
    {
        foreach (var attribute in symbols.SelectMany(static symbol => symbol.GetAttributes()))
        {
            if (attribute.AttributeClass?.ToDisplayString() == attributeName && attribute.ConstructorArguments.Length == 1)
            {
                return attribute.ConstructorArguments[0];
            }
        }

        return null;
    }

    private static bool Has(ISymbol symbol, string attributeName) => symbol.GetAttributes().Any(attribute => attribute.AttributeClass?.ToDisplayString() == attributeName);

    private static string Display(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);
}
