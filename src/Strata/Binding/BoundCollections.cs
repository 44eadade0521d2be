using System.ComponentModel;
using System.Globalization;
using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Binding;

/// <summary>Reads lists and mappings with keys of their own. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class BoundCollections
{
    /// <summary>The items of a list; null where none stands there.</summary>
    public static T[] Items<T>(BindingContext context, ConfigNode node, ConfigurationReader<T> item)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(item);
        if (node is not SequenceNode sequence)
        {
            context.Mismatch(node, "a list", node is ScalarNode { IsNull: false } ? "put it into brackets: a list may have one item" : null);
            return [];
        }

        var items = sequence.Count == 0 ? [] : new T[sequence.Count];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = item(context, context.Enter(sequence, i));
            context.Leave();
        }

        return items;
    }

    /// <summary>The entries of a mapping, with the keys as they are written.</summary>
    public static Dictionary<string, T> Entries<T>(BindingContext context, ConfigNode node, ConfigurationReader<T> value) =>
        Entries(context, node, static (string key, BindingContext _, out string read) => (read = key) is not null, "a text", value);

    /// <summary>The entries of a mapping whose keys are whole numbers or other values of one text.</summary>
    public static Dictionary<TKey, T> ParsedEntries<TKey, T>(BindingContext context, ConfigNode node, ConfigurationReader<T> value)
        where TKey : IParsable<TKey> =>
        Entries(context, node, static (string key, BindingContext _, out TKey read) => TKey.TryParse(key, CultureInfo.InvariantCulture, out read!), Type.GetTypeCode(typeof(TKey)) is >= TypeCode.SByte and <= TypeCode.UInt64 ? "a whole number" : TypeText.Of(typeof(TKey)), value);

    /// <summary>The entries of a mapping whose keys are names of an enumeration.</summary>
    public static Dictionary<TEnum, T> NamedEntries<TEnum, T>(BindingContext context, ConfigNode node, BoundNames<TEnum> names, ConfigurationReader<T> value)
        where TEnum : struct, Enum
    {
        ArgumentNullException.ThrowIfNull(names);
        return Entries(context, node, (string key, BindingContext _, out TEnum read) => names.TryFind(key, out read), Quotation.Join([.. names.Names.Select(Quotation.Of)], "or"), value);
    }

    private delegate bool KeyReader<TKey>(string key, BindingContext context, out TKey read);

    private static Dictionary<TKey, T> Entries<TKey, T>(BindingContext context, ConfigNode node, KeyReader<TKey> readKey, string expected, ConfigurationReader<T> value)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(value);
        if (node is not MappingNode mapping)
        {
            context.Mismatch(node, "a mapping");
            return [];
        }

        var entries = new Dictionary<TKey, T>(mapping.Count);
        for (var i = 0; i < mapping.Count; i++)
        {
            var child = context.Enter(mapping, i);
            var entry = mapping.Entries[i];
            if (!readKey(entry.Key, context, out var key))
            {
                context.Add(AtKey(entry, DiagnosticCode.WrongType, $"expected {expected} as the key, found {Quotation.Of(entry.Key)}") with { Path = context.Path });
            }
            else if (!entries.TryAdd(key, value(context, child)))
            {
                context.Add(AtKey(entry, DiagnosticCode.DuplicateKey, $"the key {Quotation.Of(entry.Key)} is another spelling of one that stands here already") with { Path = context.Path, Hint = "keep one of them" });
            }

            context.Leave();
        }

        return entries;
    }

    private static Diagnostic AtKey(MappingEntry entry, DiagnosticCode code, string message) =>
        Diagnostic.At(entry.Value.Document.Text, entry.KeyPosition, code, DiagnosticSeverity.Error, message);
}
