using Microsoft.Extensions.Configuration;

namespace Strata.Extensions.Configuration;

/// <summary>A source whose values are the overrides of a directory, resolved.</summary>
internal sealed class StrataConfigurationSource : IConfigurationSource
{
    private readonly StrataConfigurationOptions _options;

    /// <summary>Makes a source.</summary>
    /// <param name="options">The options. They must not be changed any more.</param>
    /// <exception cref="ArgumentException">The directory or the type is an empty text.</exception>
    public StrataConfigurationSource(StrataConfigurationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(options.Directory);
        if (options.Type is { Length: 0 })
        {
            throw new ArgumentException("The type is an empty text: name a type, or leave it out to have the default.", nameof(options));
        }

        _options = options;
    }

    /// <summary>Makes the provider. Nothing is read yet.</summary>
    public IConfigurationProvider Build(IConfigurationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return _options.SharedManager is { } shared
            ? new StrataConfigurationProvider(_options, shared, isShared: true)
            : new StrataConfigurationProvider(_options, new OverrideManager(BaseDirectory.Of(builder, _options.Directory), _options.Manager), isShared: false);
    }
}
