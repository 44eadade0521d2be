namespace Strata.Doctor;

/// <summary>
/// Holds a part of a configuration against the world. Implementations have no state: one is used from several threads. What is found is given
/// to the context; an exception is a fault of the check itself, and is reported as one.
/// </summary>
public interface IConfigurationCheck
{
    /// <summary>The name that it is chosen by, and that its findings begin with: lower-case letters, digits and hyphens.</summary>
    string Name { get; }

    /// <summary>What it checks, in a few words.</summary>
    string Description { get; }

    /// <summary>
    /// Checks. A step that has no result when the time is up is reported as unreachable, and what is found later is dropped.
    /// </summary>
    /// <param name="context">The configuration, and where findings go.</param>
    /// <param name="cancellationToken">Ends the check: its time is up, or nobody waits any more.</param>
    Task CheckAsync(CheckContext context, CancellationToken cancellationToken);
}
