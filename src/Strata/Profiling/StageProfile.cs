using System.Diagnostics;
using System.Globalization;
using Strata.Editing;

namespace Strata.Profiling;

/// <summary>
/// Takes down when each stage began and ended in this process, until it is written: a profile that Speedscope reads, and a report of the
/// time by stage. Safe for use from several threads.
/// </summary>
internal sealed class StageProfile : IDisposable
{
    /// <summary>The variable that asks for a profile.</summary>
    public const string Variable = "ENABLE_PROFILING";

    /// <summary>The variable that names the directory.</summary>
    public const string DirectoryVariable = "PROFILE_OUTPUT_DIR";

    private const string DefaultDirectory = "profiles";
    private const string Began = "strata.began";

    // A server that runs for months does not fill its memory.
    private const int MostStages = 200_000;

    private readonly ActivityListener _listener;
    private readonly List<StageTime> _stages = [];
    private readonly Lock _lock = new();
    private readonly long _begin = Stopwatch.GetTimestamp();

    public StageProfile()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == StageActivity.SourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
            ActivityStarted = static activity => activity.SetCustomProperty(Began, Stopwatch.GetTimestamp()),
            ActivityStopped = Add,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Whether the variables ask for a profile.</summary>
    /// <param name="variable">Gives the value of a variable; null where it is not set.</param>
    public static bool IsAskedFor(Func<string, string?> variable) => variable(Variable) is { } value && (value == "1" || value.Equals("true", StringComparison.OrdinalIgnoreCase));

    /// <summary>The directory that the variables name.</summary>
    /// <param name="variable">Gives the value of a variable; null where it is not set.</param>
    public static string DirectoryOf(Func<string, string?> variable) => variable(DirectoryVariable) is { Length: > 0 } directory ? directory : DefaultDirectory;

    /// <summary>Writes what was taken down so far.</summary>
    /// <param name="directory">The directory; made if it is missing.</param>
    /// <param name="title">What was done: the command, or the program.</param>
    /// <param name="now">The present, which the files are named after.</param>
    /// <returns>The path of the report; that of the profile ends in <c>.speedscope.json</c> instead of <c>.txt</c>.</returns>
    /// <exception cref="IOException">They cannot be written.</exception>
    public string Write(string directory, string title, DateTimeOffset now)
    {
        var end = Stopwatch.GetTimestamp();
        StageTime[] stages;
        lock (_lock)
        {
            stages = [.. _stages];
        }

        var profile = new StageTimings(title, stages, _begin, end, isWhole: stages.Length < MostStages);
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException(exception.Message, exception);
        }

        var name = NewName(directory, now);
        AtomicFile.Write($"{name}.speedscope.json", SpeedscopeFile.Of(profile));
        AtomicFile.Write($"{name}.txt", System.Text.Encoding.UTF8.GetBytes(TimingReport.Of(profile)));
        return $"{name}.txt";
    }

    private static string NewName(string directory, DateTimeOffset now)
    {
        var name = Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"strata-{now.UtcDateTime:yyyyMMdd'T'HHmmssfff'Z'}-{Environment.ProcessId}"));
        var free = name;
        for (var number = 2; File.Exists($"{free}.txt"); number++)
        {
            free = string.Create(CultureInfo.InvariantCulture, $"{name}-{number}");
        }

        return free;
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Add(Activity activity)
    {
        if (activity.GetCustomProperty(Began) is not long began)
        {
            return;
        }

        var stage = new StageTime(StageActivity.NameOf(activity), Environment.CurrentManagedThreadId, began, Stopwatch.GetTimestamp());
        lock (_lock)
        {
            if (_stages.Count < MostStages)
            {
                _stages.Add(stage);
            }
        }
    }
}
