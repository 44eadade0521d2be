using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Strata.Values;

/// <summary>
/// A TCP or UDP port, 0 to 65535. Who listens on 0 is given any port that is free; nothing can be reached at it. Converts to a whole
/// number by itself.
/// </summary>
public readonly record struct Port : IComparable<Port>
{
    private const int Greatest = 65535;

    private readonly ushort _number;

    /// <summary>Makes a port.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is no port.</exception>
    public Port(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, Greatest);
        _number = (ushort)number;
    }

    /// <summary>The number.</summary>
    public int Number => _number;

    /// <summary>The number.</summary>
    [SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "Number is it.")]
    public static implicit operator int(Port port) => port._number;

    /// <inheritdoc/>
    public int CompareTo(Port other) => _number.CompareTo(other._number);

    /// <summary>Whether one port's number is smaller.</summary>
    public static bool operator <(Port left, Port right) => left._number < right._number;

    /// <summary>Whether one port's number is greater.</summary>
    public static bool operator >(Port left, Port right) => left._number > right._number;

    /// <summary>Whether one port's number is smaller or the same.</summary>
    public static bool operator <=(Port left, Port right) => left._number <= right._number;

    /// <summary>Whether one port's number is greater or the same.</summary>
    public static bool operator >=(Port left, Port right) => left._number >= right._number;

    /// <summary>The number in decimal digits.</summary>
    public override string ToString() => _number.ToString(CultureInfo.InvariantCulture);
}
