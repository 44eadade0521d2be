using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Serilog;
using Serilog.Extensions.Logging;

namespace Strata.Extensions.Logging;

/// <summary>A log that is written by Serilog and goes on to another plan whenever it is given one. Safe for use from several threads.</summary>
internal sealed class LiveLog : IDisposable
{
    private readonly LivePipeline _pipeline;
    private readonly Serilog.Core.Logger _root;
    private readonly Lock _lock = new();
    private readonly ImmutableArray<LogOutput> _always;
    private readonly Func<LogPlan, LogPlan> _adjust;

    /// <param name="first">The plan that it begins with.</param>
    /// <param name="isTerminal">Whether people look at a stream.</param>
    /// <param name="always">What is written to whatever a plan says.</param>
    /// <param name="adjust">What a program makes of the plans that it is given; null for what they say.</param>
    public LiveLog(LogPlan first, Func<OutputStream, bool> isTerminal, ImmutableArray<LogOutput> always = default, Func<LogPlan, LogPlan>? adjust = null)
    {
        _always = always.IsDefault ? [] : always;
        _adjust = adjust ?? (static plan => plan);
        _pipeline = new LivePipeline(new OpenedOutput(Troubles, isTerminal).Open);
        _root = new LoggerConfiguration().MinimumLevel.Verbose().Enrich.FromLogContext().WriteTo.Sink(_pipeline).CreateLogger();
        Use(first);
    }

    public CategoryLevels Levels { get; } = new();

    public LogTroubles Troubles { get; } = new();

    /// <summary>Goes on to another plan.</summary>
    /// <exception cref="LoggingSectionException">An output of it cannot be opened; the plan before stays.</exception>
    public void Use(LogPlan plan)
    {
        lock (_lock)
        {
            var adjusted = _adjust(plan);
            _pipeline.Change([.. adjusted.Outputs, .. _always]);
            Levels.Change(adjusted.Level, adjusted.Levels);
        }
    }

    /// <summary>Makes it the only log of an application.</summary>
    public void AddTo(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.Services.RemoveAll<IConfigureOptions<LoggerFilterOptions>>();
        logging.Services.AddSingleton<IConfigureOptions<LoggerFilterOptions>>(Levels);
        logging.Services.AddSingleton<IOptionsChangeTokenSource<LoggerFilterOptions>>(Levels);
        logging.Services.AddSingleton(_ => CreateProvider());
    }

    /// <summary>Makes what gives loggers. Disposing of it leaves the log open, for the last word of others.</summary>
    public ILoggerProvider CreateProvider() => new SerilogLoggerProvider(_root, dispose: false);

    /// <inheritdoc/>
    public void Dispose() => _root.Dispose();
}
