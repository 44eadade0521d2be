using Microsoft.CodeAnalysis;

namespace Strata.Generators;

/// <summary>Finds the expression that reads a value of a type from the variable <c>node</c>.</summary>
/// <param name="need">Told of each type that must be bound as well, and of the member that it was found at.</param>
internal sealed class ValueReader(Action<ITypeSymbol, string> need)
{
    private const string Scalars = "global::Strata.Binding.BoundScalars";
    private const string Collections = "global::Strata.Binding.BoundCollections";
    private const string Arguments = "(context, node)";

    private static readonly Dictionary<SpecialType, string> Special = new()
    {
        [SpecialType.System_String] = "Text",
        [SpecialType.System_Char] = "Character",
        [SpecialType.System_Boolean] = "Boolean",
        [SpecialType.System_SByte] = "Integer<sbyte>",
        [SpecialType.System_Byte] = "Integer<byte>",
        [SpecialType.System_Int16] = "Integer<short>",
        [SpecialType.System_UInt16] = "Integer<ushort>",
        [SpecialType.System_Int32] = "Integer<int>",
        [SpecialType.System_UInt32] = "Integer<uint>",
        [SpecialType.System_Int64] = "Integer<long>",
        [SpecialType.System_UInt64] = "Integer<ulong>",
        [SpecialType.System_Single] = "Float<float>",
        [SpecialType.System_Double] = "Float<double>",
        [SpecialType.System_Decimal] = "Decimal",
        [SpecialType.System_DateTime] = "DateAndTime",
    };

    private static readonly Dictionary<string, string> Named = new(StringComparer.Ordinal)
    {
        ["System.Half"] = "Float<global::System.Half>",
        ["System.Int128"] = "Integer<global::System.Int128>",
        ["System.UInt128"] = "Integer<global::System.UInt128>",
        ["System.Guid"] = "Guid",
        ["System.Uri"] = "Uri",
        ["System.Version"] = "Version",
        ["System.DateTimeOffset"] = "Instant",
        ["System.DateOnly"] = "Date",
        ["System.TimeOnly"] = "Time",
        ["System.Net.IPAddress"] = "Address",
        ["Strata.Values.Port"] = "Port",
        ["Strata.Secrets.Secret"] = "Secret",
    };

    private static readonly Dictionary<string, string> Lists = new(StringComparer.Ordinal)
    {
        ["System.Collections.Generic.IEnumerable"] = "{0}",
        ["System.Collections.Generic.IReadOnlyCollection"] = "{0}",
        ["System.Collections.Generic.IReadOnlyList"] = "{0}",
        ["System.Collections.Generic.ICollection"] = "new global::System.Collections.Generic.List<{1}>({0})",
        ["System.Collections.Generic.IList"] = "new global::System.Collections.Generic.List<{1}>({0})",
        ["System.Collections.Generic.List"] = "new global::System.Collections.Generic.List<{1}>({0})",
        ["System.Collections.Generic.ISet"] = "new global::System.Collections.Generic.HashSet<{1}>({0})",
        ["System.Collections.Generic.IReadOnlySet"] = "new global::System.Collections.Generic.HashSet<{1}>({0})",
        ["System.Collections.Generic.HashSet"] = "new global::System.Collections.Generic.HashSet<{1}>({0})",
        ["System.Collections.Generic.SortedSet"] = "new global::System.Collections.Generic.SortedSet<{1}>({0})",
        ["System.Collections.Immutable.ImmutableArray"] = "global::System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray({0})",
        ["System.Collections.Immutable.ImmutableList"] = "global::System.Collections.Immutable.ImmutableList.Create({0})",
        ["System.Collections.Immutable.IImmutableList"] = "global::System.Collections.Immutable.ImmutableList.Create({0})",
        ["System.Collections.Immutable.ImmutableHashSet"] = "global::System.Collections.Immutable.ImmutableHashSet.Create({0})",
        ["System.Collections.Immutable.IImmutableSet"] = "global::System.Collections.Immutable.ImmutableHashSet.Create({0})",
        ["System.Collections.Immutable.ImmutableSortedSet"] = "global::System.Collections.Immutable.ImmutableSortedSet.Create({0})",
        ["System.Collections.Generic.Queue"] = "new global::System.Collections.Generic.Queue<{1}>({0})",
        ["System.Collections.ObjectModel.Collection"] = "new global::System.Collections.ObjectModel.Collection<{1}>(new global::System.Collections.Generic.List<{1}>({0}))",
        ["System.Collections.ObjectModel.ObservableCollection"] = "new global::System.Collections.ObjectModel.ObservableCollection<{1}>({0})",
        ["System.Collections.ObjectModel.ReadOnlyCollection"] = "new global::System.Collections.ObjectModel.ReadOnlyCollection<{1}>({0})",
        ["System.Collections.Frozen.FrozenSet"] = "global::System.Collections.Frozen.FrozenSet.ToFrozenSet({0})",
    };

