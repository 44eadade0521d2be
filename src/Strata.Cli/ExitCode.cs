using Strata.Diagnostics;

namespace Strata.Cli;

/// <summary>What the command tells a script.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>The configuration is invalid, or <c>diff</c> found differences.</summary>
    public const int Invalid = 1;
    public const int WrongUsage = 2;

    /// <summary>No such file, type, override or path.</summary>
    public const int NotFound = 3;

    /// <summary>A key or a permission is missing.</summary>
    public const int Forbidden = 4;

    /// <summary>A server or store cannot be reached, or written to.</summary>
    public const int Unreachable = 5;

    /// <summary>A bug.</summary>
    public const int Bug = 70;

    /// <summary>The code for a result: where only one kind of thing is wrong, that kind's own.</summary>
    public static int Of(ValidationResult result, bool strict)
    {
        if (result.IsValid)
        {
            return strict && !result.Warnings.IsEmpty ? Invalid : Done;
        }

        if (result.Errors.All(static error => IsNotFound(error.Code)))
        {
            return NotFound;
        }

        if (result.Errors.All(static error => IsUnreachable(error.Code)))
        {
            return Unreachable;
        }

        return result.Errors.All(static error => IsForbidden(error.Code)) ? Forbidden : Invalid;
    }

    private static bool IsNotFound(DiagnosticCode code) =>
        code == DiagnosticCode.UnknownType
        || code == DiagnosticCode.UnknownPath
        || code == DiagnosticCode.MissingDirectory
        || code == DiagnosticCode.MissingFile
        || code == DiagnosticCode.UnknownSpace
        || code == DiagnosticCode.UnknownRevision
        || code == DiagnosticCode.UnknownServerResource;

    private static bool IsForbidden(DiagnosticCode code) =>
        code == DiagnosticCode.UnreadableFile
        || code == DiagnosticCode.LockedOverride
        || code == DiagnosticCode.ApprovalMissing
        || code == DiagnosticCode.MissingCredential
        || code == DiagnosticCode.BadCredential
        || code == DiagnosticCode.TokenByToken
        || code == DiagnosticCode.SignInFailed
        || code == DiagnosticCode.AccessDenied
        || code == DiagnosticCode.SecondFactorMissing;

    private static bool IsUnreachable(DiagnosticCode code) =>
        code == DiagnosticCode.CannotBeWrittenTo
        || code == DiagnosticCode.ServerUnreachable
        || code == DiagnosticCode.ServerOverloaded
        || code == DiagnosticCode.RevisionNotReached
        || code == DiagnosticCode.StoreUnreachable
        || code == DiagnosticCode.IssuerUnreachable
        || code == DiagnosticCode.ServerFault;
}
