namespace Strata.Extensions.Configuration;

/// <summary>Why the server cannot be followed.</summary>
/// <param name="Since">Since when.</param>
/// <param name="Problem">The last problem.</param>
internal sealed record ServerTrouble(DateTimeOffset Since, ServerProblemException Problem);

/// <summary>What of a server's configuration is in use, what was heard of, and what is wrong. Safe for use from several threads.</summary>
internal sealed class ServerState
{
    private readonly Lock _lock = new();
    private readonly ServedHistory _history = new();
    private volatile ServedContent? _held;
    private volatile ServerTrouble? _trouble;
    private volatile ServerProblemException? _watchProblem;
    private volatile bool _isFromFile;
    private ServedPoint? _announced;

    /// <summary>What is in use; null for nothing.</summary>
    public ServedContent? Held => _held;

    /// <summary>Whether that was never confirmed by the server since the start.</summary>
    public bool IsFromFile => _isFromFile;

    /// <summary>Why it cannot be read; null while it can.</summary>
    public ServerTrouble? Trouble => _trouble;

    /// <summary>Why it cannot be watched; null while it can.</summary>
    public ServerProblemException? WatchProblem
    {
        get => _watchProblem;
        set => _watchProblem = value;
    }

    /// <summary>The newest revision that is known of: in use, or announced.</summary>
    public ServedPoint? Known
    {
        get
        {
            lock (_lock)
            {
                var newest = _history.Newest;
                return newest is { } point && _announced is { } announced && announced.IsBehind(point) ? newest : _announced ?? newest;
            }
        }
    }

    /// <summary>What an answer must not be older than; null for anything.</summary>
    public ServedPoint? Least
    {
        get
        {
            lock (_lock)
            {
                return _history.Newest is { } newest && _announced is { } announced && newest.IsBehind(announced) ? announced : _history.Newest;
            }
        }
    }

    /// <summary>Takes note of what was announced; null where that was nothing to go by.</summary>
    /// <returns>Whether it is news.</returns>
    public bool Announce(ServedPoint? head)
    {
        lock (_lock)
        {
            _announced = head;
            return head is not { } point || _history.Newest is not { } newest || (point != newest && !point.IsBehind(newest));
        }
    }

    /// <summary>Takes note of a revision that was in use before this process began.</summary>
    public void Remember(ServedPoint point)
    {
        lock (_lock)
        {
            _history.Follow(point);
        }
    }

    /// <summary>Why a revision cannot follow what was in use; null where it can.</summary>
    public string? ReasonAgainst(ServedPoint point)
    {
        lock (_lock)
        {
            return _history.ReasonAgainst(point);
        }
    }

    /// <summary>What the server has is in use, and all is well.</summary>
    /// <returns>The last revision of another life of the store that it follows; null where that goes on.</returns>
    public ServedPoint? Confirm(ServedContent content)
    {
        lock (_lock)
        {
            _held = content;
            _isFromFile = false;
            _trouble = null;
            return _history.Follow(content.Point);
        }
    }

    /// <summary>What the file has is in use.</summary>
    public void UseFile(ServedContent content)
    {
        _held = content;
        _isFromFile = true;
    }

    /// <summary>The server could not be read.</summary>
    public void Fail(ServerProblemException problem, DateTimeOffset now) => _trouble = new ServerTrouble(_trouble?.Since ?? now, problem);
}
