using Strata.Values;

namespace Strata.Tests.Values;

/// <summary>A tree in one line, for asserting on: keys in their order, text in quotes only where it would be read as another type.</summary>
internal static class Flow
{
    public static string Of(ConfigNode? node) => node switch
    {
        null => "(nothing)",
        MappingNode mapping => "{" + string.Join(", ", mapping.Select(static entry => $"{entry.Key}: {Of(entry.Value)}")) + "}",
        SequenceNode sequence => "[" + string.Join(", ", sequence.Select(Of)) + "]",
        ScalarNode { Type: ScalarType.String } text when CoreSchema.TypeOf(text.Text) != ScalarType.String => $"\"{text.Text}\"",
        ScalarNode { Type: ScalarType.Null } => "null",
        ScalarNode scalar => scalar.Text,
        _ => throw new ArgumentOutOfRangeException(nameof(node)),
    };
}
