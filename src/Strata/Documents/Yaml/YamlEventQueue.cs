using System.Text;
using Strata.Values;

namespace Strata.Documents.Yaml;

/// <summary>The events that were found and not yet taken: a step of the reader finds none, one or several.</summary>
internal sealed class YamlEventQueue(KeyPool pool)
{
    // Values of so few bytes recur as keys do (true, 8080, eu-west): a twentieth of a large directory's memory.
    private const int Short = 16;

    private YamlEvent[] _events = new YamlEvent[8];
    private int _next;
    private int _count;

    /// <summary>The event that was taken last.</summary>
    public ref readonly YamlEvent Current => ref _events[_next - 1];

    /// <summary>Takes the next event.</summary>
    /// <returns>Whether there is one.</returns>
    public bool MoveNext()
    {
        if (_next < _count)
        {
            _next++;
            return true;
        }

        _next = _count = 0;
        return false;
    }

    public void Add(YamlEventKind kind, SourcePosition position, int start, in YamlProperties properties = default)
    {
        ref var added = ref Next(kind, position, start, start, properties);
        added.Text = null;
    }

    /// <summary>Adds a closing bracket.</summary>
    public void AddBracket(YamlEventKind kind, SourcePosition position, int start)
    {
        ref var added = ref Next(kind, position, start, start + 1, default);
        added.Text = null;
    }

    public void AddAlias(SourcePosition position, int start, int end, string name)
    {
        ref var added = ref Next(YamlEventKind.Alias, position, start, end, default);
        added.Text = name;
    }

    /// <summary>Adds a value that is not written.</summary>
    public void AddMissing(SourcePosition position, int at, in YamlProperties properties = default) =>
        AddScalar(position, at, at, properties, YamlScalarStyle.Plain, default, isKey: false);

    /// <param name="position">Where it stands.</param>
    /// <param name="start">The offset of its first byte.</param>
    /// <param name="end">The offset behind its last byte.</param>
    /// <param name="properties">Its anchor and tag.</param>
    /// <param name="style">How it is written.</param>
    /// <param name="text">What it says.</param>
    /// <param name="isKey">Whether it is a key: those recur whatever their length, and share one string.</param>
    public void AddScalar(SourcePosition position, int start, int end, in YamlProperties properties, YamlScalarStyle style, ReadOnlySpan<byte> text, bool isKey)
    {
        ref var added = ref Next(YamlEventKind.Scalar, position, start, end, properties);
        added.Style = style;
        added.Text = text.IsEmpty ? "" : isKey || text.Length <= Short ? pool.Intern(text) : Encoding.UTF8.GetString(text);
    }

    private ref YamlEvent Next(YamlEventKind kind, SourcePosition position, int start, int end, in YamlProperties properties)
    {
        if (_count == _events.Length)
        {
            Array.Resize(ref _events, _events.Length * 2);
        }

        ref var next = ref _events[_count++];
        next.Kind = kind;
        next.Position = position;
        next.Start = start;
        next.End = end;
        next.Anchor = properties.Anchor;
        next.Tag = properties.Tag;
        return ref next;
    }
}
