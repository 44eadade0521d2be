using System.Collections.Immutable;
using Microsoft.AspNetCore.Identity;
using Strata.Server.Access;
using Strata.Server.Observing;

namespace Strata.Server.Identity;

/// <summary>What somebody must do next to be signed in.</summary>
internal enum SignInStep
{
    /// <summary>Nothing: it is done.</summary>
    Done,

    /// <summary>Show a code of the authenticator.</summary>
    Factor,

    /// <summary>Choose a password of one's own.</summary>
    Password,

    /// <summary>Set up an authenticator.</summary>
    Enrol,
}

/// <summary>How people show who they are.</summary>
internal sealed class SignIn(UserManager<User> users, PasswordAttempts attempts, SecondFactor factor, IdentityDatabase database, CurrentPolicy policy, ServerMeter meter)
{
    private const int MostConflicts = 5;

    /// <summary>Checks a password. Why one was refused cannot be told from outside: no such name, wrong, disabled, or locked for too many attempts.</summary>
    /// <returns>The user; null where it was refused.</returns>
    public Task<User?> CheckPasswordAsync(string name, string password, CancellationToken cancellationToken) => CountedAsync(CredentialKind.Password, attempts.MakeAsync(
        name,
        async () =>
        {
            var typed = password.Length > UserAccounts.MostPasswordLength ? "" : password;
            var user = await users.FindByNameAsync(name).ConfigureAwait(false);
            if (user is null || user.PasswordHash is null)
            {
                users.PasswordHasher.VerifyHashedPassword(new User(), attempts.NobodysHash, typed);
                return null;
            }

            // Even of one that is locked, so that it takes as long.
            var isRight = users.PasswordHasher.VerifyHashedPassword(user, user.PasswordHash, typed) != PasswordVerificationResult.Failed;
            if (user.IsDisabled || await users.IsLockedOutAsync(user).ConfigureAwait(false))
            {
                return null;
            }

            if (!isRight)
            {
                await CountFailureAsync(user, cancellationToken).ConfigureAwait(false);
                return null;
            }

            // With an authenticator it is not over: the count goes on, or its codes could be guessed for ever by whoever knows the password.
            if (user.TotpSecret is null)
            {
                await users.ResetAccessFailedCountAsync(user).ConfigureAwait(false);
            }

            return user;
        },
        cancellationToken));

    /// <summary>Checks a code of the authenticator, or one for recovery. Wrong ones count as wrong passwords do.</summary>
    /// <returns>The user; null where it was refused.</returns>
    public Task<User?> CheckFactorAsync(User user, string code, CancellationToken cancellationToken) => CountedAsync(CredentialKind.OneTimeCode, attempts.MakeAsync(
        user.UserName!,
        async () =>
        {
            // As it is now: attempts before this one may have locked it.
            await database.Entry(user).ReloadAsync(cancellationToken).ConfigureAwait(false);
            if (user.IsDisabled || await users.IsLockedOutAsync(user).ConfigureAwait(false))
            {
                return null;
            }

            if (!await factor.TakeAsync(user, code, cancellationToken).ConfigureAwait(false))
            {
                await CountFailureAsync(user, cancellationToken).ConfigureAwait(false);
                return null;
            }

            await users.ResetAccessFailedCountAsync(user).ConfigureAwait(false);
            return user;
        },
        cancellationToken));

    /// <summary>Counts a guess of a user that was wrong, whatever it was a guess at.</summary>
    public Task<User?> RefuseGuessAsync(User user, CancellationToken cancellationToken) => attempts.MakeAsync<User>(
        user.UserName!,
        async () =>
        {
            await CountFailureAsync(user, cancellationToken).ConfigureAwait(false);
            return null;
        },
        cancellationToken);

    /// <summary>Whether there were too many wrong guesses lately.</summary>
    public Task<bool> IsLockedAsync(User user) => users.IsLockedOutAsync(user);

    /// <summary>What is left to do.</summary>
    /// <param name="user">The user.</param>
    /// <param name="methods">How the user has shown who it is, in the words of RFC 8176.</param>
    public SignInStep Next(User user, ImmutableArray<string> methods)
    {
        var isStrong = methods.Contains(AuthenticationMethod.OneTimeCode);
        return user.TotpSecret is not null && !isStrong ? SignInStep.Factor
            : user.MustChangePassword ? SignInStep.Password
            : user.TotpSecret is null && policy.Now.NeedsSecondFactor(user.Subject, policy.Time.GetUtcNow()) ? SignInStep.Enrol
            : SignInStep.Done;
    }

    private async Task<User?> CountedAsync(string kind, Task<User?> attempt)
    {
        var user = await attempt.ConfigureAwait(false);
        meter.CountAuthentication(kind, user is null ? Outcomes.Refused : Outcomes.Ok);
        return user;
    }

    private async Task CountFailureAsync(User user, CancellationToken cancellationToken)
    {
        // Another replica may count one at the same moment; neither is lost.
        for (var conflicts = 0; !(await users.AccessFailedAsync(user).ConfigureAwait(false)).Succeeded && conflicts < MostConflicts; conflicts++)
        {
            await database.Entry(user).ReloadAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}

/// <summary>How somebody showed who it is: values of the claim <c>amr</c> (RFC 8176).</summary>
internal static class AuthenticationMethod
{
    public const string Password = "pwd";

    /// <summary>A code that is used once: of an authenticator, or for recovery.</summary>
    public const string OneTimeCode = "otp";
}
