using System.Buffers;
using Strata.Values;

namespace Strata.Validation.Schemas;

/// <summary>The kinds of value that a schema tells apart.</summary>
[Flags]
internal enum TypeSet : byte
{
    None = 0,
    Text = 1,
    Null = 2,
    Boolean = 4,

    /// <summary>A number that is written with a point or an exponent. Its value may be whole nevertheless.</summary>
    Fraction = 8,
    Integer = 16,
    Mapping = 32,
    List = 64,
    Number = Fraction | Integer,
    All = 127,
}

/// <summary>Which kind a value is.</summary>
internal static class TypeSets
{
    // Longer numbers take their room from the pool.
    private const int StackRoom = 128;

    /// <summary>The kind of a value as it is written.</summary>
    public static TypeSet Of(ConfigNode node) => node switch
    {
        ScalarNode scalar => Of(scalar.Type),
        MappingNode => TypeSet.Mapping,
        _ => TypeSet.List,
    };

    public static TypeSet Of(ScalarType type) => type switch
    {
        ScalarType.String => TypeSet.Text,
        ScalarType.Integer => TypeSet.Integer,
        ScalarType.Boolean => TypeSet.Boolean,
        ScalarType.Float => TypeSet.Fraction,
        _ => TypeSet.Null,
    };

    /// <summary>The kind that a schema names: <c>object</c>; none when there is no such kind.</summary>
    public static TypeSet Named(string name) => name switch
    {
        "string" => TypeSet.Text,
        "null" => TypeSet.Null,
        "boolean" => TypeSet.Boolean,
        "number" => TypeSet.Number,
        "integer" => TypeSet.Integer,
        "object" => TypeSet.Mapping,
        "array" => TypeSet.List,
        _ => TypeSet.None,
    };

    /// <summary>Whether a number has no fraction, however it is written: <c>1.0</c> and <c>1e3</c> have none.</summary>
    public static bool IsWhole(ScalarNode number)
    {
        var text = number.Text;
        if (number.Type == ScalarType.Integer)
        {
            return true;
        }

        var rented = text.Length > StackRoom ? ArrayPool<char>.Shared.Rent(text.Length) : null;
        var room = rented ?? stackalloc char[StackRoom];
        var whole = DecimalNumber.TryRead(text, room, out var value) && value.Exponent >= value.Digits.Length;
        if (rented is not null)
        {
            ArrayPool<char>.Shared.Return(rented);
        }

        return whole;
    }
}
