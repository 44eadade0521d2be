using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Strata.AspNetCore;
using Strata.Extensions.Configuration;

// In the namespace of the other Map methods, so that this one is there wherever they are.
namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps an endpoint that shows the application's configuration.</summary>
public static class StrataConfigurationEndpointExtensions
{
    /// <summary>
    /// Maps <c>GET pattern</c>, which lists every value of the overrides with the file and line it comes from, and
    /// <c>GET pattern?path=database.postgresql.port</c>, which explains one: winners and losers. JSON, or text where the request accepts
    /// <c>text/plain</c>. Secrets are masked, and nothing in a request changes that.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">The route.</param>
    /// <param name="configure">Sets who may see it. Default: users who meet the application's default authorization policy.</param>
    /// <returns>The endpoint, for further conventions.</returns>
    /// <exception cref="InvalidOperationException">Users are to be authorized and the application has no authorization services, or it has no overrides.</exception>
    public static IEndpointConventionBuilder MapStrataConfiguration(
        this IEndpointRouteBuilder endpoints,
        string pattern = "/configuration",
        Action<StrataConfigurationEndpointOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        var options = new StrataConfigurationEndpointOptions();
        configure?.Invoke(options);

        // Not from the services alone: an application may have added the overrides to its configuration and nothing else.
        var services = endpoints.ServiceProvider;
        var explainer = services.GetService<IConfigurationExplainer>()
            ?? throw new InvalidOperationException("The application has no IConfigurationExplainer: call builder.AddStrata(...), or builder.Services.AddStrata() where the overrides are added to the configuration alone.");
        if (explainer.Snapshots is [])
        {
            throw new InvalidOperationException("The application's configuration has no overrides to show: call builder.AddStrata(...) first.");
        }

        var endpoint = new ConfigurationEndpoint(explainer);
        var route = endpoints.MapGet(pattern, endpoint.AnswerAsync).WithDisplayName("Strata configuration");
        if (options.AllowAnonymous)
        {
            return route.AllowAnonymous();
        }

        if (services.GetService<IAuthorizationService>() is null)
        {
            throw new InvalidOperationException(
                "The configuration is for authorized users, and the application has no authorization: call builder.Services.AddAuthorization() and add a way to log in, or open it to anybody by MapStrataConfiguration(pattern, options => options.AllowAnonymous = true).");
        }

        return options.Policy is { } policy ? route.RequireAuthorization(policy) : route.RequireAuthorization();
    }
}
