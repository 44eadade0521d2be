using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Strata.Values;

namespace Strata.Secrets.Sops;

/// <summary>
/// A value as SOPS encrypts it: a type, and the bytes that its MAC covers too. It never shows itself; <see cref="Reveal"/> and
/// <see cref="Bytes"/> are the only ways to it. Immutable.
/// </summary>
[DebuggerDisplay(SecretText.Mask)]
internal sealed class SopsValue
{
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly byte[] _bytes;

    /// <param name="type">The type.</param>
    /// <param name="bytes">What is encrypted. They are kept, not copied.</param>
    public SopsValue(SopsType type, byte[] bytes)
    {
        Type = type;
        _bytes = bytes;
    }

    /// <param name="type">The type.</param>
    /// <param name="text">The value, written as the type says.</param>
    public SopsValue(SopsType type, string text)
        : this(type, Encoding.UTF8.GetBytes(text))
    {
    }

    /// <summary>The type.</summary>
    public SopsType Type { get; }

    /// <summary>What is encrypted.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Whether the bytes are a value of the type, written as SOPS writes it.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public bool FitsType => Type switch
    {
        SopsType.Bytes => true,
        SopsType.Integer => long.TryParse(_bytes, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        SopsType.Float => Bytes.SequenceEqual("NaN"u8) || Bytes.SequenceEqual("+Inf"u8) || Bytes.SequenceEqual("-Inf"u8) || IsFinite(_bytes),
        SopsType.Boolean => Bytes.SequenceEqual("True"u8) || Bytes.SequenceEqual("False"u8),
        SopsType.Time => System.Text.Unicode.Utf8.IsValid(_bytes) && IsTime(Reveal()),
        _ => System.Text.Unicode.Utf8.IsValid(_bytes),
    };

    /// <summary>The value's text: the secret itself. Of <see cref="SopsType.Bytes"/>, what they are in UTF-8.</summary>
    public string Reveal() => Encoding.UTF8.GetString(_bytes);

    /// <summary>Clears the bytes.</summary>
    public void Clear() => CryptographicOperations.ZeroMemory(_bytes);

    /// <summary>A mask.</summary>
    public override string ToString() => SecretText.Mask;

    private static bool IsFinite(byte[] bytes) =>
        double.TryParse(bytes, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number);

    // A fraction may have as many digits as its writer's clock, of which .NET reads seven.
    private static bool IsTime(string text)
    {
        const int Seconds = 19;
        if (text.Length <= Seconds || !DateTime.TryParseExact(text.AsSpan(0, Seconds), "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            return false;
        }

        var zone = text.AsSpan(Seconds);
        if (zone[0] == '.')
        {
            var digits = zone[1..].IndexOfAnyExceptInRange('0', '9');
            if (digits < 1)
            {
                return false;
            }

            zone = zone[(digits + 1)..];
        }

        return zone is "Z" || (zone is ['+' or '-', ..] && TimeSpan.TryParseExact(zone[1..], @"hh\:mm", CultureInfo.InvariantCulture, out _));
    }
}
