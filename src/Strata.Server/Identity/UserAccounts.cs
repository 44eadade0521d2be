using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using Strata.Server.Spaces;

namespace Strata.Server.Identity;

/// <summary>The users, and what administrators and they themselves do with their accounts.</summary>
internal sealed class UserAccounts(UserManager<User> users, SecondFactor factor, IOpenIddictTokenManager tokens, IOpenIddictAuthorizationManager authorizations, IdentityDatabase database, TimeProvider time)
{
    /// <summary>How long a password may be. A longer text is none.</summary>
    public const int MostPasswordLength = 256;

    private const int MostNameLength = 100;

    /// <summary>Makes a user with a password that must be changed.</summary>
    /// <returns>The password, which is kept nowhere.</returns>
    /// <exception cref="RefusalException">The name is none, or somebody has it.</exception>
    public async Task<string> CreateAsync(string name)
    {
        await RequireFreeAsync(name).ConfigureAwait(false);
        var password = RandomSecret.OneTimePassword();
        var user = new User { Id = Guid.NewGuid().ToString("N"), UserName = name, MustChangePassword = true, CreatedAt = time.GetUtcNow() };
        Require(await users.CreateAsync(user, password).ConfigureAwait(false));
        return password;
    }

    /// <exception cref="RefusalException">The name is none, or somebody has it.</exception>
    public async Task RequireFreeAsync(string name)
    {
        if (name.Length is 0 or > MostNameLength || name[0] == '-' || !name.All(static character => char.IsAsciiLetterOrDigit(character) || "-._@+".Contains(character, StringComparison.Ordinal)))
        {
            throw Refusal.BadRequest($"\"{name}\" is no name of a user", "it has letters, digits and -._@+, 100 at most");
        }

        if (await users.FindByNameAsync(name).ConfigureAwait(false) is not null)
        {
            throw Refusal.NameTaken("user", name);
        }
    }

    public async Task<IReadOnlyList<User>> ListAsync(string after, int limit, CancellationToken cancellationToken) =>
        await database.Users.AsNoTracking().Where(user => string.Compare(user.NormalizedUserName, after) > 0).OrderBy(static user => user.NormalizedUserName).Take(limit).ToListAsync(cancellationToken).ConfigureAwait(false);

    /// <exception cref="RefusalException">There is none.</exception>
    public async Task<User> RequireAsync(string name) => await users.FindByNameAsync(name).ConfigureAwait(false) ?? throw Refusal.Unknown("user", name);

    /// <summary>What is wrong with a password that a user chooses, for people; null where nothing is.</summary>
    public async Task<string?> FindFaultAsync(User user, string current, string chosen)
    {
        if (chosen == current || chosen.Contains(user.UserName!, StringComparison.OrdinalIgnoreCase))
        {
            return "The new password must be another one, without your name in it.";
        }

        if (chosen.Length > MostPasswordLength)
        {
            return $"The new password must have {MostPasswordLength} characters at most.";
        }

        foreach (var validator in users.PasswordValidators)
        {
            if (await validator.ValidateAsync(users, user, chosen).ConfigureAwait(false) is { Succeeded: false } refused)
            {
                return string.Join(' ', refused.Errors.Select(static error => error.Description));
            }
        }

        return null;
    }

    /// <summary>Changes a password, which has no fault. What the user's programs and browsers hold ends.</summary>
    /// <returns>Why it was not changed after all, for people; null where it was.</returns>
    public async Task<string?> ChangePasswordAsync(User user, string current, string chosen, CancellationToken cancellationToken)
    {
        user.MustChangePassword = false;
        var changed = await users.ChangePasswordAsync(user, current, chosen).ConfigureAwait(false);
        if (!changed.Succeeded)
        {
            // Somebody else changed the row meanwhile.
            await database.Entry(user).ReloadAsync(cancellationToken).ConfigureAwait(false);
            return string.Join(' ', changed.Errors.Select(static error => error.Description));
        }

        await EndSessionsAsync(user, cancellationToken).ConfigureAwait(false);
        return null;
    }

    /// <summary>Lets a user in no more, or again. What the user's programs and browsers hold ends.</summary>
    public async Task SetDisabledAsync(User user, bool isDisabled, CancellationToken cancellationToken)
    {
        user.IsDisabled = isDisabled;
        Require(await users.UpdateSecurityStampAsync(user).ConfigureAwait(false));
        await EndSessionsAsync(user, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives a user another password, which must be changed, and ends a lock-out.</summary>
    /// <returns>The password, which is kept nowhere.</returns>
    public async Task<string> ResetPasswordAsync(User user, CancellationToken cancellationToken)
    {
        var password = RandomSecret.OneTimePassword();
        user.MustChangePassword = true;
        user.PasswordHash = users.PasswordHasher.HashPassword(user, password);
        user.LockoutEnd = null;
        user.AccessFailedCount = 0;
        Require(await users.UpdateSecurityStampAsync(user).ConfigureAwait(false));
        await EndSessionsAsync(user, cancellationToken).ConfigureAwait(false);
        return password;
    }

    /// <summary>Takes a user's authenticator and recovery codes away.</summary>
    public async Task ResetFactorAsync(User user, CancellationToken cancellationToken)
    {
        await factor.RemoveAsync(user, cancellationToken).ConfigureAwait(false);
        Require(await users.UpdateSecurityStampAsync(user).ConfigureAwait(false));
        await EndSessionsAsync(user, cancellationToken).ConfigureAwait(false);
    }

    private async Task EndSessionsAsync(User user, CancellationToken cancellationToken)
    {
        await authorizations.RevokeBySubjectAsync(user.Subject, cancellationToken).ConfigureAwait(false);
        await tokens.RevokeBySubjectAsync(user.Subject, cancellationToken).ConfigureAwait(false);
    }

    private static void Require(IdentityResult result)
    {
        if (!result.Succeeded)
        {
            throw Refusal.BadRequest(string.Join(' ', result.Errors.Select(static error => error.Description)), "read it again, and repeat what you did");
        }
    }
}
