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

    public void Add(YamlEventKind kind, SourcePosition position, in YamlProperties properties = default)
    {
        ref var added = ref Next(kind, position, properties);
        added.Text = null;
    }

    public void AddAlias(SourcePosition position, string name)
    {
        ref var added = ref Next(YamlEventKind.Alias, position, default);
        added.Text = name;
    }

    /// <summary>Adds a value that is not written.</summary>
    public void AddMissing(SourcePosition position, in YamlProperties properties = default) =>
        AddScalar(position, properties, YamlScalarStyle.Plain, default, isKey: false);

    /// <param name="position">Where it stands.</param>
    /// <param name="properties">Its anchor and tag.</param>
    /// <param name="style">How it is written.</param>
    /// <param name="text">What it says.</param>
    /// <param name="isKey">Whether it is a key: those recur whatever their length, and share one string.</param>
    public void AddScalar(SourcePosition position, in YamlProperties properties, YamlScalarStyle style, ReadOnlySpan<byte> text, bool isKey)
    {
        ref var added = ref Next(YamlEventKind.Scalar, position, properties);
        added.Style = style;
        added.Text = text.IsEmpty ? "" : isKey || text.Length <= Short ? pool.Intern(text) : Encoding.UTF8.GetString(text);
    }

    private ref YamlEvent Next(YamlEventKind kind, SourcePosition position, in YamlProperties properties)
    {
        if (_count == _events.Length)
        {
            Array.Resize(ref _events, _events.Length * 2);
        }

        ref var next = ref _events[_count++];
        next.Kind = kind;
        next.Position = position;
        next.Anchor = properties.Anchor;
        next.Tag = properties.Tag;
        return ref next;
    }
}
