using System.Globalization;
using Strata.Snapshots;
using Strata.Values;

namespace Strata.Doctor;

/// <summary>One run of a check: the configuration, and where findings go. Safe for use from several threads.</summary>
public sealed class CheckContext
{
    private readonly IConfigurationCheck _check;
    private readonly SecretScrub _scrub;
    private readonly List<CheckStep> _steps = [];

    internal CheckContext(IConfigurationCheck check, ResolvedConfiguration configuration, DoctorOptions options, SecretScrub scrub)
    {
        _check = check;
        _scrub = scrub;
        Configuration = configuration;
        TimeLimit = options.TimeLimit;
        Time = options.TimeProvider;
    }

    /// <summary>The configuration, secrets in clear.</summary>
    public ResolvedConfiguration Configuration { get; }

    /// <summary>How long the check may take.</summary>
    public TimeSpan TimeLimit { get; }

    /// <summary>The clock of this machine.</summary>
    public TimeProvider Time { get; }

    /// <summary>Held while a finding is taken.</summary>
    internal Lock Gate { get; } = new();

    /// <summary>Whether nobody waits for findings any more.</summary>
    internal bool IsClosed { get; private set; }

    /// <summary>Begins a step; it is to be given a result.</summary>
    /// <param name="name">What is looked at: <c>pool</c>.</param>
    /// <param name="path">The value that is concerned: <c>database.postgresql.pool.max_size</c>.</param>
    /// <exception cref="FormatException">The text is no path.</exception>
    public CheckStep Begin(string name, string path)
    {
        var step = new CheckStep(this, $"{_check.Name}.{name}", ConfigPath.Parse(path), Time.GetTimestamp());
        Add(step);
        return step;
    }

    /// <summary>
    /// Whether there is a section, and neither its <c>enabled</c> nor that of a section around it is false. Where not, that is a finding: skipped.
    /// </summary>
    /// <param name="path">The section.</param>
    /// <exception cref="FormatException">The text is no path.</exception>
    public bool Enters(string path)
    {
        var (isConfigured, reason, at) = Look(path);
        if (!isConfigured)
        {
            SkipAll(reason, at.ToString());
        }

        return isConfigured;
    }

    /// <summary>The same, without a finding.</summary>
    /// <param name="path">The section.</param>
    /// <exception cref="FormatException">The text is no path.</exception>
    public bool IsInUse(string path) => Look(path).IsConfigured;

    /// <summary>Says that the check has nothing to do.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="path">The value that decides it.</param>
    /// <exception cref="FormatException">The text is no path.</exception>
    public void SkipAll(string reason, string path)
    {
        var step = new CheckStep(this, _check.Name, ConfigPath.Parse(path), Time.GetTimestamp());
        Add(step);
        step.Skip(reason);
    }

    /// <summary>A single value as text, null where there is none.</summary>
    /// <param name="path">The path.</param>
    internal string? Text(string path) => Configuration.TryGet(path, out var node) && node is ScalarNode { IsNull: false } scalar ? scalar.ToInvariantText() : null;

    /// <summary>A whole number, null where there is none.</summary>
    /// <param name="path">The path.</param>
    internal long? Integer(string path) => Configuration.TryGet(path, out var node) && node is ScalarNode scalar && scalar.TryGetInt64(out var value) ? value : null;

    /// <summary>The items of a list that are mappings, each with its path.</summary>
    internal IEnumerable<(MappingNode Item, string Path)> Items(string path)
    {
        if (Configuration.TryGet(path, out var node) && node is SequenceNode sequence)
        {
            for (var i = 0; i < sequence.Count; i++)
            {
                if (sequence[i] is MappingNode item && !IsOff(item))
                {
                    yield return (item, string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"));
                }
            }
        }
    }

    /// <summary>The findings. Steps without a result are given one, and no further ones are taken.</summary>
    /// <param name="unfinished">Gives an unfinished step its result; null drops it.</param>
    /// <param name="isCutOff">Whether the check did not come to its end. Where no step was under way then, the check itself is one.</param>
    internal IReadOnlyList<CheckFinding> Close(Action<CheckStep>? unfinished, bool isCutOff = false)
    {
        lock (Gate)
        {
            if (isCutOff && _steps.TrueForAll(static step => step.Finding is not null))
            {
                _steps.Add(new CheckStep(this, _check.Name, _steps is [.., var last] ? last.Path : ConfigPath.Root, Time.GetTimestamp()));
            }

            foreach (var step in _steps)
            {
                if (step.Finding is null)
                {
                    unfinished?.Invoke(step);
                }
            }

            IsClosed = true;
            return [.. _steps.Select(static step => step.Finding).OfType<CheckFinding>()];
        }
    }

    internal CheckFinding FindingOf(string id, CheckOutcome outcome, string message, string? hint, ConfigPath path, long begun)
    {
        var node = NearestTo(path);
        return new CheckFinding(_check.Name, id, outcome, _scrub.Of(message))
        {
            Hint = hint is null ? null : _scrub.Of(hint),
            Path = path,
            File = node is { File.Length: > 0 } ? node.File : null,
            Position = node?.Position ?? SourcePosition.None,
            Duration = Time.GetElapsedTime(begun),
        };
    }

    private void Add(CheckStep step)
    {
        lock (Gate)
        {
            if (!IsClosed)
            {
                _steps.Add(step);
            }
        }
    }

    private ConfigNode? NearestTo(ConfigPath path)
    {
        for (var at = path; at is { IsRoot: false }; at = at.Parent)
        {
            if (Configuration.TryGet(at, out var node))
            {
                return node;
            }
        }

        return null;
    }

    private (bool IsConfigured, string Reason, ConfigPath At) Look(string path)
    {
        var whole = ConfigPath.Parse(path);
        var ways = new Stack<ConfigPath>();
        for (var at = whole; at is { IsRoot: false }; at = at.Parent)
        {
            ways.Push(at);
        }

        foreach (var at in ways)
        {
            if (!Configuration.TryGet(at, out var node) || node is ScalarNode { IsNull: true })
            {
                return (false, $"{whole} is not configured", whole);
            }

            if (node is MappingNode mapping && IsOff(mapping))
            {
                return (false, $"{at}.enabled is false", at.Append("enabled"));
            }
        }

        return (true, "", whole);
    }

    private static bool IsOff(MappingNode mapping) => mapping.TryGetValue("enabled", out var enabled) && enabled is ScalarNode scalar && scalar.TryGetBoolean(out var isOn) && !isOn;
}
