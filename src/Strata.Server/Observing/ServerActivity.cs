using System.Diagnostics;

namespace Strata.Server.Observing;

/// <summary>
/// What the server does, as activities of the source <c>Strata.Server</c>, beside the engine's own stages. No text of what is configured is in them, and no message
/// of an exception. While nobody traces, they cost nothing.
/// </summary>
internal static class ServerActivity
{
    /// <summary>The name of the source.</summary>
    public const string SourceName = "Strata.Server";

    /// <summary>Making a revision: committing it, and announcing it.</summary>
    public const string Publish = "strata.publish";

    /// <summary>Checking a content in all its contexts.</summary>
    public const string Validate = "strata.publish.validate";

    /// <summary>Serving a new revision here, and telling the other replicas.</summary>
    public const string Announce = "strata.publish.announce";

    /// <summary>Writing an event to a watcher.</summary>
    public const string Deliver = "strata.watch.deliver";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>What is under way; the default for nothing that is traced.</summary>
    public static ActivityContext Current => Activity.Current is { Recorded: true } current ? current.Context : default;

    /// <summary>Begins something, which ends when what is returned is disposed; null where nobody traces.</summary>
    public static Activity? Begin(string name) => Source.StartActivity(name);

    /// <summary>The same, as part of something that is not what called it.</summary>
    public static Activity? Begin(string name, ActivityContext parent) => Source.StartActivity(name, ActivityKind.Internal, parent);

    /// <summary>Begins a question to the store, or a transaction.</summary>
    /// <param name="operation">Which of both.</param>
    /// <param name="system">The kind of database, as OpenTelemetry's conventions name it.</param>
    public static Activity? BeginStore(string operation, string system) =>
        Source.HasListeners() ? Source.StartActivity($"{operation} {system}", ActivityKind.Client)?.SetTag("db.system.name", system).SetTag("db.operation.name", operation) : null;

    /// <summary>Says how something ended that was not done.</summary>
    public static void Fail(this Activity? activity, Exception exception)
    {
        if (activity is not null && Outcomes.Of(exception) is var outcome)
        {
            activity.SetTag("error.type", outcome);
            activity.SetStatus(outcome is Outcomes.Failed or Outcomes.Unreachable ? ActivityStatusCode.Error : ActivityStatusCode.Unset);
        }
    }
}
