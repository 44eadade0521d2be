using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Strata.Values;

namespace Strata.Secrets.Envelopes;

/// <summary>
/// Writes texts one behind the other, each with its length before it, so that no two lists of texts give the same bytes.
/// </summary>
internal sealed class Fields
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public Fields Add(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        Add(length);
        Encoding.UTF8.GetBytes(text, _bytes.GetSpan(length));
        _bytes.Advance(length);
        return this;
    }

    public Fields Add(int number)
    {
        BinaryPrimitives.WriteInt32BigEndian(_bytes.GetSpan(sizeof(int)), number);
        _bytes.Advance(sizeof(int));
        return this;
    }

    /// <summary>A path, its list indexes told from keys that look like them.</summary>
    public Fields Add(ConfigPath path)
    {
        Add(path.Depth);
        foreach (var step in path.Steps())
        {
            Add(step.IsIndex ? 1 : 0).Add(step.Key);
        }

        return this;
    }

    public Fields Clear()
    {
        _bytes.ResetWrittenCount();
        return this;
    }
}
