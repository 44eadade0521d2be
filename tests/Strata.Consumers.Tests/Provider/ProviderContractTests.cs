using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;
using Strata.Extensions.Configuration;

namespace Strata.Consumers.Tests.Provider;

/// <summary>The contract over Strata's provider.</summary>
public sealed class StrataProviderContractTests : ProviderContract, IDisposable
{
    private readonly List<IDisposable> _made = [];

    protected override IConfigurationProvider Provide(string json)
    {
        var overrides = new ProvidedOverrides(("app.json", json));
        var options = overrides.Configure(new StrataConfigurationOptions { ReloadOnChange = false });
        var provider = new StrataConfigurationProvider(options, new OverrideManager(options.Directory, options.Manager), isShared: false);
        _made.AddRange([provider, overrides]);
        return provider;
    }

    public void Dispose() => _made.ForEach(static made => made.Dispose());
}

/// <summary>The contract over the runtime's own provider.</summary>
public sealed class JsonProviderContractTests : ProviderContract
{
    protected override IConfigurationProvider Provide(string json) => new ReloadableJson(json);

    // The runtime's provider reads a stream once.
    private sealed class ReloadableJson(string json) : JsonStreamConfigurationProvider(new JsonStreamConfigurationSource { Stream = Stream.Null })
    {
        public override void Load() => Load(new MemoryStream(Encoding.UTF8.GetBytes(json)));
    }
}
