using System.Globalization;
using Strata.Server.Spaces;

namespace Strata.Server.Access;

/// <summary>A role that somebody has, and where. Grants only allow; there are none that forbid. Immutable.</summary>
internal sealed record Grant
{
    /// <summary>The subject of everybody who is known to the server.</summary>
    public const string Everyone = "everyone";

    private const int MostSubjectLength = 300;

    private static readonly string[] SubjectKinds = ["user:", "client:", "group:"];

    public required string Id { get; init; }

    /// <summary><c>user:NAME</c>, <c>client:NAME</c>, <c>group:NAME</c> or <c>everyone</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>The name of the role.</summary>
    public required string Role { get; init; }

    public ScopePattern Space { get; init; } = ScopePattern.Any;

    public ScopePattern Environment { get; init; } = ScopePattern.Any;

    public ScopePattern Tenant { get; init; } = ScopePattern.Any;

    /// <summary>The values, by their paths.</summary>
    public ScopePattern Path { get; init; } = ScopePattern.Any;

    /// <summary>From when on it allows nothing; null for ever.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Who gave it.</summary>
    public required string GrantedBy { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whether it has no limits at all.</summary>
    public bool IsUnlimited => Space.IsAny && Environment.IsAny && Tenant.IsAny && Path.IsAny;

    /// <summary>Whether it is the same right as another, whoever gave it.</summary>
    public bool IsSameRight(Grant other) =>
        (Subject, Role, Space, Environment, Tenant, Path, ExpiresAt) == (other.Subject, other.Role, other.Space, other.Environment, other.Tenant, other.Path, other.ExpiresAt);

    /// <summary>Makes sure that it is one.</summary>
    /// <exception cref="RefusalException">It is none.</exception>
    public Grant Checked()
    {
        if (Subject != Everyone && (Subject.Length > MostSubjectLength || Subject.Any(char.IsControl) || !SubjectKinds.Any(kind => Subject.Length > kind.Length && Subject.StartsWith(kind, StringComparison.Ordinal))))
        {
            throw Refusal.BadRequest($"\"{Subject}\" is nobody that a role can be given to", "write user:NAME, client:NAME, group:NAME or everyone");
        }

        foreach (var (name, pattern) in new[] { ("space", Space), ("environment", Environment), ("tenant", Tenant), ("path", Path) })
        {
            if (!ScopePattern.IsOne(pattern.Text))
            {
                throw Refusal.BadRequest($"\"{name}\" is no pattern: \"{pattern.Text}\"", "write a name, a beginning and a star (prod*), or * for all");
            }
        }

        return this;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Subject} is {Role} in space {Space}, environment {Environment}, tenant {Tenant}, path {Path}{(ExpiresAt is { } until ? $" until {until:yyyy-MM-ddTHH:mm:ssZ}" : "")}");
}
