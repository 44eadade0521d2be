using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Strata.Snapshots;
using Strata.Values;

namespace Strata.Extensions.Logging;

/// <summary>What is written from which level on, and where. Immutable; two that say the same are equal in their parts.</summary>
/// <param name="Level">The least that is written.</param>
/// <param name="Levels">The same by the beginnings of categories.</param>
/// <param name="Outputs">Where it goes.</param>
internal sealed record LogPlan(LogLevel Level, ImmutableSortedDictionary<string, LogLevel> Levels, ImmutableArray<LogOutput> Outputs)
{
    /// <summary>The path of the section.</summary>
    public const string Path = "logging";

    private const int MostDays = 3650;
    private const decimal MostMegabytes = 1_000_000;

    /// <summary>Reads the section of a configuration.</summary>
    /// <exception cref="LoggingSectionException">There is none, or something of it makes no sense; the message has every problem.</exception>
    public static LogPlan Of(ResolvedConfiguration configuration, LogPlaces places)
    {
        LoggingSection section;
        try
        {
            section = configuration.Get<LoggingSection>(Path);
        }
        catch (KeyNotFoundException)
        {
            throw new LoggingSectionException([$"the configuration has no section {Path}"]);
        }
        catch (Binding.ConfigurationBindingException exception)
        {
            throw new LoggingSectionException([.. exception.Problems.Select(static problem => $"{problem.Path}: {problem.Message}")]);
        }

        var problems = new List<string>();
        var formats = LogFormats.Of(section, problems);
        var outputs = ImmutableArray.CreateBuilder<LogOutput>();
        for (var i = 0; i < section.Handlers.Length; i++)
        {
            var handler = section.Handlers[i];
            if (handler.Enabled && OutputOf(handler, formats, places, text => problems.Add($"{Path}.handlers[{i}].{text}")) is { } output)
            {
                outputs.Add(output);
            }
        }

        // Two writers of one file, or of one buffer, would take turns at destroying it.
        foreach (var twice in outputs.Where(static output => output.Place is not null).GroupBy(static output => output.Place).Where(static group => group.Count() > 1))
        {
            problems.Add($"{Path}.handlers: two of them write to {twice.Key}");
        }

        return problems.Count > 0 ? throw new LoggingSectionException(problems) : new LogPlan(LevelOf(section.Level), LevelsOf(section), outputs.DrainToImmutable());
    }

    private static ImmutableSortedDictionary<string, LogLevel> LevelsOf(LoggingSection section)
    {
        var levels = ImmutableSortedDictionary.CreateBuilder<string, LogLevel>(StringComparer.Ordinal);
        foreach (var category in section.Quiet)
        {
            levels[category] = LogLevel.Warning;
        }

        foreach (var (category, level) in section.Levels)
        {
            levels[category] = LevelOf(level);
        }

        return levels.ToImmutable();
    }

    private static LogOutput? OutputOf(HandlerSection handler, LogFormats formats, LogPlaces places, Action<string> problem)
    {
        switch (handler.Type)
        {
            case HandlerType.Console:
                return new ConsoleOutput(handler.Stream, formats);
            case HandlerType.File:
                return FileOf(handler, formats, places, problem);
            case HandlerType.Elasticsearch:
                return ElasticsearchOf(handler, places, problem);
            case HandlerType.Otlp:
                return OtlpOf(handler, places, problem);
            default:
                // What is held for a test is nothing that a running program writes.
                return null;
        }
    }

    private static FileOutput? FileOf(HandlerSection handler, LogFormats formats, LogPlaces places, Action<string> problem)
    {
        if (handler.Filename is not { Length: > 0 } name)
        {
            problem("filename: the file is not named");
            return null;
        }

        if (places.PathOf(name) is not { } path)
        {
            problem($"filename: only files in {places.Directory} are written");
            return null;
        }

        return Number(handler.KeepDays, MostDays, "keep_days", problem) & Number(handler.KeepFiles, MostDays, "keep_files", problem) & Number(handler.MaxMegabytes, MostMegabytes, "max_megabytes", problem)
            ? new FileOutput(path, formats.OfFiles, handler.Rotation ?? Rotation.Daily)
            {
                Keep = handler.KeepDays is { } days ? TimeSpan.FromDays(days) : null,
                MostFiles = handler.KeepFiles,
                MostBytes = handler.MaxMegabytes is { } size ? Bytes(size) : FileOutput.DefaultBytes,
            }
            : null;
    }

