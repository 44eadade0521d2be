using System.Runtime.Versioning;
using Strata.Consumers.Tests.Docs;

namespace Strata.Consumers.Tests.Samples;

/// <summary>The sample of a worker, as a process.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "integration")]
public sealed class WorkerTests
{
    [Fact]
    public async Task Worker_IntervalChangedBrokenAndMended_WorksOnAndStopsCleanly()
    {
        using var program = SampleProgram.Start("Worker", "Development");
        await program.WaitFor("Reading orders every 00:00:");

        program.Write("worker.yml", "queue: { name: refunds, poll_interval: 00:00:00.05 }\n");
        program.Write("nightly.yml", "_metadata: { type: worker }\n");
        await program.WaitFor("From now on every 00:00:00.05");
        await program.WaitFor("Reading refunds");

        program.Write("worker.yml", "queue: [\n");
        await program.WaitFor("changed and are invalid");
        Assert.Contains("overrides/worker.yml:", program.Output, StringComparison.Ordinal);

        program.Write("worker.yml", "queue: { name: mended, poll_interval: 00:00:00.05 }\n");
        await program.WaitFor("Reading mended");

        Assert.Equal(0, program.Stop());
    }

    [Fact]
    public async Task Worker_StartedAsItsReadmeSays_Works()
    {
        var typed = MarkdownPage.Read("samples/Worker/README.md").Sections.SelectMany(static section => section.Blocks).First(static block => block.Language == "sh").Text.TrimEnd().Split('\n');
        Assert.Equal("cd samples/Worker", typed[0]);

        using var program = SampleProgram.Type("Worker", typed[1].Replace("dotnet run ", "exec dotnet run --no-build ", StringComparison.Ordinal));

        await program.WaitFor("because of overrides/");
        await program.WaitFor("Reading orders");
    }

    [Fact]
    public void Worker_InvalidFromTheStart_DoesNotStart()
    {
        using var program = SampleProgram.Start("Worker", "Development", "--queue:PollInterval", "00:00:00");

        Assert.NotEqual(0, program.ExitCode());
        Assert.Contains("queue.poll_interval must be more than nothing", program.Output, StringComparison.Ordinal);
    }
}
