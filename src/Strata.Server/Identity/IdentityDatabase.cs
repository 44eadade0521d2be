using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using OpenIddict.EntityFrameworkCore.Models;

namespace Strata.Server.Identity;

/// <summary>
/// The tables of identity, as Entity Framework sees them: ASP.NET Core Identity and OpenIddict bring their own SQL through it. The tables are made by
/// the store's scripts; numbers and texts are all they hold, so that backups move them between databases like any other.
/// </summary>
internal sealed class IdentityDatabase(DbContextOptions<IdentityDatabase> options) : DbContext(options)
{
    public DbSet<User> Users => Set<User>();

    public DbSet<RecoveryCode> RecoveryCodes => Set<RecoveryCode>();

    public DbSet<IdentityKey> Keys => Set<IdentityKey>();

    public DbSet<ProtectionKey> ProtectionKeys => Set<ProtectionKey>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<User>(static user =>
        {
            user.ToTable("users").HasKey(static row => row.Id);
            user.Property(static row => row.ConcurrencyStamp).IsConcurrencyToken();
            user.Ignore(static row => row.Subject).Ignore(static row => row.Email).Ignore(static row => row.NormalizedEmail).Ignore(static row => row.EmailConfirmed)
                .Ignore(static row => row.PhoneNumber).Ignore(static row => row.PhoneNumberConfirmed).Ignore(static row => row.TwoFactorEnabled);
            user.Property(static row => row.UserName).IsRequired();
            user.Property(static row => row.NormalizedUserName).IsRequired();
        });
        modelBuilder.Entity<RecoveryCode>(static code => code.ToTable("recovery_codes").HasKey(static row => new { row.UserId, row.Hash }));
        modelBuilder.Entity<IdentityKey>(static key => key.ToTable("identity_keys").HasKey(static row => row.Id));
        modelBuilder.Entity<ProtectionKey>(static key => key.ToTable("protection_keys").HasKey(static row => row.Name));
        modelBuilder.UseOpenIddict();
        modelBuilder.Entity<OpenIddictEntityFrameworkCoreApplication>().ToTable("oidc_applications");
        modelBuilder.Entity<OpenIddictEntityFrameworkCoreAuthorization>().ToTable("oidc_authorizations");
        modelBuilder.Entity<OpenIddictEntityFrameworkCoreScope>().ToTable("oidc_scopes");
        modelBuilder.Entity<OpenIddictEntityFrameworkCoreToken>().ToTable("oidc_tokens");
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(static entity => entity.GetProperties()))
        {
            property.SetColumnName(ColumnOf(property.Name));
            property.SetMaxLength(null);
            if (ConverterOf(property) is { } converter)
            {
                property.SetValueConverter(converter);
            }
        }
    }

    private static ValueConverter? ConverterOf(IMutableProperty property) => (Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType) switch
    {
        var type when type == typeof(bool) => new BoolToZeroOneConverter<long>(),
        var type when type == typeof(int) => new ValueConverter<int, long>(static value => value, static value => (int)value),
        var type when type == typeof(DateTimeOffset) => new ValueConverter<DateTimeOffset, long>(static value => value.ToUnixTimeMilliseconds(), static value => DateTimeOffset.FromUnixTimeMilliseconds(value)),
        var type when type == typeof(DateTime) => new ValueConverter<DateTime, long>(
            static value => new DateTimeOffset(value, TimeSpan.Zero).ToUnixTimeMilliseconds(), static value => DateTimeOffset.FromUnixTimeMilliseconds(value).UtcDateTime),
        _ => null,
    };

    private static string ColumnOf(string member)
    {
        var column = new StringBuilder();
        foreach (var character in member)
        {
            column.Append(char.IsAsciiLetterUpper(character) && column.Length > 0 ? "_" : "").Append(char.ToLowerInvariant(character));
        }

        return column.ToString();
    }
}
