using Microsoft.Extensions.Configuration;

namespace Strata.Extensions.Configuration;

/// <summary>A source whose values a server resolves.</summary>
internal sealed class StrataServerSource : IConfigurationSource
{
    private readonly ServerQuestion _question;
    private readonly StrataServerOptions _options;

    /// <summary>Makes a source.</summary>
    /// <param name="url">The server.</param>
    /// <param name="space">The space.</param>
    /// <param name="type">The type.</param>
    /// <param name="options">The options. They must not be changed any more.</param>
    /// <exception cref="ArgumentException">Something of it makes no sense.</exception>
    public StrataServerSource(Uri url, string space, string type, StrataServerOptions options)
    {
        Check(options);
        CheckCredential(url, options);
        _question = new ServerQuestion(url, space, type, options);
        _options = options;
    }

    /// <summary>Makes the provider. Nothing is read yet.</summary>
    public IConfigurationProvider Build(IConfigurationBuilder builder) => new StrataServerProvider(_question, _options);

    private static void Check(StrataServerOptions options)
    {
        if (options is { LastKnownGoodFile: { } file, LastKnownGoodKey: null, Reveal: true })
        {
            throw new ArgumentException($"secrets would stand in {file} in clear: set LastKnownGoodKey, or Reveal to false", nameof(options));
        }

        if (options.LastKnownGoodFile is { Length: 0 } || options.LastKnownGoodKey is { Length: 0 })
        {
            throw new ArgumentException("LastKnownGoodFile or LastKnownGoodKey is an empty text: a variable that it comes from may be unset", nameof(options));
        }

        Require(nameof(options.StartupTimeout), options.StartupTimeout);
        Require(nameof(options.RequestTimeout), options.RequestTimeout);
        Require(nameof(options.SilenceTimeout), options.SilenceTimeout);
        Require(nameof(options.ReadSpread), options.ReadSpread + TimeSpan.FromTicks(1));
        Require(nameof(options.MaxStaleness), options.MaxStaleness ?? TimeSpan.MaxValue, TimeSpan.MaxValue);
        Require(nameof(options.PollInterval), options.PollInterval == Timeout.InfiniteTimeSpan ? TimeSpan.FromDays(1) : options.PollInterval);
    }

    private static void CheckCredential(Uri url, StrataServerOptions options)
    {
        var given = new[] { options.Token, options.TokenFile, options.ClientId };
        if (given.Count(static text => text is not null) > 1)
        {
            throw new ArgumentException("Token, TokenFile and ClientId say several who ask: set one of them", nameof(options));
        }

        if (given.Append(options.ClientSecret).Any(static text => text is { Length: 0 }) || (options.ClientId is null) != (options.ClientSecret is null))
        {
            throw new ArgumentException("Token, TokenFile, ClientId or ClientSecret is an empty text, or one of the last two is missing: a variable that it comes from may be unset", nameof(options));
        }

        if (given.Any(static text => text is not null) && url.IsAbsoluteUri && url.Scheme != Uri.UriSchemeHttps && !url.IsLoopback)
        {
            throw new ArgumentException($"a token is not sent to http://{url.Authority}: everybody on the way could read it. Write https://", nameof(url));
        }
    }

    // Timers of the framework go to some 49 days.
    private static void Require(string name, TimeSpan time, TimeSpan? most = null)
    {
        if (time <= TimeSpan.Zero || time > (most ?? TimeSpan.FromDays(30)))
        {
            throw new ArgumentException($"{name} is {time}: it must be longer than nothing, and 30 days at most", name);
        }
    }
}
