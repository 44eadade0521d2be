using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Strata.Layers.Conditions;
using Strata.Selection;

namespace Strata.Server.Spaces;

/// <summary>
/// Who gets the candidate of a revision: tenants by name, callers by a label (a fact), and a share of the others that never loses a member
/// while it grows. Immutable.
/// </summary>
internal sealed record Rollout
{
    private const long MostSeconds = 366L * 24 * 3600;

    /// <summary>The tenants, whatever the share is.</summary>
    public ImmutableArray<string> Tenants { get; init; } = [];

    /// <summary>The labels, each <c>fact=value</c>, of which a caller must have one.</summary>
    public ImmutableArray<string> Labels { get; init; } = [];

    /// <summary>The share, from 0 to 100.</summary>
    public double Percent { get; init; }

    /// <summary>Whose share: <c>tenant</c>, <c>host</c>, <c>environment</c> or the name of a fact.</summary>
    public string By { get; init; } = "tenant";

    /// <summary>What makes two rollouts pick different members.</summary>
    public string Salt { get; init; } = "";

    /// <summary>The shares that are still to come, each after the interval.</summary>
    public ImmutableArray<double> Steps { get; init; } = [];

    /// <summary>Seconds from one share to the next; 0 where nothing happens by itself.</summary>
    public long IntervalSeconds { get; init; }

    /// <summary>Whether no step is taken until it is resumed.</summary>
    public bool IsPaused { get; init; }

    /// <summary>Whether a caller gets the candidate.</summary>
    public bool Picks(ResolutionContext context)
    {
        if (context.Tenant is { } tenant && Tenants.Contains(tenant))
        {
            return true;
        }

        foreach (var label in Labels)
        {
            var equals = label.IndexOf('=', StringComparison.Ordinal);
            if (context.Facts.TryGetValue(label[..equals], out var value) && value == label[(equals + 1)..])
            {
                return true;
            }
        }

        return MemberOf(context) is { } member && RolloutCondition.PlaceOf(Salt, member) < Percent / 100;
    }

    public string Write() => JsonSerializer.Serialize(this, RolloutJson.Default.Rollout);

    public static Rollout? Read(string? text) => text is null ? null : JsonSerializer.Deserialize(text, RolloutJson.Default.Rollout);

    /// <exception cref="RefusalException">It cannot be done so.</exception>
    public Rollout Checked()
    {
        if (Percent is not (>= 0 and <= 100) || Steps.Any(static step => step is not (>= 0 and <= 100)))
        {
            throw Refusal.BadRequest("a share of a rollout is no percentage", "write numbers from 0 to 100");
        }

        if (Labels.FirstOrDefault(static label => label.IndexOf('=', StringComparison.Ordinal) <= 0) is { } bad)
        {
            throw Refusal.BadRequest($"\"{bad}\" is no label", "write fact=value: region=eu");
        }

        if (Steps.Length > 0 && (IntervalSeconds <= 0 || Steps[0] < Percent || !Steps.Zip(Steps.Skip(1)).All(static pair => pair.First <= pair.Second)))
        {
            throw Refusal.BadRequest("the steps of a rollout must rise from its share on, with an interval between them", "write percent: 5, steps: [25, 50, 100], intervalSeconds: 600");
        }

        if (IntervalSeconds is < 0 or > MostSeconds)
        {
            throw Refusal.BadRequest($"intervalSeconds {IntervalSeconds} is out of range", $"write a number up to {MostSeconds}, which is a year");
        }

        return By.Length > 0 ? this : throw Refusal.BadRequest("\"by\" is empty", "write tenant, host, environment or the name of a fact");
    }

    private string? MemberOf(ResolutionContext context) => By switch
    {
        "tenant" => context.Tenant,
        "host" => context.Host,
        "environment" => context.Environment,
        _ => context.Facts.GetValueOrDefault(By),
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Rollout))]
internal sealed partial class RolloutJson : JsonSerializerContext;
