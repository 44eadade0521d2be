namespace Strata.AspNetCore;

/// <summary>Who may see the configuration.</summary>
public sealed class StrataConfigurationEndpointOptions
{
    /// <summary>
    /// Whether anybody who reaches the endpoint may see the configuration, without a login. Secrets are masked for them too, but hosts,
    /// ports and file names are not. Default: false.
    /// </summary>
    public bool AllowAnonymous { get; set; }

    /// <summary>
    /// The authorization policy that users must meet. Default: null, which is the application's default policy: any user who is logged in.
    /// Not looked at where <see cref="AllowAnonymous"/> is true.
    /// </summary>
    public string? Policy { get; set; }
}
