using System.Collections.Immutable;
using Strata.Snapshots;

namespace Strata.Live;

/// <summary>A configuration changed: at least one of its values is another. Safe for use from several threads.</summary>
public sealed class ConfigurationChangedEventArgs : EventArgs
{
    private readonly Lazy<ImmutableArray<ConfigurationChange>> _changes;

    internal ConfigurationChangedEventArgs(ConfigurationSnapshot old, ConfigurationSnapshot @new)
    {
        Old = old;
        New = @new;
        _changes = new Lazy<ImmutableArray<ConfigurationChange>>(() => Old.Configuration.DiffTo(New.Configuration));
    }

    /// <summary>The snapshot before.</summary>
    public ConfigurationSnapshot Old { get; }

    /// <summary>The snapshot that is in use now.</summary>
    public ConfigurationSnapshot New { get; }

    /// <summary>What differs, path by path. Made when it is first asked for; values that are secret are not masked in it.</summary>
    public ImmutableArray<ConfigurationChange> Changes => _changes.Value;
}
