using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Secrets.Envelopes;
using Strata.Secrets.Keys;

namespace Strata.Secrets.Sops;

/// <summary>Makes diagnostics of what is wrong with SOPS files.</summary>
internal static class SopsReport
{
    private const string KeyHint = $"give an age identity by SOPS_AGE_KEY_FILE, {KeyVariables.AgeKeyFile} or --key-file";

    /// <summary>The diagnostics of a file that cannot be opened or written.</summary>
    public static IEnumerable<Diagnostic> Of(SopsException failure) => failure.Problems.Select(static problem => Of(problem, DiagnosticCode.BadSopsFile));

    /// <summary>The diagnostic of a file that no key opens.</summary>
    /// <param name="failure">Why not.</param>
    /// <param name="file">The file.</param>
    /// <param name="keys">The keys.</param>
    public static Diagnostic Locked(SopsException failure, string file, IKeySource keys)
    {
        var problem = failure.Problems[0];
        var reasons = string.Concat(keys.Problems.Select(static reason => $"; {reason}"));
        return Of(problem with { Message = $"{file} is encrypted with SOPS, and {problem.Message}{reasons}", Hint = KeyHint }, DiagnosticCode.LockedOverride);
    }

    /// <summary>The diagnostics of either.</summary>
    public static ImmutableArray<Diagnostic> Of(SopsException failure, string file, IKeySource keys) =>
        failure.Failure == SopsFailure.NoKey ? [Locked(failure, file, keys)] : [.. Of(failure)];

    private static Diagnostic Of(SopsProblem problem, DiagnosticCode code)
    {
        var diagnostic = Diagnostic.At(problem.At, code, DiagnosticSeverity.Error, problem.Message);
        return diagnostic with
        {
            Path = problem.Path.IsRoot ? null : problem.Path,
            Hint = problem.Hint,

            // What should be encrypted, and is not, is a secret all the same.
            IsSensitive = diagnostic.IsSensitive || problem.Failure is SopsFailure.NotEncrypted or SopsFailure.Unwritable,
        };
    }
}
