using System.Globalization;
using Strata.Binding;
using Strata.Output;
using Strata.Secrets;
using Strata.Values;

namespace Strata.Exporting;

/// <summary>
/// A part of a configuration as an exporter reads it: values as they may be written, secrets masked unless they are to be revealed. It takes
/// note of what was read. What has the wrong type is reported (STR8021), and read as if it were not there. For one thread.
/// </summary>
public sealed class ExportSection
{
    private readonly ExportContext _context;
    private readonly ConfigNode? _node;
    private readonly Sensitivity.Cursor _secrets;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ExportSection> _entered = new(StringComparer.Ordinal);
    private bool _isTaken;

    internal ExportSection(ExportContext context, ConfigPath path, ConfigNode? node, Sensitivity.Cursor secrets)
    {
        _context = context;
        Path = path;
        _node = node is ScalarNode { IsNull: true } ? null : node;
        _secrets = secrets;
    }

    /// <summary>Where it stands.</summary>
    public ConfigPath Path { get; }

    /// <summary>Whether there is anything. An explicit null is nothing.</summary>
    public bool Exists => _node is not null;

    /// <summary>The keys of a mapping, in order; none of anything else.</summary>
    public IEnumerable<string> Keys => _node is MappingNode mapping ? mapping.Keys : [];

    /// <summary>Whether a key has a value that is not null.</summary>
    public bool Has(string key) => Child(key) is not null;

    /// <summary>Whether a value is secret, or holds a password.</summary>
    public bool IsSecret(string key) => Child(key) is { } node && CursorOf(key, node) is var cursor && node switch
    {
        ScalarNode scalar => cursor.Masks(scalar),
        _ => cursor.IsSensitive,
    };

    /// <summary>A single value as text: numbers and booleans in canonical form. Null where there is none.</summary>
    public string? Text(string key) => Scalar(key) is { } scalar ? Shown(scalar, CursorOf(key, scalar)) : null;

    /// <summary>A text that a line can hold; null where there is none. One with a line break or another control character is reported.</summary>
    public string? Line(string key) => Text(key) is { } text && Holds(key, text, static c => !char.IsControl(c), "a line break or another control character") ? text : null;

    /// <summary>A text without blanks and quotes, such as a host; null where there is none.</summary>
    public string? Word(string key) => Line(key) is { } text && Holds(key, text, static c => c is not (' ' or '"' or '\''), "a blank or a quote") ? text : null;

    /// <summary>A boolean; null where there is none.</summary>
    public bool? Boolean(string key) => Scalar(key) switch
    {
        null => null,
        var scalar when scalar.TryGetBoolean(out var value) => value,
        _ => Mismatch<bool>(key, "true or false"),
    };

    /// <summary>A whole number; null where there is none.</summary>
    public long? Integer(string key) => Scalar(key) switch
    {
        null => null,
        var scalar when scalar.TryGetInt64(out var value) => value,
        _ => Mismatch<long>(key, "a whole number"),
    };

    /// <summary>A whole number that the other system takes from a least one on; null where there is none. A lesser one is reported.</summary>
    internal long? Integer(string key, long least) => Integer(key) is { } value ? (value >= least ? value : Mismatch<long>(key, $"{least.ToString(CultureInfo.InvariantCulture)} or more")) : null;

    /// <summary>A number; null where there is none.</summary>
    public double? Number(string key) => Scalar(key) switch
    {
        null => null,
        var scalar when scalar.TryGetDouble(out var value) => value,
        _ => Mismatch<double>(key, "a number"),
    };

