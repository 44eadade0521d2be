using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Strata.Generators;

/// <summary>Finds how a type is bound, and every type that it is made of.</summary>
internal sealed class BoundTypeReader
{
    private readonly Compilation _compilation;
    private readonly CancellationToken _cancellation;
    private readonly ValueReader _values;
    private readonly List<BoundTypeModel> _types = [];
    private readonly List<BindingProblem> _problems = [];
    private readonly HashSet<ITypeSymbol> _seen = new(SymbolEqualityComparer.IncludeNullability);
    private readonly Queue<(ITypeSymbol Type, string Member)> _open = new();

    public BoundTypeReader(Compilation compilation, CancellationToken cancellation)
    {
        _compilation = compilation;
        _cancellation = cancellation;
        _values = new ValueReader(Need);
    }

    /// <summary>What was found.</summary>
    public BindingUse ToUse() => new(new EquatableArray<BoundTypeModel>([.. _types]), new EquatableArray<BindingProblem>([.. _problems]));

    /// <summary>Reads a type that is asked for.</summary>
    /// <param name="root">The type.</param>
    /// <param name="location">Where it is asked for.</param>
    /// <param name="isMarked">Whether a type parameter has the mark: then what it stands for is found where it is given.</param>
    public void AddRoot(ITypeSymbol root, Location location, Func<ITypeParameterSymbol, bool> isMarked)
    {
        if (root is ITypeParameterSymbol parameter)
        {
            if (!isMarked(parameter))
            {
                _problems.Add(BindingProblem.At(location, BindingDescriptors.UnmarkedParameter, parameter.Name, "mark it with [ConfigurationBound], so that code is written for what it stands for"));
            }

            return;
        }

        if (root is IErrorTypeSymbol)
        {
            return;
        }

        var name = root.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);
        if (InaccessiblePart(root) is { } hidden)
        {
            _problems.Add(BindingProblem.At(location, BindingDescriptors.Inaccessible, name, $"{hidden} must be public or internal for the code that binds it"));
            return;
        }

        var unannotated = root.WithNullableAnnotation(NullableAnnotation.NotAnnotated);
        var made = _types.Count;

        // What was found within another type must be found again: here it may be what is asked for.
        _seen.Clear();
        try
        {
            var read = _values.Expression(unannotated, null);
            if (!_seen.Contains(unannotated))
            {
                _types.Add(new BoundTypeModel(TypeName.Annotated(unannotated), read, null, IsRoot: true, 0, default));
            }

            while (_open.Count > 0)
            {
                _cancellation.ThrowIfCancellationRequested();
                var (type, member) = _open.Dequeue();
                _types.Add(Read(type, member) with { IsRoot = SymbolEqualityComparer.IncludeNullability.Equals(type, unannotated) });
            }
        }
        catch (CannotBindException problem)
        {
            // Half of what a type needs is of no use; what others need as well is found with them.
            _open.Clear();
            _types.RemoveRange(made, _types.Count - made);
            if (problem.Reason is { } reason)
            {
                _problems.Add(BindingProblem.At(location, BindingDescriptors.CannotBind, name, reason));
            }
        }
    }

    private void Need(ITypeSymbol type, string member)
    {
        if (_seen.Add(type))
        {
            _open.Enqueue((type, member));
        }
    }

    private BoundTypeModel Read(ITypeSymbol type, string member)
    {
        var within = member.Length == 0 ? "" : $"{member}: ";
        if (type.TypeKind == TypeKind.Enum)
        {
            return new BoundTypeModel(TypeName.Annotated(type), null, NamesOf((INamedTypeSymbol)type), IsRoot: false, 0, default);
        }

        var display = type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);
        var reason = type switch
        {
            { TypeKind: TypeKind.Interface } => $"{display} is an interface, and nothing says which class to make",
            { TypeKind: TypeKind.Delegate } => $"{display} is a delegate",
            { SpecialType: SpecialType.System_Object } or { TypeKind: TypeKind.Dynamic } => "object says nothing of what is expected; ConfigNode takes any value",
            { IsAbstract: true } => $"{display} is abstract",
            { IsRefLikeType: true } => $"{display} is a ref struct",
            { IsTupleType: true } => $"the names of the tuple {display} are gone when the program runs: use a record",
            _ when IsCollection(type) => $"{display} is a collection, and nothing says how to make one: bind a list, set or dictionary, and make it of that",
            INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct } => null,
            _ => $"{display} is no class, struct, list or dictionary",
        };
        if (reason is not null)
        {
            throw new CannotBindException(within + reason);
        }

        if (InaccessiblePart(type) is { } hidden)
        {
            throw new CannotBindException($"{within}{hidden} must be public or internal");
        }

        return new MemberReader((INamedTypeSymbol)type, _values, within).Read();
    }

    // Code beside the type's own must be able to name it.
    private string? InaccessiblePart(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol array)
        {
            return InaccessiblePart(array.ElementType);
        }

        if (type is not INamedTypeSymbol named)
        {
            return null;
        }

        return named.TypeArguments.Select(InaccessiblePart).FirstOrDefault(static part => part is not null)
            ?? (!_compilation.IsSymbolAccessibleWithin(named, _compilation.Assembly) || IsFileLocal(named) ? named.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat) : null);
    }

    private static bool IsFileLocal(INamedTypeSymbol type) => type.IsFileLocal || (type.ContainingType is { } outer && IsFileLocal(outer));

    // One that no table of ValueReader has: its few properties, such as a capacity, are not what a file would say.
    private static bool IsCollection(ITypeSymbol type) => type.AllInterfaces.Any(static face =>
        face.OriginalDefinition.SpecialType is SpecialType.System_Collections_Generic_ICollection_T or SpecialType.System_Collections_Generic_IReadOnlyCollection_T);

    private static string NamesOf(INamedTypeSymbol type)
    {
        var isFlags = type.GetAttributes().Any(static attribute => attribute.AttributeClass?.ToDisplayString() == "System.FlagsAttribute");
        var name = TypeName.Plain(type);
        var values = type.GetMembers().OfType<IFieldSymbol>().Where(static field => field.HasConstantValue && !MemberReader.IsForbidden(field))
            .Select(field => $"({SymbolDisplay.FormatLiteral(field.Name, quote: true)}, {name}.@{field.Name})");
        return string.Join(", ", [isFlags ? "static (left, right) => left | right" : "null", .. values]);
    }
}
