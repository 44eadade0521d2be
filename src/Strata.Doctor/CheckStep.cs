using Strata.Values;

namespace Strata.Doctor;

/// <summary>
/// A step of a check, from its beginning to its one result. What comes after the first result is dropped. Safe for use from several threads.
/// </summary>
public sealed class CheckStep
{
    private readonly CheckContext _context;
    private readonly long _begun;

    internal CheckStep(CheckContext context, string id, ConfigPath path, long begun)
    {
        _context = context;
        Id = id;
        Path = path;
        _begun = begun;
    }

    /// <summary>What is looked at: <c>postgresql.pool</c>.</summary>
    public string Id { get; }

    /// <summary>The value that is concerned.</summary>
    public ConfigPath Path { get; private set; }

    internal CheckFinding? Finding { get; private set; }

    /// <summary>Says that another value is concerned than was thought at the beginning.</summary>
    /// <param name="path">The value.</param>
    /// <returns>The step itself.</returns>
    /// <exception cref="FormatException">The text is no path.</exception>
    public CheckStep At(string path)
    {
        Path = ConfigPath.Parse(path);
        return this;
    }

    /// <summary>All is well.</summary>
    /// <param name="message">What was found.</param>
    public void Pass(string message) => End(CheckOutcome.Passed, message, null);

    /// <summary>There is nothing to check.</summary>
    /// <param name="reason">Why.</param>
    public void Skip(string reason) => End(CheckOutcome.Skipped, reason, null);

    /// <summary>It works, and somebody should look at it.</summary>
    /// <param name="message">What was found.</param>
    /// <param name="hint">What to do.</param>
    public void Warn(string message, string hint) => End(CheckOutcome.Warning, message, hint);

    /// <summary>The configuration is wrong.</summary>
    /// <param name="message">What was found.</param>
    /// <param name="hint">What to do.</param>
    public void Fail(string message, string hint) => End(CheckOutcome.Error, message, hint);

    /// <summary>Nobody answers.</summary>
    /// <param name="message">What was found.</param>
    /// <param name="hint">What to do.</param>
    public void Unreachable(string message, string hint) => End(CheckOutcome.Unreachable, message, hint);

    private void End(CheckOutcome outcome, string message, string? hint)
    {
        ArgumentNullException.ThrowIfNull(message);
        lock (_context.Gate)
        {
            if (Finding is null && !_context.IsClosed)
            {
                Finding = _context.FindingOf(Id, outcome, message, hint, Path, _begun);
            }
        }
    }
}
