using Strata.Values;

namespace Strata.Output;

/// <summary>Builds the mappings that commands print: <c>new ObjectShape().Add("line", 31).Build()</c>.</summary>
internal sealed class ObjectShape
{
    private readonly List<MappingEntry> _entries = [];

    public ObjectShape Add(string key, ConfigNode? value)
    {
        _entries.Add(new MappingEntry(key, value ?? ScalarNode.Of((string?)null), SourcePosition.None));
        return this;
    }

    public ObjectShape Add(string key, string? value) => Add(key, ScalarNode.Of(value));

    public ObjectShape Add(string key, long value) => Add(key, ScalarNode.Of(value));

    public ObjectShape Add(string key, System.Numerics.BigInteger value) =>
        Add(key, ScalarNode.OfInteger(value.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    public ObjectShape Add(string key, bool value) => Add(key, ScalarNode.Of(value));

    public MappingNode Build() => new(ScalarNode.Synthetic, SourcePosition.None, [.. _entries]);
}

/// <summary>Builds the lists that commands print.</summary>
internal static class ListShape
{
    public static SequenceNode Of(IEnumerable<ConfigNode> items) => new(ScalarNode.Synthetic, SourcePosition.None, [.. items]);

    public static SequenceNode Of(IEnumerable<string> items) => Of(items.Select(static item => (ConfigNode)ScalarNode.Of(item)));
}
