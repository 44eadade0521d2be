using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Strata.Binding;
using Strata.Cli.Reports;
using Strata.Doctor;
using Strata.Output;
using Strata.Snapshots;
using Strata.Values;

namespace Strata.Cli.Commands;

/// <summary><c>strata doctor [TYPE]</c>: holds the resolved configuration against the world.</summary>
internal static class DoctorCommand
{
    private const string Junit = "junit";

    // How many names are looked up at a time, more or less.
    private const int Lookups = 64;

    private static readonly TimeSpan LongestLimit = TimeSpan.FromHours(1);

    private static IEnumerable<string> Formats => [.. SharedOptions.ReportFormats, Junit];

    public static Command Create(CommandHost host)
    {
        var type = new Argument<string?>("TYPE") { Arity = ArgumentArity.ZeroOrOne, Description = "The type to resolve (default: $CONFIG_OVERRIDE_TYPE)" };
        var only = Checks("--only", $"Run this check alone; repeatable: {string.Join(", ", ConfigurationChecks.All.Select(static check => check.Name))}");
        var skip = Checks("--skip", "Leave this check out; repeatable");
        var timeout = new Option<string?>("--timeout") { HelpName = "DURATION", Description = "How long each check may take (default: 5s)" };
        var command = new Command("doctor", "Check the resolved configuration against the world: servers, certificates, files, ports, names") { type, only, skip, timeout };
        var options = new SharedOptions();
        options.AddTo(command, Formats, fromServer: true);
        command.SetAction(parsed => Run(new Invocation(host, options, parsed), parsed.GetValue(type), new DoctorOptions
        {
            Only = Known(parsed.GetValue(only)),
            Skip = Known(parsed.GetValue(skip)),
            TimeLimit = LimitOf(parsed.GetValue(timeout)),
            TimeProvider = host.Time,
        }));
        return command;
    }

    private static int Run(Invocation invocation, string? type, DoctorOptions options)
    {
        var format = invocation.FormatName(Formats);
        if (!options.Chosen.Any())
        {
            throw new UsageException("no check is left to run", "leave out --skip, or name another check with --only");
        }

        var outcome = invocation.Resolve(invocation.ContextOf(invocation.TypeOrDefault(type)));
        if (!Invocation.IsUsable(outcome))
        {
            return ExitCode.Of(outcome.Validation, invocation.Strict);
        }

        var report = Check(invocation, outcome.Configuration!, options);
        switch (format)
        {
            case "text":
                invocation.WriteText(DoctorText.Of(report, invocation.HasColour));
                break;
            case Junit:
                invocation.WriteText(DoctorJunitReport.Of(report, ReportPaths.Of(invocation.Host), invocation.Strict));
                break;
            default:
                invocation.Write(format, ShapeOf(report), default);
                break;
        }

        return report.HasErrors || (invocation.Strict && report.HasWarnings) ? ExitCode.Invalid : report.HasUnreachable ? ExitCode.Unreachable : ExitCode.Done;
    }

    private static DoctorReport Check(Invocation invocation, ResolvedConfiguration configuration, DoctorOptions options)
    {
        // A name server that does not answer holds a thread for each name, and the pool makes new ones too slowly for time limits to be kept.
        if (invocation.Host.OwnsProcess)
        {
            ThreadPool.SetMinThreads(Lookups, Lookups);
        }

        var (all, done) = (options.Chosen.Count(), 0);
        using (ProgressLine.Begin(invocation.Host, () => string.Create(CultureInfo.InvariantCulture, $"checking: {Volatile.Read(ref done)} of {all} checks")))
        {
            return ConfigurationDoctor.RunAsync(configuration, options with { Ended = ended => Volatile.Write(ref done, ended) }).GetAwaiter().GetResult();
        }
    }

    private static MappingNode ShapeOf(DoctorReport report) => new ObjectShape()
        .Add("healthy", report.IsHealthy)
        .Add("milliseconds", (long)report.Duration.TotalMilliseconds)
        .Add("findings", ListShape.Of(report.Findings.Select(static finding => new ObjectShape()
            .Add("check", finding.Check)
            .Add("id", finding.Id)
            .Add("outcome", DoctorText.NameOf(finding.Outcome))
            .Add("message", finding.Message)
            .Add("hint", finding.Hint)
            .Add("path", finding.Path.IsRoot ? null : finding.Path.ToString())
            .Add("file", finding.File)
            .Add("line", finding.Position.Line > 0 ? ScalarNode.Of(finding.Position.Line) : null)
            .Add("column", finding.Position.Line > 0 ? ScalarNode.Of(finding.Position.Column) : null)
            .Add("milliseconds", (long)finding.Duration.TotalMilliseconds)
            .Build())))
        .Build();

    private static Option<string[]> Checks(string name, string description) => new(name)
    {
        HelpName = "CHECK",
        Description = description,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = static _ => [],
    };

    private static ImmutableArray<string> Known(string[]? names)
    {
        var known = ConfigurationChecks.All.Select(static check => check.Name).ToList();
        foreach (var name in names ?? [])
        {
            if (!known.Contains(name))
            {
                throw new UsageException($"unknown check \"{name}\"", EditDistance.Nearest(name, known) is { } near ? $"did you mean {near}?" : $"known are {string.Join(", ", known)}");
            }
        }

        return [.. names ?? []];
    }

    private static TimeSpan LimitOf(string? text)
    {
        if (text is null)
        {
            return new DoctorOptions().TimeLimit;
        }

        return DurationText.TryParse(text, out var limit) && limit > TimeSpan.Zero && limit <= LongestLimit
            ? limit
            : throw new UsageException($"--timeout \"{text}\" is no duration from 1ms to 1h", "write it with its unit: 500ms, 10s");
    }
}