    private static readonly Dictionary<string, string> Dictionaries = new(StringComparer.Ordinal)
    {
        ["System.Collections.Generic.IDictionary"] = "{0}",
        ["System.Collections.Generic.IReadOnlyDictionary"] = "{0}",
        ["System.Collections.Generic.Dictionary"] = "{0}",
        ["System.Collections.Generic.SortedDictionary"] = "new global::System.Collections.Generic.SortedDictionary<{1}, {2}>({0})",
        ["System.Collections.Immutable.ImmutableDictionary"] = "global::System.Collections.Immutable.ImmutableDictionary.ToImmutableDictionary({0})",
        ["System.Collections.Immutable.IImmutableDictionary"] = "global::System.Collections.Immutable.ImmutableDictionary.ToImmutableDictionary({0})",
        ["System.Collections.Immutable.ImmutableSortedDictionary"] = "global::System.Collections.Immutable.ImmutableSortedDictionary.ToImmutableSortedDictionary({0})",
        ["System.Collections.Generic.SortedList"] = "new global::System.Collections.Generic.SortedList<{1}, {2}>({0})",
        ["System.Collections.Generic.OrderedDictionary"] = "new global::System.Collections.Generic.OrderedDictionary<{1}, {2}>({0})",
        ["System.Collections.Concurrent.ConcurrentDictionary"] = "new global::System.Collections.Concurrent.ConcurrentDictionary<{1}, {2}>({0})",
        ["System.Collections.ObjectModel.ReadOnlyDictionary"] = "new global::System.Collections.ObjectModel.ReadOnlyDictionary<{1}, {2}>({0})",
        ["System.Collections.Frozen.FrozenDictionary"] = "global::System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary({0})",
    };