    /// <summary>
    /// A duration in a text, such as <c>30s</c>, <c>1h30m</c> or <c>PT30S</c>, or in a number whose key ends in its unit; null where there is none.
    /// One below zero is reported.
    /// </summary>
    /// <param name="key">The key: <c>timeout</c>. Where it has no value, that of the key with a unit behind it is read: <c>timeout_seconds</c>.</param>
    /// <param name="numbers">What numbers count whose key has no unit.</param>
    public TimeSpan? Duration(string key, DurationUnit numbers = DurationUnit.None)
    {
        key = Has(key) ? key : DurationKey.Suffixes.Select(known => $"{key}_{known.Suffix}").FirstOrDefault(Has) ?? key;
        if (Scalar(key) is not { } scalar)
        {
            return null;
        }

        TimeSpan? value;
        if (scalar.TryGetDouble(out _) && decimal.TryParse(scalar.ToInvariantText(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            var unit = DurationKey.UnitOf(key);
            value = DurationText.TryScale(number, unit == DurationUnit.None ? numbers : unit, out var scaled) ? scaled : Mismatch<TimeSpan>(key, "a duration with its unit");
        }
        else
        {
            value = DurationText.TryParse(scalar.Text, out var parsed) ? parsed : Mismatch<TimeSpan>(key, "a duration with its unit, such as 30s");
        }

        return value < TimeSpan.Zero ? Mismatch<TimeSpan>(key, "no less than nothing") : value;
    }

    /// <summary>The single values of a list, as texts; a single value is a list of one. None where there is nothing.</summary>
    public IReadOnlyList<string> Texts(string key)
    {
        var node = Read(key);
        switch (node)
        {
            case null:
                return [];
            case ScalarNode scalar:
                return [Shown(scalar, CursorOf(key, scalar))];
            case SequenceNode sequence when sequence.Items.ToArray().All(static item => item is ScalarNode):
                var secrets = CursorOf(key, node);
                return [.. sequence.Items.ToArray().Select((item, index) => Shown((ScalarNode)item, secrets.Enter(index, item)))];
            default:
                _context.Fail(Path.Append(key), $"{Path.Append(key)} must be a list of single values");
                return [];
        }
    }

    /// <summary>The section beneath a key; an empty one where there is nothing, or no mapping.</summary>
    public ExportSection Section(string key) => _entered.TryGetValue(key, out var known) ? known : Enter(key, Expect<MappingNode>(key, "a mapping"));

    /// <summary>The items of a list of mappings beneath a key, each a section.</summary>
    public IReadOnlyList<ExportSection> Items(string key)
    {
        if (Expect<SequenceNode>(key, "a list") is not { } sequence)
        {
            return [];
        }

        var list = _entered.TryGetValue(key, out var known) ? known : Enter(key, sequence);
        return [.. Enumerable.Range(0, sequence.Items.Length).Select(index => list.Item(index, sequence.Items[index])).OfType<ExportSection>()];
    }

    /// <summary>What stands beneath a key, as it may be written; null where there is nothing.</summary>
    public ConfigNode? Node(string key)
    {
        if (Read(key) is not { } node)
        {
            return null;
        }

        var cursor = CursorOf(key, node);
        if (!_context.RevealsSecrets && !ReferenceEquals(MaskedTree.Of(node, cursor), node))
        {
            _context.Masked++;
            return MaskedTree.Of(node, cursor);
        }

        return node;
    }

    /// <summary>Says that values are left out on purpose, and are no loss: the other system has no use for them.</summary>
    public void Skip(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            _read.Add(key);
        }
    }

    /// <summary>Says that everything here was read.</summary>
    public void SkipRest() => _isTaken = true;

    /// <summary>Tells of a value here that the other system cannot hold, or holds otherwise (STR8020).</summary>
    public void Warn(string key, string message, string? hint = null)
    {
        _read.Add(key);
        _context.Warn(Path.Append(key), message, hint);
    }

    /// <summary>Tells of a value here that cannot be exported (STR8021).</summary>
    public void Fail(string key, string message, string? hint = null)
    {
        _read.Add(key);
        _context.Fail(Path.Append(key), message, hint);
    }

    internal void ReportUnread(string exporter)
    {
        if (_isTaken || _node is null)
        {
            return;
        }

        if (_node is MappingNode mapping)
        {
            foreach (var key in mapping.Keys.Where(key => !_read.Contains(key) && Child(key) is not null))
            {
                if (_entered.TryGetValue(key, out var section))
                {
                    section.ReportUnread(exporter);
                }
                else
                {
                    Warn(key, $"{Path.Append(key)} has no counterpart in an export as {exporter}, and is left out");
                }
            }
        }
        else if (_node is SequenceNode)
        {
            foreach (var item in _entered.Values)
            {
                item.ReportUnread(exporter);
            }
        }
    }

    private ExportSection? Item(int index, ConfigNode item)
    {
        var key = index.ToString(CultureInfo.InvariantCulture);
        if (_entered.TryGetValue(key, out var section))
        {
            return section;
        }

        if (item is not MappingNode)
        {
            _context.Fail(Path.Append(index), $"{Path.Append(index)} must be a mapping");
            return null;
        }

        section = new ExportSection(_context, Path.Append(index), item, _secrets.Enter(index, item));
        _entered.Add(key, section);
        return section;
    }

    private ExportSection Enter(string key, ConfigNode? node)
    {
        var section = new ExportSection(_context, Path.Append(key), node, node is null ? _secrets : CursorOf(key, node));
        _entered.Add(key, section);
        return section;
    }

    private T? Expect<T>(string key, string expected)
        where T : ConfigNode
    {
        var node = Child(key);
        if (node is not (null or T))
        {
            _context.Fail(Path.Append(key), $"{Path.Append(key)} must be {expected}");
        }

        return node as T;
    }

    private bool Holds(string key, string text, Func<char, bool> allows, string what)
    {
        if (text.All(allows))
        {
            return true;
        }

        _context.Fail(Path.Append(key), $"{Path.Append(key)} holds {what}, which cannot be written there", "choose another value");
        return false;
    }

    private ConfigNode? Read(string key)
    {
        _read.Add(key);
        return Child(key);
    }

    private ConfigNode? Child(string key) => _node is MappingNode mapping && mapping.IndexOf(key) is >= 0 and var index && mapping.Entries[index].Value is var value && value is not ScalarNode { IsNull: true }
        ? value
        : null;

    private Sensitivity.Cursor CursorOf(string key, ConfigNode node) => _secrets.Enter(key, node);

    private ScalarNode? Scalar(string key)
    {
        switch (Read(key))
        {
            case null:
                return null;
            case ScalarNode scalar:
                return scalar;
            default:
                _context.Fail(Path.Append(key), $"{Path.Append(key)} must be a single value");
                return null;
        }
    }

    private string Shown(ScalarNode scalar, Sensitivity.Cursor cursor)
    {
        if (_context.RevealsSecrets || !cursor.Masks(scalar))
        {
            return scalar.ToInvariantText();
        }

        // An empty secret is none.
        if (scalar.Text.Length == 0)
        {
            return "";
        }

        _context.Masked++;
        return cursor.TextOf(scalar);
    }

    private T? Mismatch<T>(string key, string expected)
        where T : struct
    {
        _context.Fail(Path.Append(key), $"{Path.Append(key)} must be {expected}");
        return null;
    }
}
