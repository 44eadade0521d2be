namespace Worker;

/// <summary>The section <c>queue</c>.</summary>
internal sealed class QueueOptions
{
    public string Name { get; set; } = "";

    public TimeSpan PollInterval { get; set; }
}
