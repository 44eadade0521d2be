using Strata.Selection;

namespace Strata.Validation;

/// <summary>A context that is to be checked.</summary>
/// <param name="Name">How it is shown.</param>
/// <param name="Context">The context.</param>
/// <param name="MustApply">Whether an override of its own type must apply: the project says that it is deployed.</param>
internal sealed record PlannedContext(ContextName Name, ResolutionContext Context, bool MustApply);

/// <summary>What a set of contexts stands for.</summary>
internal enum MatrixScope : byte
{
    /// <summary>All contexts that are deployed.</summary>
    Whole,

    /// <summary>Those of them that lie in what somebody chose; what never applies in them may apply in others.</summary>
    Narrowed,

    /// <summary>Some that somebody asked for one by one.</summary>
    Part,
}

/// <summary>How far the check of a matrix has come. Safe for use from several threads.</summary>
internal sealed class MatrixProgress
{
    private int _done;

    /// <summary>How many configurations there are to check; 0 until that is known.</summary>
    public int Total { get; private set; }

    public int Done => Volatile.Read(ref _done);

    public void Begin(int total) => Total = total;

    public void Step() => Interlocked.Increment(ref _done);
}
