using System.Collections.Immutable;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Strata.Extensions.Logging;

/// <summary>From which level on each category is written, exchanged while the program runs. Loggers hear of it by themselves. Safe for use from several threads.</summary>
internal sealed class CategoryLevels : IConfigureOptions<LoggerFilterOptions>, IOptionsChangeTokenSource<LoggerFilterOptions>
{
    private ConfigurationReloadToken _replaced = new();
    private volatile Levels _levels = new(LogLevel.Information, ImmutableSortedDictionary<string, LogLevel>.Empty);

    /// <inheritdoc/>
    public string? Name => Options.DefaultName;

    /// <summary>Goes on to other levels.</summary>
    /// <param name="least">That of categories which are not named.</param>
    /// <param name="byCategory">That of categories, and of what begins with them.</param>
    public void Change(LogLevel least, ImmutableSortedDictionary<string, LogLevel> byCategory)
    {
        _levels = new Levels(least, byCategory);
        Interlocked.Exchange(ref _replaced, new ConfigurationReloadToken()).OnReload();
    }

    /// <inheritdoc/>
    public void Configure(LoggerFilterOptions options)
    {
        var levels = _levels;
        options.MinLevel = levels.Least;
        foreach (var (category, level) in levels.ByCategory)
        {
            options.Rules.Add(new LoggerFilterRule(null, category, level, null));
        }
    }

    /// <inheritdoc/>
    public IChangeToken GetChangeToken() => Volatile.Read(ref _replaced);

    private sealed record Levels(LogLevel Least, ImmutableSortedDictionary<string, LogLevel> ByCategory);
}
