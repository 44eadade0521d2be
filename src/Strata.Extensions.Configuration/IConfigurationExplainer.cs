using Strata.Live;

namespace Strata.Extensions.Configuration;

/// <summary>
/// Says where the values of the application's configuration come from. A service that <c>AddStrata</c> registers. Safe for use from several threads.
/// </summary>
public interface IConfigurationExplainer
{
    /// <summary>What the Strata providers of the configuration have loaded, in their order: the last one wins.</summary>
    IReadOnlyList<ConfigurationSnapshot> Snapshots { get; }

    /// <summary>Says how a value came to be: each override's part with file, line and column, winners and losers, secrets masked.</summary>
    /// <param name="key">
    /// The key as configuration has it, <c>Database:Postgresql:Port</c>, as a variable, <c>Database__Postgresql__Port</c>, or as Strata's
    /// path, <c>database.postgresql.port</c>.
    /// </param>
    /// <returns>The explanation; null where no override has ever had a value there.</returns>
    ConfigurationExplanation? Explain(string key);
}
