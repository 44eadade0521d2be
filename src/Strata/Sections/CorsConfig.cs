using System.Collections.Immutable;

namespace Strata.Sections;

/// <summary>Who may call from a browser: of an <c>api</c> or <c>security</c> section. Immutable.</summary>
public sealed record CorsConfig
{
    /// <summary>The origins; <c>*</c> for any.</summary>
    public ImmutableArray<string> AllowOrigins { get; init; } = [];

    /// <summary>The methods.</summary>
    public ImmutableArray<string> AllowMethods { get; init; } = [];

    /// <summary>The headers.</summary>
    public ImmutableArray<string> AllowHeaders { get; init; } = [];

    /// <summary>Whether cookies are sent.</summary>
    public bool AllowCookies { get; init; }

    /// <summary>How long a browser may keep the answer; null where nothing is said.</summary>
    public TimeSpan? MaxAge { get; init; }
}
