namespace Strata.Server.Publishing;

/// <summary>What was due when it was last looked for. Safe for use from several threads.</summary>
internal sealed class DueActions
{
    private volatile Seen _seen = new(0, TimeSpan.Zero);

    public int Count => _seen.Count;

    /// <summary>How long the most overdue had waited.</summary>
    public TimeSpan Delay => _seen.Delay;

    public void See(int count, TimeSpan delay) => _seen = new Seen(count, delay);

    private sealed record Seen(int Count, TimeSpan Delay);
}
