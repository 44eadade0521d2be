using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using OtpNet;

namespace Strata.Server.Identity;

/// <summary>Codes of authenticators (RFC 6238), each taken once, and the recovery codes in their place.</summary>
internal sealed class SecondFactor(IdentityDatabase database, IDataProtectionProvider protection, TimeProvider time)
{
    private const int SecretBytes = 20;
    private const int RecoveryCodes = 10;

    private static readonly TimeSpan OfferLifetime = TimeSpan.FromMinutes(15);

    // A clock may be one step off, and a code be typed at the end of its own.
    private static readonly VerificationWindow Window = new(previous: 1, future: 1);

    private readonly IDataProtector _secrets = protection.CreateProtector("Strata.Identity.Totp");

    /// <summary>A secret for an authenticator that is being set up.</summary>
    public static string NewSecret() => Base32Encoding.ToString(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>The secret as authenticators take it: from a link, or from what is made an image of it.</summary>
    public static string AddressOf(User user, string secret, PublicAddress server) =>
        $"otpauth://totp/{Uri.EscapeDataString($"Strata {server.Url.Host}:{user.UserName}")}?secret={secret}&issuer={Uri.EscapeDataString($"Strata {server.Url.Host}")}";

    /// <summary>A secret that a form carries until it is confirmed; it is of use to one user only, and not for long.</summary>
    public string Seal(User user, string secret) => OfferOf(user).Protect(secret, OfferLifetime);

    /// <summary>Makes sure that an authenticator shows the codes of the secret that it was offered.</summary>
    /// <returns>Null where the code was wrong, or the offer is over.</returns>
    public ConfirmedFactor? Confirm(User user, string offer, string code)
    {
        try
        {
            var secret = OfferOf(user).Unprotect(offer);
            return StepOf(secret, code) is { } step ? new ConfirmedFactor(secret, step) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Takes an authenticator into use.</summary>
    /// <returns>The recovery codes, which are shown now and never again; null where another one was at the same moment.</returns>
    public async Task<ImmutableArray<string>?> EnrolAsync(User user, ConfirmedFactor confirmed, CancellationToken cancellationToken)
    {
        ImmutableArray<string> codes = [.. Enumerable.Range(0, RecoveryCodes).Select(static _ => RandomSecret.RecoveryCode())];
        user.TotpSecret = _secrets.Protect(confirmed.Secret);
        user.TotpStep = confirmed.Step;
        user.ConcurrencyStamp = Guid.NewGuid().ToString();
        database.RecoveryCodes.RemoveRange(await database.RecoveryCodes.Where(row => row.UserId == user.Id).ToListAsync(cancellationToken).ConfigureAwait(false));
        database.RecoveryCodes.AddRange(codes.Select(made => new RecoveryCode { UserId = user.Id, Hash = RandomSecret.HashOf(made) }));
        try
        {
            await database.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
            return codes;
        }
        catch (DbUpdateConcurrencyException)
        {
            return null;
        }
    }

    /// <summary>Forgets the authenticator and its recovery codes.</summary>
    public async Task RemoveAsync(User user, CancellationToken cancellationToken)
    {
        user.TotpSecret = null;
        await database.RecoveryCodes.Where(row => row.UserId == user.Id).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes a code, of the authenticator or for recovery. It is not taken again, by any replica.</summary>
    public async Task<bool> TakeAsync(User user, string code, CancellationToken cancellationToken)
    {
        var typed = code.Trim().ToLowerInvariant();
        if (typed.Contains('-', StringComparison.Ordinal))
        {
            var hash = RandomSecret.HashOf(typed);
            return await database.RecoveryCodes.Where(row => row.UserId == user.Id && row.Hash == hash).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false) == 1;
        }

        if (user.TotpSecret is null || StepOf(_secrets.Unprotect(user.TotpSecret), typed) is not { } step)
        {
            return false;
        }

        // The stamp changes too, so that nobody writes the row back as it was before.
        var stamp = Guid.NewGuid().ToString();
        var taken = await database.Users.Where(row => row.Id == user.Id && row.TotpStep < step)
            .ExecuteUpdateAsync(set => set.SetProperty(static row => row.TotpStep, step).SetProperty(static row => row.ConcurrencyStamp, stamp), cancellationToken).ConfigureAwait(false);
        await database.Entry(user).ReloadAsync(cancellationToken).ConfigureAwait(false);
        return taken == 1;
    }

    private static bool IsCode(string text) => text.Length == 6 && text.All(char.IsAsciiDigit);

    private long? StepOf(string secret, string code)
    {
        var typed = code.Replace(" ", "", StringComparison.Ordinal);
        return IsCode(typed) && new Totp(Base32Encoding.ToBytes(secret)).VerifyTotp(time.GetUtcNow().UtcDateTime, typed, out var step, Window) ? step : null;
    }

    private ITimeLimitedDataProtector OfferOf(User user) => protection.CreateProtector("Strata.Identity.Offer", user.Id).ToTimeLimitedDataProtector();
}

/// <summary>A secret whose codes an authenticator has shown. Immutable.</summary>
/// <param name="Secret">The secret.</param>
/// <param name="Step">The step of time of the code.</param>
internal sealed record ConfirmedFactor(string Secret, long Step);
