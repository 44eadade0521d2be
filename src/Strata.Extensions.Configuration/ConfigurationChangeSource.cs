using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Strata.Extensions.Configuration;

/// <summary>Has the options of a type made again whenever the configuration changes.</summary>
internal sealed class ConfigurationChangeSource<T>(IConfiguration configuration) : IOptionsChangeTokenSource<T>
{
    public string Name => Options.DefaultName;

    public IChangeToken GetChangeToken() => configuration.GetReloadToken();
}
