using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Layers.Conditions;

/// <summary>
/// <c>rollout</c>: the share of all tenants, hosts, environments or values of a fact for which an override applies. Each has its
/// place between 0 and 100 that never moves, so that raising the percentage only adds.
/// </summary>
/// <param name="percent">0 to 100.</param>
/// <param name="by">Whose share: <c>tenant</c>, <c>host</c>, <c>environment</c> or the name of a fact.</param>
/// <param name="salt">What makes two rollouts pick different ones.</param>
internal sealed class RolloutCondition(double percent, string by, string salt) : Condition
{
    private static readonly string[] Keys = ["by", "percent", "salt"];

    public double Percent { get; } = percent;

    public string By { get; } = by;

    public string Salt { get; } = salt;

    public static RolloutCondition? Read(MetadataValue value, string name)
    {
        if (!value.TryMapping("a mapping such as { percent: 20 }", out var mapping))
        {
            return null;
        }

        double? percent = null;
        string? by = "tenant", salt = name;
        foreach (ref readonly var entry in mapping.Entries)
        {
            var child = value.Child(entry);
            switch (entry.Key)
            {
                case "percent":
                    percent = ReadPercent(child);
                    break;
                case "by":
                    child.TryName("tenant, host, environment or the name of a fact, as text,", out by);
                    break;
                case "salt":
                    child.TryComparable("text", out salt);
                    break;
                default:
                    child.UnknownKey(DiagnosticCode.UnknownConditionKey, "key of \"rollout\":", Keys);
                    break;
            }
        }

        if (!mapping.ContainsKey("percent"))
        {
            value.Error("\"rollout\" has no \"percent\"", "add a percentage from 0 to 100");
        }

        return percent is { } share && by is not null && salt is not null ? new RolloutCondition(share, by, salt) : null;
    }

    /// <summary>Whether the share holds a value.</summary>
    public bool Includes(string value) => PlaceOf(Salt, value) < Percent / 100;

    /// <summary>
    /// The place of a value: 0 or more, less than 1, evenly spread. The first eight bytes of SHA-256 over the salt, a colon and
    /// the value. Must never change: overrides would jump from one tenant to another.
    /// </summary>
    public static double PlaceOf(string salt, string value)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{salt}:{value}"), hash);

        // The upper 53 bits fit a double exactly, so that none rounds up to 1.
        return (BinaryPrimitives.ReadUInt64BigEndian(hash) >> 11) * (1.0 / (1UL << 53));
    }

    private static double? ReadPercent(MetadataValue value)
    {
        if (value.Node is ScalarNode { Type: ScalarType.Integer or ScalarType.Float } scalar)
        {
            if (scalar.TryGetDouble(out var percent) && percent is >= 0 and <= 100)
            {
                return percent;
            }

            value.Error($"{value.Quoted(scalar.Text)} is no percentage", "write a number from 0 to 100");
        }
        else
        {
            value.Mismatch("a number from 0 to 100", value.Node is ScalarNode { Type: ScalarType.String } ? "write the number alone: 20" : null);
        }

        return null;
    }
}