    private static ElasticsearchOutput? ElasticsearchOf(HandlerSection handler, LogPlaces places, Action<string> problem)
    {
        if (AddressOf(handler.Url, problem) is not { } url)
        {
            return null;
        }

        if (handler.Index is not { Length: > 0 } index || index.Any(static c => !(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-')) || index[0] is '.' or '_' or '-')
        {
            problem("index: an index has small letters, digits, dots, hyphens and underscores");
            return null;
        }

        if (handler.ApiKey is not null && handler.Username is not null)
        {
            problem("api_key: there is a username as well, and only one of them can be shown");
            return null;
        }

        var directory = handler.Buffer is { Length: > 0 } buffer ? places.PathOf(buffer) : System.IO.Path.Combine(places.Buffers, index);
        if (directory is null)
        {
            problem($"buffer: only directories in {places.Directory} are written to");
            return null;
        }

        return Number(handler.BufferMegabytes, MostMegabytes, "buffer_megabytes", problem)
            ? new ElasticsearchOutput(url, index, directory)
            {
                User = handler.Username,
                Password = handler.Password,
                ApiKey = handler.ApiKey,
                MostBytes = handler.BufferMegabytes is { } size ? Bytes(size) : ElasticsearchOutput.DefaultBytes,
            }
            : null;
    }

    private static OtlpOutput? OtlpOf(HandlerSection handler, LogPlaces places, Action<string> problem) => AddressOf(handler.Url, problem) is { } url
        ? new OtlpOutput(url, handler.Protocol == OtlpProtocolName.Http, places.ServiceName, handler.Headers)
        : null;

    private static Uri? AddressOf(Uri? url, Action<string> problem)
    {
        if (url is { IsAbsoluteUri: true, Scheme: "http" or "https", Query: "", Fragment: "" })
        {
            return url;
        }

        problem("url: write the address as http://HOST:PORT or https://HOST:PORT");
        return null;
    }

    private static bool Number(decimal? number, decimal most, string key, Action<string> problem)
    {
        if (number is null or > 0 && (number ?? 0) <= most)
        {
            return true;
        }

        problem($"{key}: it is no number above 0 and up to {most}");
        return false;
    }

    private static long Bytes(decimal megabytes) => (long)Math.Max(1, megabytes * 1024 * 1024);

    private static LogLevel LevelOf(LevelName name) => name switch
    {
        LevelName.Trace or LevelName.Verbose => LogLevel.Trace,
        LevelName.Debug => LogLevel.Debug,
        LevelName.Info or LevelName.Information => LogLevel.Information,
        LevelName.Warn or LevelName.Warning => LogLevel.Warning,
        LevelName.Error => LogLevel.Error,
        _ => LogLevel.Critical,
    };
}

/// <summary>What paths in the section are relative to, and what the program is called. Immutable.</summary>
/// <param name="Directory">Where files stand that are named without a whole path.</param>
/// <param name="Buffers">Where buffers stand that are not named.</param>
/// <param name="ServiceName">What the program is called in what it sends.</param>
/// <param name="IsConfined">Whether nothing may be written elsewhere: who writes the section may not write to this machine.</param>
internal sealed record LogPlaces(string Directory, string Buffers, string ServiceName, bool IsConfined = false)
{
    /// <summary>The whole path of a file or directory; null where it may not be written to.</summary>
    public string? PathOf(string name)
    {
        var path = Path.GetFullPath(name, Directory);
        return !IsConfined || path.StartsWith(Path.TrimEndingDirectorySeparator(Directory) + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? path : null;
    }
}

/// <summary>A <c>logging</c> section cannot be used. No message holds a secret.</summary>
internal sealed class LoggingSectionException(IReadOnlyList<string> problems) : Exception(SecretText.MaskUrlPasswords(string.Join("; ", problems)));
