using Microsoft.Extensions.Configuration;
using Strata.Consumers.Tests.Command;
using Strata.Extensions.Configuration;
using Strata.Values;

namespace Strata.Consumers.Tests.Provider;

/// <summary>An overrides directory and configurations over it, without the variables of this process.</summary>
internal sealed class ProvidedOverrides : IDisposable
{
    private readonly TemporaryOverrides _overrides;

    public ProvidedOverrides(params (string File, string Text)[] files)
    {
        _overrides = new TemporaryOverrides(files);
    }

    /// <summary>One file, <c>app.yml</c>.</summary>
    public ProvidedOverrides(string text)
        : this(("app.yml", text))
    {
    }

    public string Directory => _overrides.Overrides;

    public string Write(string text) => Write("app.yml", text);

    /// <summary>Writes a file as editors do, so that who watches never sees half of it.</summary>
    public string Write(string file, string text)
    {
        var path = Path.Combine(Directory, file);
        File.Move(_overrides.AddBeside("next", text), path, overwrite: true);
        return path;
    }

    public StrataConfigurationOptions Configure(StrataConfigurationOptions options)
    {
        options.Directory = Directory;
        options.Manager.Variables = VariableSet.Empty;
        options.Manager.ReadKeyVariables = false;
        return options;
    }

    /// <summary>Builds a configuration of the overrides alone, that nothing is watched for unless it is asked for.</summary>
    public ConfigurationRoot Build(Action<StrataConfigurationOptions>? configure = null) => (ConfigurationRoot)new ConfigurationBuilder()
        .AddStrata(options =>
        {
            options.ReloadOnChange = false;
            Configure(options);
            configure?.Invoke(options);
        })
        .Build();

    /// <summary>The same, of several providers.</summary>
    public ConfigurationRoot BuildAround(Action<IConfigurationBuilder> before, Action<IConfigurationBuilder>? behind = null)
    {
        var builder = new ConfigurationBuilder();
        before(builder);
        builder.AddStrata(options => Configure(options).ReloadOnChange = false);
        behind?.Invoke(builder);
        return (ConfigurationRoot)builder.Build();
    }

    public void Dispose() => _overrides.Dispose();
}
