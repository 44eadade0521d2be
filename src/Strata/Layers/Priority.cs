using System.Globalization;
using System.Numerics;
using Strata.Values;

namespace Strata.Layers;

/// <summary>The names of the usual ranks.</summary>
internal static class Priority
{
    /// <summary>The rank of an override that names none.</summary>
    public const int Medium = 2;

    // To read a number takes more than linear time; no rank is this long, be it an instant to the nanosecond.
    private const int MostDigits = 100;

    // A name's rank is its place.
    private static readonly string[] Names = ["lowest", "low", "medium", "high", "highest", "critical"];

    public static BigInteger Read(MetadataValue value)
    {
        const string Expected = "lowest, low, medium, high, highest, critical or a whole number";
        if (value.Node is ScalarNode { Type: ScalarType.Integer } number)
        {
            if (number.Text.Length <= MostDigits)
            {
                return BigInteger.Parse(CoreSchema.CanonicalInteger(number.Text), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            }

            value.Error("the priority is a number of too many digits", string.Create(CultureInfo.InvariantCulture, $"write one of at most {MostDigits}"));
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
