using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Strata.Values;

namespace Strata.Secrets.Envelopes;

/// <summary>
/// Writes texts one behind the other, each with its length before it, so that no two lists of texts give the same bytes.
/// </summary>
internal sealed class Fields
{
    private byte[] _bytes = new byte[256];

    /// <summary>The bytes that are written.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>How many they are.</summary>
    public int Length { get; private set; }

    public Fields Add(ReadOnlySpan<char> text)
    {
        Reserve(sizeof(int) + Encoding.UTF8.GetMaxByteCount(text.Length));
        var length = Encoding.UTF8.GetBytes(text, _bytes.AsSpan(Length + sizeof(int)));
        Add(length);
        Length += length;
        return this;
    }

    public Fields Add(int number)
    {
        Reserve(sizeof(int));
        BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(Length), number);
        Length += sizeof(int);
        return this;
    }

    /// <summary>One text of a word and a number.</summary>
    public Fields Add(string word, int number)
    {
        Span<char> text = stackalloc char[32];
        return text.TryWrite(CultureInfo.InvariantCulture, $"{word} {number}", out var length)
            ? Add(text[..length])
            : throw new ArgumentException("The word is too long.", nameof(word));
    }

    /// <summary>A path, its list indexes told from keys that look like them.</summary>
    public Fields Add(ConfigPath path)
    {
        Add(path.Depth);
        AddSteps(path);
        return this;
    }

    /// <summary>Takes back what was written behind the first bytes.</summary>
    public Fields Cut(int length)
    {
        Length = length;
        return this;
    }

    private void AddSteps(ConfigPath path)
    {
        if (path.Parent is { } parent)
        {
            AddSteps(parent);
            Add(path.IsIndex ? 1 : 0).Add(path.Key);
        }
    }

    private void Reserve(int count)
    {
        if (_bytes.Length - Length < count)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
        }
    }
}
