using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Strata.Output;

/// <summary>
/// Environment variables, as a POSIX shell sources them and as dotenv readers read them. Those readers differ in what a quoted
/// text may escape, so the quoting with the fewest escapes wins: none, then single quotes, in which all take every character for
/// itself, then double quotes.
/// </summary>
internal sealed class EnvFormat : ILeafFormat
{
    private static readonly SearchValues<char> Safe = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./:@%+,=-");

    public void AppendKey(List<char> name, string key)
    {
        Separate(name);
        foreach (var c in key)
        {
            Append(name, char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_');
        }
    }

    public void AppendIndex(List<char> name, int index)
    {
        Separate(name);
        Span<char> digits = stackalloc char[16];
        index.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        foreach (var digit in digits[..length])
        {
            Append(name, digit);
        }
    }

    public bool Refuses(string value, [NotNullWhen(true)] out string? reason)
    {
        reason = value.Contains('\0') ? "a variable cannot hold the character U+0000" : null;
        return reason is not null;
    }

    // A shell sets "_" itself, before each command; and of a key without an ASCII letter or digit nothing is left to find it by.
    public bool RefusesName(ReadOnlySpan<char> name, [NotNullWhen(true)] out string? reason)
    {
        reason = !name.IsEmpty && !name.ContainsAnyExcept('_') ? $"no letter of it can stand in a variable's name, and \"{name}\" says nothing" : null;
        return reason is not null;
    }

    public void WriteLine(Utf8Output output, ReadOnlySpan<char> name, string value)
    {
        // A single value has no key.
        output.Write(name.IsEmpty ? "VALUE" : name);
        output.Write((byte)'=');
        if (value.AsSpan().IndexOfAnyExcept(Safe) < 0)
        {
            output.Write(value);
        }
        else if (!value.Contains('\'') && !value.EndsWith('\\'))
        {
            output.Write((byte)'\'');
            output.Write(value);
            output.Write((byte)'\'');
        }
        else
        {
            WriteDoubleQuoted(output, value);
        }

        output.Write((byte)'\n');
    }

    private static void Separate(List<char> name)
    {
        if (name.Count > 0)
        {
            name.Add('_');
            name.Add('_');
        }
    }

    private static void Append(List<char> name, char c)
    {
        if (name.Count == 0 && char.IsAsciiDigit(c))
        {
            name.Add('_');
        }

        name.Add(c);
    }

    private static void WriteDoubleQuoted(Utf8Output output, ReadOnlySpan<char> value)
    {
        output.Write((byte)'"');
        for (int at; (at = value.IndexOfAny("\\\"$`")) >= 0; value = value[(at + 1)..])
        {
            output.Write(value[..at]);
            output.Write((byte)'\\');
            output.Write((byte)value[at]);
        }

        output.Write(value);
        output.Write((byte)'"');
    }
}
