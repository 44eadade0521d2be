using Strata.Values;

namespace Strata.Editing;

/// <summary>What is to become of a value and of those beneath it, for the check of the edited text.</summary>
internal sealed class PlannedChange
{
    private readonly Dictionary<string, PlannedChange> _beneath = new(StringComparer.Ordinal);

    /// <summary>What stands here afterwards; null where the value itself stays.</summary>
    public ConfigNode? Value { get; set; }

    /// <summary>Whether nothing stands here afterwards.</summary>
    public bool IsRemoved { get; set; }

    /// <summary>What is added behind the items of a list.</summary>
    public List<ConfigNode> Appended { get; } = [];

    /// <summary>The keys that are new.</summary>
    public IEnumerable<string> Keys => _beneath.Keys;

    /// <summary>What is planned one step further; null for nothing.</summary>
    public PlannedChange? Beneath(string step) => _beneath.GetValueOrDefault(step);

    /// <summary>The change of a value, made where nothing is planned yet.</summary>
    public PlannedChange At(ConfigPath path)
    {
        var change = this;
        foreach (var step in path.Steps())
        {
            if (!change._beneath.TryGetValue(step.Key, out var next))
            {
                next = new PlannedChange();
                change._beneath.Add(step.Key, next);
            }

            change = next;
        }

        return change;
    }
}
