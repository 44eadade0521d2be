using Microsoft.AspNetCore.Identity;

namespace Strata.Server.Identity;

/// <summary>Somebody who signs in here. Of what ASP.NET Core Identity keeps of people, only what is used is kept.</summary>
internal sealed class User : IdentityUser<string>
{
    /// <summary>What grants are given to.</summary>
    public string Subject => SubjectOf(UserName!);

    /// <summary>Whether nothing of this user is accepted any more.</summary>
    public bool IsDisabled { get; set; }

    /// <summary>Whether the password is one that somebody else knows: made by an administrator, or by <c>init</c>.</summary>
    public bool MustChangePassword { get; set; }

    /// <summary>The secret of the authenticator, encrypted with the store's keys; null where there is none.</summary>
    public string? TotpSecret { get; set; }

    /// <summary>The step of time of the code that was used last; no code of it or of an earlier one is taken.</summary>
    public long TotpStep { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public static string SubjectOf(string name) => $"user:{name}";
}

/// <summary>The hash of a code that replaces an authenticator once.</summary>
internal sealed class RecoveryCode
{
    public required string UserId { get; init; }

    public required string Hash { get; init; }
}

/// <summary>A key that tokens are signed or encrypted with.</summary>
internal sealed class IdentityKey
{
    public required string Id { get; init; }

    public required string Purpose { get; init; }

    public required byte[] Material { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A key that cookies and forms are protected with, as the framework writes it.</summary>
internal sealed class ProtectionKey
{
    public required string Name { get; init; }

    public required string Xml { get; init; }
}
