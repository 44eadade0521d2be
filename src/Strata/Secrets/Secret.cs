using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Strata.Values;

namespace Strata.Secrets;

/// <summary>
/// A secret value that does not show itself: its text, its debugger display and its JSON are <c>********</c>. <see cref="Reveal"/> is the
/// only way to it. Equal to another of the same text; two of one length are compared in the same time whatever they hold. Immutable; safe
/// for use from several threads. It does not protect against who can read the process's memory.
/// </summary>
[DebuggerDisplay(SecretText.Mask)]
[JsonConverter(typeof(SecretJsonConverter))]
public sealed class Secret : IEquatable<Secret>
{
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly string _value;

    /// <summary>Makes a secret of a text.</summary>
    /// <exception cref="ArgumentNullException">There is none.</exception>
    public Secret(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _value = value;
    }

    /// <summary>The secret itself. Give it to what needs it, and do not keep it.</summary>
    public string Reveal() => _value;

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] Secret? other) =>
        other is not null && CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes(_value.AsSpan()), MemoryMarshal.AsBytes(other._value.AsSpan()));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Secret);

    /// <summary>Whether two secrets are of one text, or both null.</summary>
    public static bool operator ==(Secret? left, Secret? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether two secrets are of different texts, or one is null.</summary>
    public static bool operator !=(Secret? left, Secret? right) => !(left == right);

    /// <summary>A hash that is another one in every process.</summary>
    public override int GetHashCode() => _value.GetHashCode(StringComparison.Ordinal);

    /// <summary>A mask.</summary>
    public override string ToString() => SecretText.Mask;
}
