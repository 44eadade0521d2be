namespace Strata.Values;

/// <summary>Notes which variables are asked for, set or not. Safe for use from several threads.</summary>
internal sealed class VariableReads
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private bool _all;

    /// <summary>The names, in no order.</summary>
    public string[] Names
    {
        get
        {
            lock (_lock)
            {
                return [.. _names];
            }
        }
    }

    /// <summary>Whether the names of all variables were looked at: what came of it depends on each of them.</summary>
    public bool All => _all;

    public void Add(string name)
    {
        lock (_lock)
        {
            _names.Add(name);
        }
    }

    public void AddAll() => _all = true;
}
