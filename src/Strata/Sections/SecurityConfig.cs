using System.Collections.Immutable;
using Strata.Binding;
using Strata.Secrets;
using Strata.Snapshots;

namespace Strata.Sections;

/// <summary>The <c>security</c> section. Immutable.</summary>
public sealed record SecurityConfig
{
    /// <summary>The section itself: other keys, and where each value came from.</summary>
    [ConfigurationSource]
    public required ConfigSection Section { get; init; }

    /// <summary>Signed tokens.</summary>
    public JwtConfig Jwt { get; init; } = new();

    /// <summary>Logins by other sites.</summary>
    public OAuth2Config OAuth2 { get; init; } = new();

    /// <summary>What is stored encrypted.</summary>
    public DataEncryptionConfig Encryption { get; init; } = new();

    /// <summary>The headers of every answer.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Who may call from a browser.</summary>
    public CorsConfig Cors { get; init; } = new();

    /// <summary>How often one may call.</summary>
    public RateLimitingConfig RateLimiting { get; init; } = new();

    /// <summary>Who may do what.</summary>
    public RbacConfig Rbac { get; init; } = new();

    /// <summary>Second factors.</summary>
    public MfaConfig Mfa { get; init; } = new();

    /// <summary>TLS.</summary>
    public TlsConfig Tls { get; init; } = new();
}

/// <summary>Signed tokens. Everything is null where nothing is said. Immutable.</summary>
public sealed record JwtConfig
{
    /// <summary>How they are signed: <c>HS256</c>, for one.</summary>
    public string? Algorithm { get; init; }

    /// <summary>Who issues them.</summary>
    public string? Issuer { get; init; }

    /// <summary>Whom they are for.</summary>
    public string? Audience { get; init; }

    /// <summary>How long one opens the API.</summary>
    public TimeSpan? AccessTtl { get; init; }

    /// <summary>How long one gets others.</summary>
    public TimeSpan? RefreshTtl { get; init; }

    /// <summary>By how much clocks may differ.</summary>
    public TimeSpan? ClockSkew { get; init; }

    /// <summary>The key that signs.</summary>
    public Secret? SigningKey { get; init; }
}

/// <summary>Logins by other sites. Immutable.</summary>
public sealed record OAuth2Config
{
    /// <summary>Whether there are any.</summary>
    public bool Enabled { get; init; }

    /// <summary>Where the other site sends the user back to.</summary>
    public Uri? RedirectUrl { get; init; }

    /// <summary>Whether clients must prove that they began the login.</summary>
    public bool PkceRequired { get; init; }

    /// <summary>The sites.</summary>
    public ImmutableArray<OAuth2ProviderConfig> Providers { get; init; } = [];

    /// <summary>The members; a password in an address is masked.</summary>
    public override string ToString() => PrintedRecord.Of(nameof(OAuth2Config), PrintMembers);
}

/// <summary>A site that logs users in. Immutable.</summary>
public sealed record OAuth2ProviderConfig
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Where it describes itself.</summary>
    public Uri? DiscoveryUrl { get; init; }

    /// <summary>What it calls the service.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>The secret that it shares with the service.</summary>
    public Secret? ClientSecret { get; init; }

    /// <summary>What is asked for.</summary>
    public ImmutableArray<string> Scopes { get; init; } = [];

    /// <summary>The members; a password in an address is masked.</summary>
    public override string ToString() => PrintedRecord.Of(nameof(OAuth2ProviderConfig), PrintMembers);
}

/// <summary>What is stored encrypted. Immutable.</summary>
public sealed record DataEncryptionConfig
{
    /// <summary>How; null where nothing is said.</summary>
    public string? Algorithm { get; init; }

    /// <summary>The key.</summary>
    public Secret? DataKey { get; init; }

    /// <summary>After what time there is a new key: <c>rotation_days</c>.</summary>
    public TimeSpan? Rotation { get; init; }

    /// <summary>The columns.</summary>
    public ImmutableArray<string> Fields { get; init; } = [];
}

/// <summary>How often one may call. Immutable.</summary>
public sealed record RateLimitingConfig
{
    /// <summary>Whether that is counted.</summary>
    public bool Enabled { get; init; }

    /// <summary>Where: <c>redis</c> or <c>memory</c>; null where nothing is said.</summary>
    public string? Storage { get; init; }

    /// <summary>For whom; null where nothing is said.</summary>
    public string? Scope { get; init; }

    /// <summary>In what time.</summary>
    public TimeSpan? Window { get; init; }

    /// <summary>How many calls.</summary>
    public int? Requests { get; init; }

    /// <summary>How many at once.</summary>
    public int? Burst { get; init; }

    /// <summary>Routes with limits of their own.</summary>
    public ImmutableArray<RouteLimitConfig> Routes { get; init; } = [];
}

/// <summary>A route with a limit of its own. Immutable.</summary>
public sealed record RouteLimitConfig
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its path; <c>*</c> stands for one step.</summary>
    public required string Path { get; init; }

    /// <summary>How many calls.</summary>
    public required int Requests { get; init; }
}

/// <summary>Who may do what. Immutable.</summary>
public sealed record RbacConfig
{
    /// <summary>The role of who has none; null where nothing is said.</summary>
    public string? DefaultRole { get; init; }

    /// <summary>The roles.</summary>
    public ImmutableArray<RoleConfig> Roles { get; init; } = [];
}

/// <summary>A role. Immutable.</summary>
public sealed record RoleConfig
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The role whose permissions it has as well; null for none.</summary>
    public string? Inherits { get; init; }

    /// <summary>What it may do; <c>*</c> for everything.</summary>
    public ImmutableArray<string> Permissions { get; init; } = [];
}

/// <summary>Second factors. Immutable.</summary>
public sealed record MfaConfig
{
    /// <summary>What may be one.</summary>
    public ImmutableArray<string> Methods { get; init; } = [];

    /// <summary>The roles that must have one.</summary>
    public ImmutableArray<string> RequiredRoles { get; init; } = [];

    /// <summary>How long a browser is not asked again: <c>remember_days</c>.</summary>
    public TimeSpan? Remember { get; init; }
}

/// <summary>TLS. Immutable.</summary>
public sealed record TlsConfig
{
    /// <summary>Whether it is used.</summary>
    public bool Enabled { get; init; }

    /// <summary>The oldest version that is taken; null for the server's own choice.</summary>
    public Version? MinimumVersion { get; init; }

    /// <summary>The file of the certificate.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The file of its private key.</summary>
    public string? KeyFile { get; init; }
}
