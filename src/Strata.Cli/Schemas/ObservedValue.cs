using Strata.Secrets;
using Strata.Values;

namespace Strata.Cli.Schemas;

/// <summary>What was seen at one place of configurations: its types, its keys, and what its texts have in common.</summary>
internal sealed class ObservedValue
{
    // More different texts than these are no enumeration.
    private const int MostTexts = 8;

    private readonly Dictionary<string, ObservedValue> _values = new(StringComparer.Ordinal);
    private readonly List<string> _keys = [];
    private readonly HashSet<string> _types = new(StringComparer.Ordinal);

    // Each with how often it was seen in the first configuration.
    private readonly SortedDictionary<string, int> _texts = new(StringComparer.Ordinal);

    /// <summary>The keys of mappings, in the order in which they were first seen.</summary>
    public IReadOnlyList<string> Keys => _keys;

    /// <summary>The types, in JSON Schema's words.</summary>
    public IReadOnlySet<string> Types => _types;

    /// <summary>The mappings that were seen.</summary>
    public int Mappings { get; private set; }

    /// <summary>The mappings above in which the key was that leads here.</summary>
    public int Seen { get; private set; }

    /// <summary>The items of lists together; null where none had any.</summary>
    public ObservedValue? Items { get; private set; }

    /// <summary>Whether a value, or a part of one, is shown to nobody.</summary>
    public bool IsSecret { get; private set; }

    /// <summary>Whether keys must not be shown: there are passwords in them.</summary>
    public bool HasSecretKeys { get; private set; }

    /// <summary>The formats that all texts have.</summary>
    public TextForms Forms { get; private set; } = TextForms.All;

    /// <summary>Whether all numbers are ports.</summary>
    public bool IsPort { get; private set; } = true;

    /// <summary>The texts, in ordinal order; null where there are too many, or longer ones than a choice has.</summary>
    public IReadOnlyDictionary<string, int>? Texts => IsChoice ? _texts : null;

    private bool IsChoice { get; set; } = true;

    public ObservedValue this[string key] => _values[key];

    /// <summary>Adds a value. As deep as the configuration nests, which has a limit.</summary>
    /// <param name="node">The value.</param>
    /// <param name="secrets">What is secret in it.</param>
    /// <param name="key">The key that it stands at; for an item that of its list.</param>
    /// <param name="isFirst">Whether it is of the first configuration, which was asked for; others may have been resolved with variables missing.</param>
    public void Add(ConfigNode node, Sensitivity.Cursor secrets, string key, bool isFirst)
    {
        switch (node)
        {
            case MappingNode mapping:
                AddMapping(mapping, secrets, isFirst);
                break;
            case SequenceNode list:
                _types.Add("array");
                for (var i = 0; i < list.Count; i++)
                {
                    Items ??= new ObservedValue();
                    Items.Add(list[i], secrets.Enter(i, list[i]), key, isFirst);
                }

                break;
            case ScalarNode scalar when isFirst || !IsUnknown(scalar):
                AddScalar(scalar, secrets, key, isFirst);
                break;
        }
    }

    private static bool IsUnknown(ScalarNode scalar) =>
        scalar is InterpolatedNode made && Array.Exists(made.Substitutions, static part => part.Source == VariableSource.Unset);

    private void AddMapping(MappingNode mapping, Sensitivity.Cursor secrets, bool isFirst)
    {
        _types.Add("object");
        Mappings++;
        HasSecretKeys |= secrets.KeysOf(mapping) is not null;
        foreach (ref readonly var entry in mapping.Entries)
        {
            if (!_values.TryGetValue(entry.Key, out var value))
            {
                _values.Add(entry.Key, value = new ObservedValue());
                _keys.Add(entry.Key);
            }

            value.Seen++;
            value.Add(entry.Value, secrets.Enter(entry.Key, entry.Value), entry.Key, isFirst);
        }
    }

    private void AddScalar(ScalarNode scalar, Sensitivity.Cursor secrets, string key, bool isFirst)
    {
        IsSecret |= secrets.Masks(scalar);
        _types.Add(scalar.Type switch
        {
            ScalarType.Null => "null",
            ScalarType.Boolean => "boolean",
            ScalarType.Integer => "integer",
            ScalarType.Float => "number",
            _ => "string",
        });
        if (scalar.Type == ScalarType.String)
        {
            Forms &= TextForm.Of(scalar.Text, key);
            AddText(scalar.Text, isFirst);
        }
        else if (scalar.Type != ScalarType.Null)
        {
            IsPort &= TextForm.LastWord(key) == "port" && scalar.TryGetInt64(out var number) && number is >= 1 and <= 65535;
        }
    }

    private void AddText(string text, bool isFirst)
    {
        if (IsChoice && text.Length is > 0 and <= 20 && char.IsAsciiLetter(text[0]) && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            _texts[text] = _texts.GetValueOrDefault(text) + (isFirst ? 1 : 0);
            IsChoice = _texts.Count <= MostTexts;
        }
        else
        {
            IsChoice = false;
        }
    }
}
