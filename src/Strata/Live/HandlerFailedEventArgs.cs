namespace Strata.Live;

/// <summary>A handler of an event threw an exception. The watch and the other handlers go on.</summary>
public sealed class HandlerFailedEventArgs : EventArgs
{
    internal HandlerFailedEventArgs(Exception exception) => Exception = exception;

    /// <summary>What it threw.</summary>
    public Exception Exception { get; }
}
