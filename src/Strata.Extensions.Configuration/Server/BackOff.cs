namespace Strata.Extensions.Configuration;

/// <summary>
/// How long is waited before something is tried again: anything up to a bound that doubles each time, so that those who failed together do not come back
/// together. For one thread.
/// </summary>
/// <param name="first">The first bound.</param>
/// <param name="most">The last one.</param>
/// <param name="random">Gives a number from 0 to 1; the framework's when null.</param>
internal sealed class BackOff(TimeSpan first, TimeSpan most, Func<double>? random = null)
{
    private readonly Func<double> _random = random ?? Random.Shared.NextDouble;
    private int _failures;
    private TimeSpan? _raised;
    private TimeSpan? _asked;
    private TimeSpan _least;

    /// <summary>Begins anew after a success. A wait that was asked for is still waited.</summary>
    public void Reset()
    {
        _failures = 0;
        _raised = null;
    }

    /// <summary>Takes note of the wait that a server asks for: the next one is that, and bounds double from there.</summary>
    public void Ask(TimeSpan wait)
    {
        // It spreads its callers itself; one that asks for days has lost its mind.
        _asked = wait < most ? wait : most;
        _raised = _asked > first ? _asked : null;
    }

    /// <summary>Takes note of how long a server is to be left alone at least: the next wait begins behind that, since many were told the same.</summary>
    public void LeaveAlone(TimeSpan wait) => _least = wait < most ? wait : most;

    /// <summary>The next wait.</summary>
    public TimeSpan Next()
    {
        if (_asked is { } asked)
        {
            _asked = null;
            return asked;
        }

        var bound = (_raised ?? first) * Math.Pow(2, Math.Min(_failures++, 30));
        var least = _least;
        _least = TimeSpan.Zero;
        return least + ((bound < most ? bound : most) * _random());
    }
}
