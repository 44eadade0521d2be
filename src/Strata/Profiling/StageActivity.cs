using System.Diagnostics;

namespace Strata.Profiling;

/// <summary>
/// The stages of the work as activities of the source <c>Strata</c>: for who traces, and for <see cref="StageProfile"/>. While nobody
/// listens, they cost nothing.
/// </summary>
internal static class StageActivity
{
    /// <summary>The name of the source.</summary>
    public const string SourceName = "Strata";

    public const string Command = "strata.command";
    public const string Reload = "strata.reload";
    public const string Read = "strata.read";
    public const string Parse = "strata.parse";
    public const string Resolve = "strata.resolve";
    public const string Select = "strata.select";
    public const string Merge = "strata.merge";
    public const string Interpolate = "strata.interpolate";
    public const string Validate = "strata.validate";
    public const string Rules = "strata.rules";
    public const string Recall = "strata.cache.recall";
    public const string Keep = "strata.cache.keep";
    public const string Write = "strata.write";
    public const string Fetch = "strata.fetch";

    private const string Subject = "strata.subject";
    private const string Prefix = "strata.";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Begins a stage, which ends when what is returned is disposed; null where nobody listens.</summary>
    public static Activity? Begin(string stage) => Source.StartActivity(stage);

    /// <summary>The same, of a stage that there is one of for each of something.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="subject">What it is about: a type, or the name of an override. Never a value.</param>
    public static Activity? Begin(string stage, string subject) => Source.StartActivity(stage)?.SetTag(Subject, subject);

    /// <summary>Begins a command, as part of what called it.</summary>
    /// <param name="name">The command.</param>
    /// <param name="parent">What called it; the default for nothing that says so.</param>
    public static Activity? BeginCommand(string name, ActivityContext parent) => Source.StartActivity(Command, ActivityKind.Internal, parent)?.SetTag(Subject, name);

    /// <summary>A stage's name for people, and what it is about: <c>parse tenants/acme</c>.</summary>
    public static string NameOf(Activity activity)
    {
        var name = activity.OperationName[Prefix.Length..];
        return activity.GetTagItem(Subject) is string subject ? $"{name} {subject}" : name;
    }
}
