using System.Globalization;
using Strata.Values;

namespace Strata.Layers;

/// <summary>The names of the usual ranks.</summary>
internal static class Priority
{
    /// <summary>The rank of an override that names none.</summary>
    public const int Medium = 2;

    // A name's rank is its place.
    private static readonly string[] Names = ["lowest", "low", "medium", "high", "highest", "critical"];

    public static int Read(MetadataValue value)
    {
        const string Expected = "lowest, low, medium, high, highest, critical or a whole number";
        if (value.Node is ScalarNode { Type: ScalarType.Integer } number)
        {
            if (CoreSchema.TryParseInteger(number.Text, out var whole) && whole is >= int.MinValue and <= int.MaxValue)
            {
                return (int)whole;
            }

            value.Error($"the priority {value.Quoted(number.Text)} is out of range", string.Create(CultureInfo.InvariantCulture, $"it lies between {int.MinValue} and {int.MaxValue}"));
        }
        else if (value.Node is not ScalarNode { Type: ScalarType.String })
        {
            value.Mismatch(Expected);
        }
        else if (value.TryText(Expected, out var name))
        {
            var rank = Array.IndexOf(Names, name);
            if (rank >= 0)
            {
                return rank;
            }

            var hint = EditDistance.Nearest(name, Names) is { } near ? $"did you mean \"{near}\"?"
                : CoreSchema.TypeOf(name) == ScalarType.Integer ? $"write it without quotes: {name}"
                : $"write {Expected}";
            value.Error($"{value.Quoted(name)} is no priority", hint);
        }

        return Medium;
    }
}
