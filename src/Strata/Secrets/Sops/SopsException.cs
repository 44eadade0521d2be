using System.Collections.Immutable;
using Strata.Values;

namespace Strata.Secrets.Sops;

/// <summary>
/// A SOPS file that cannot be opened or written, and everything that is wrong with it. Thrown within the engine only: who calls makes
/// diagnostics of the problems. No text of it holds what was encrypted.
/// </summary>
internal sealed class SopsException : Exception
{
    /// <param name="problems">What is wrong; at least one.</param>
    public SopsException(ImmutableArray<SopsProblem> problems)
        : base(problems[0].Message)
    {
        Problems = problems;
    }

    /// <summary>One problem.</summary>
    public SopsException(SopsFailure failure, string message, ConfigNode at, ConfigPath path, string? hint = null)
        : this([new SopsProblem(failure, message, at, path, hint)])
    {
    }

    /// <summary>What is wrong, in the order of the file.</summary>
    public ImmutableArray<SopsProblem> Problems { get; }

    /// <summary>What went wrong first.</summary>
    public SopsFailure Failure => Problems[0].Failure;
}
