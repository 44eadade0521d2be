using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Strata.Generators;

/// <summary>Finds how a type is bound, and every type that it is made of.</summary>
internal sealed class BoundTypeReader
{
    private readonly Compilation _compilation;
    private readonly ValueReader _values;
    private readonly List<BoundTypeModel> _types = [];
    private readonly List<BindingProblem> _problems = [];
    private readonly HashSet<ITypeSymbol> _seen = new(SymbolEqualityComparer.Default);
    private readonly Queue<(ITypeSymbol Type, string Member)> _open = new();

    public BoundTypeReader(Compilation compilation)
    {
        _compilation = compilation;
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
        try
        {
            var read = _values.Expression(unannotated, null);
            if (!_seen.Contains(unannotated))
            {
                _types.Add(new BoundTypeModel(TypeName.Plain(unannotated), read, null, IsRoot: true, IsStruct: false, 0, default));
            }

            while (_open.Count > 0)
            {
                var (type, member) = _open.Dequeue();
                _types.Add(Read(type, member) with { IsRoot = SymbolEqualityComparer.Default.Equals(type, unannotated) });
            }
        }
        catch (CannotBindException problem)
        {
            // Half of what a type needs is of no use; what others need as well is found with them.
            _open.Clear();
            _types.RemoveRange(made, _types.Count - made);
            _problems.Add(BindingProblem.At(location, BindingDescriptors.CannotBind, name, problem.Message));
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
            return new BoundTypeModel(TypeName.Plain(type), null, NamesOf((INamedTypeSymbol)type), IsRoot: false, IsStruct: false, 0, default);
        }

        var display = type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);
        var reason = type switch
        {
            { TypeKind: TypeKind.Interface } => $"{display} is an interface, and nothing says which class to make",
            { TypeKind: TypeKind.Delegate } => $"{display} is a delegate",
            { SpecialType: SpecialType.System_Object } or { TypeKind: TypeKind.Dynamic } => "object says nothing of what is expected; ConfigNode takes any value",
            { IsAbstract: true } => $"{display} is abstract",
            { IsRefLikeType: true } => $"{display} is a ref struct",
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

        return !_compilation.IsSymbolAccessibleWithin(named, _compilation.Assembly) || named.IsFileLocal
            ? named.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat)
            : named.TypeArguments.Select(InaccessiblePart).FirstOrDefault(static part => part is not null);
    }

    private static string NamesOf(INamedTypeSymbol type)
    {
        var isFlags = type.GetAttributes().Any(static attribute => attribute.AttributeClass?.ToDisplayString() == "System.FlagsAttribute");
        var name = TypeName.Plain(type);
        var values = type.GetMembers().OfType<IFieldSymbol>().Where(static field => field.HasConstantValue)
            .Select(field => $"({SymbolDisplay.FormatLiteral(field.Name, quote: true)}, {name}.@{field.Name})");
        return string.Join(", ", [isFlags ? "static (left, right) => left | right" : "null", .. values]);
    }
}