    /// <summary>The expression.</summary>
    /// <param name="type">The type. A null is taken where its annotation allows one, and where there are no annotations.</param>
    /// <param name="unit">The unit of durations that are written as numbers; null where none is said.</param>
    /// <param name="member">The member, for what cannot be bound.</param>
    /// <exception cref="CannotBindException">The type cannot be bound.</exception>
    public string Expression(ITypeSymbol type, string? unit, string member = "")
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            return $"({Scalars}.IsNull(node) ? default({TypeName.Plain(type)}) : {Core(nullable.TypeArguments[0], unit, member)})";
        }

        var core = Core(type, unit, member);
        return MayBeNull(type) && !IsNode(type) ? $"({Scalars}.IsNull(node) ? null : {core})" : core;
    }

    /// <summary>Whether a null may stand where the type is asked for.</summary>
    public static bool MayBeNull(ITypeSymbol type) =>
        type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T || (type.IsReferenceType && type.NullableAnnotation != NullableAnnotation.NotAnnotated);

    /// <summary>Whether the type is a duration, or a list or dictionary of them.</summary>
    public static bool IsDuration(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => IsDuration(array.ElementType),
        INamedTypeSymbol { TypeArguments.Length: > 0 } named => (named.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T || IsList(named) || IsDictionary(named)) && IsDuration(named.TypeArguments[named.TypeArguments.Length - 1]),
        _ => TypeName.Definition(type) == "System.TimeSpan",
    };

    private static bool IsList(INamedTypeSymbol type) => type.TypeArguments.Length == 1 && Lists.ContainsKey(TypeName.Definition(type));

    private static bool IsDictionary(INamedTypeSymbol type) => type.TypeArguments.Length == 2 && Dictionaries.ContainsKey(TypeName.Definition(type));

    private static bool IsNode(ITypeSymbol type) => TypeName.Definition(type) is "Strata.Values.ConfigNode" or "Strata.Snapshots.ConfigSection";

    private string Core(ITypeSymbol type, string? unit, string member)
    {
        if (type is IArrayTypeSymbol array)
        {
            return array.Rank == 1 ? Items(array.ElementType, unit, member) : throw new CannotBindException($"{Within(member)}an array of several dimensions");
        }

        if (Special.TryGetValue(type.SpecialType, out var special))
        {
            return $"{Scalars}.{special}{Arguments}";
        }

        if (type is not INamedTypeSymbol { TypeKind: not TypeKind.Error, IsUnboundGenericType: false } named)
        {
            throw Unreadable(type, member);
        }

        var name = TypeName.Definition(type);
        if (Named.TryGetValue(name, out var scalar))
        {
            return $"{Scalars}.{scalar}{Arguments}";
        }

        switch (name)
        {
            case "System.TimeSpan":
                return $"{Scalars}.Duration(context, node, {unit ?? "global::Strata.Binding.DurationUnit.None"})";
            case "Strata.Values.ConfigNode":
                return "node";
            case "Strata.Snapshots.ConfigSection":
                return "context.Section(node)";
        }

        if (IsList(named))
        {
            return Formatted(Lists[name], Items(named.TypeArguments[0], unit, member), TypeName.Annotated(named.TypeArguments[0]));
        }

        if (IsDictionary(named))
        {
            return Formatted(Dictionaries[name], Entries(named.TypeArguments[0], named.TypeArguments[1], unit, member), TypeName.Plain(named.TypeArguments[0]), TypeName.Annotated(named.TypeArguments[1]));
        }

        if (type.TypeKind != TypeKind.Enum && IsParsable(type))
        {
            return $"{Scalars}.Parsable<{TypeName.Plain(type)}>{Arguments}";
        }

        var plain = type.WithNullableAnnotation(NullableAnnotation.NotAnnotated);
        need(plain, member);
        return type.TypeKind == TypeKind.Enum
            ? $"{Scalars}.Name(context, node, {TypeName.Binder(TypeName.Annotated(plain))}.Names)"
            : $"{TypeName.Binder(TypeName.Annotated(plain))}.Bind{Arguments}";
    }

    private string Items(ITypeSymbol item, string? unit, string member) =>
        $"{Collections}.Items<{TypeName.Annotated(item)}>(context, node, static (context, node) => {Expression(item, unit, member)})";

    private string Entries(ITypeSymbol key, ITypeSymbol value, string? unit, string member)
    {
        var reader = $"(context, node, static (context, node) => {Expression(value, unit, member)})";
        var of = $"{TypeName.Plain(key)}, {TypeName.Annotated(value)}";
        if (key.SpecialType == SpecialType.System_String)
        {
            return $"{Collections}.Entries<{TypeName.Annotated(value)}>{reader}";
        }

        if (key.TypeKind == TypeKind.Enum)
        {
            need(key, member);
            return $"{Collections}.NamedEntries<{of}>(context, node, {TypeName.Binder(TypeName.Annotated(key))}.Names, static (context, node) => {Expression(value, unit, member)})";
        }

        return IsParsable(key)
            ? $"{Collections}.ParsedEntries<{of}>{reader}"
            : throw new CannotBindException($"{Within(member)}the keys of a dictionary are texts, enumerations or types that are read from one text, not {key.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat)}");
    }

    private static bool IsParsable(ITypeSymbol type) => type.AllInterfaces.Any(face =>
        face.Name == "IParsable" && face.ContainingNamespace.ToDisplayString() == "System" && SymbolEqualityComparer.Default.Equals(face.TypeArguments[0], type));

    private static CannotBindException Unreadable(ITypeSymbol type, string member)
    {
        var display = type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);
        return type switch
        {
            INamedTypeSymbol { IsUnboundGenericType: true } => new CannotBindException($"{Within(member)}{display} is bound with its type arguments only"),
            { TypeKind: TypeKind.Error } => new CannotBindException(null),
            ITypeParameterSymbol => new CannotBindException($"{Within(member)}{display} is a type parameter, of which code is written for its arguments only where it stands alone, marked with [ConfigurationBound]"),
            _ => new CannotBindException($"{Within(member)}{display} is no class, struct, list or dictionary"),
        };
    }

    private static string Within(string member) => member.Length == 0 ? "" : $"{member}: ";

    // Expressions have braces of their own.
    private static string Formatted(string form, params string[] parts)
    {
        for (var i = parts.Length - 1; i >= 0; i--)
        {
            form = form.Replace($"{{{i}}}", parts[i]);
        }

        return form;
    }
}
