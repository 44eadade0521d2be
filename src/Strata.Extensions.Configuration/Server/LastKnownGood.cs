namespace Strata.Extensions.Configuration;

/// <summary>Keeps the last good configuration for a start without the server. Where that goes wrong it says so, and nothing else suffers. For one thread at a time.</summary>
/// <param name="question">What is kept the answer to.</param>
/// <param name="options">Where, and with which key; no file is kept where none is named.</param>
internal sealed class LastKnownGood(ServerQuestion question, StrataServerOptions options)
{
    // Often enough for the age that it has at a start to mean something.
    private static readonly TimeSpan RewriteInterval = TimeSpan.FromMinutes(5);

    private readonly LastKnownGoodFile? _file = options.LastKnownGoodFile is { } path ? new LastKnownGoodFile(path, options.LastKnownGoodKey, question) : null;
    private readonly TimeSpan _interval = options.MaxStaleness is { } most && most / 4 < RewriteInterval ? most / 4 : RewriteInterval;
    private ServedContent? _written;

    /// <summary>Why the file could not be used when it was read, in words; null where it could.</summary>
    public string? ReadProblem { get; private set; }

    /// <summary>Why the file could not be written, in words; null while it could.</summary>
    public string? Problem { get; private set; }

    /// <summary>What the file has; null where there is none that can be used.</summary>
    public ServedContent? Read()
    {
        try
        {
            return _written = _file?.Read();
        }
        catch (LastKnownGoodException exception)
        {
            ReadProblem = exception.Message;
            return null;
        }
    }

    /// <summary>Whether what was kept is too old to be started from.</summary>
    public bool IsTooOld(ServedContent kept) => options.MaxStaleness is { } most && options.TimeProvider.GetUtcNow() - kept.ConfirmedAt > most;

    /// <summary>Keeps what the server has confirmed, where that says anything new.</summary>
    public void Write(ServedContent content)
    {
        if (_file is null || (Problem is null && _written is { } written && written with { ConfirmedAt = content.ConfirmedAt } == content && content.ConfirmedAt - written.ConfirmedAt < _interval))
        {
            return;
        }

        try
        {
            _file.Write(content);
            _written = content;
            Problem = null;
        }
        catch (LastKnownGoodException exception)
        {
            Problem = exception.Message;
        }
    }
}
