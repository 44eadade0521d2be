using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;

namespace Strata.Server.Identity;

/// <summary>The keys that access tokens are signed with, and that what only this server reads is encrypted with. The store's own, made once by <c>init</c>.</summary>
internal sealed class IdentityKeys : IDisposable
{
    private const string SigningPurpose = "signing";
    private const string EncryptionPurpose = "encryption";
    private const int EncryptionBytes = 32;

    private readonly ECDsa[] _signing;

    public IdentityKeys(IServiceScopeFactory scopes)
    {
        using var scope = scopes.CreateScope();
        var rows = scope.ServiceProvider.GetRequiredService<IdentityDatabase>().Keys.AsNoTracking().OrderByDescending(static key => key.CreatedAt).ToList();
        var signing = rows.Where(static key => key.Purpose == SigningPurpose).Select(static key => (key.Id, Key: ImportSigning(key.Material))).ToArray();
        _signing = [.. signing.Select(static key => key.Key)];
        Signing = [.. signing.Select(static key => new SigningCredentials(new ECDsaSecurityKey(key.Key) { KeyId = key.Id }, SecurityAlgorithms.EcdsaSha256))];
        Encryption = [.. rows.Where(static key => key.Purpose == EncryptionPurpose).Select(static key => new EncryptingCredentials(
            new SymmetricSecurityKey(key.Material) { KeyId = key.Id }, SecurityAlgorithms.Aes256KW, SecurityAlgorithms.Aes256CbcHmacSha512))];
        Verification = [.. signing.Select(static key => VerificationKey.Of(key.Id, key.Key.ExportParameters(includePrivateParameters: false)))];
    }

    /// <summary>The keys that sign, the newest first.</summary>
    public IReadOnlyList<SigningCredentials> Signing { get; }

    /// <summary>The keys that encrypt codes and refresh tokens, the newest first.</summary>
    public IReadOnlyList<EncryptingCredentials> Encryption { get; }

    /// <summary>The keys that access tokens are checked with.</summary>
    public IReadOnlyList<VerificationKey> Verification { get; }

    /// <summary>Makes the keys of a store.</summary>
    public static IEnumerable<IdentityKey> Make(DateTimeOffset now)
    {
        using var signing = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return
        [
            new IdentityKey { Id = NewId(), Purpose = SigningPurpose, Material = signing.ExportPkcs8PrivateKey(), CreatedAt = now },
            new IdentityKey { Id = NewId(), Purpose = EncryptionPurpose, Material = RandomNumberGenerator.GetBytes(EncryptionBytes), CreatedAt = now },
        ];
    }

    public void Dispose()
    {
        foreach (var key in _signing)
        {
            key.Dispose();
        }
    }

    private static string NewId() => Guid.NewGuid().ToString("N")[..16];

    private static ECDsa ImportSigning(byte[] material)
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(material, out _);
        return key;
    }
}
