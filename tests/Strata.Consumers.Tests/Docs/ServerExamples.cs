using System.Runtime.Versioning;
using Strata.Consumers.Tests.Server;

namespace Strata.Consumers.Tests.Docs;

/// <summary>The examples of pages that need a server: <c>STRATA_SERVER</c> names it, and pages show its address as that of one that was just started.</summary>
internal static class ServerExamples
{
    /// <summary>How pages write the address of the server.</summary>
    public const string Address = "http://127.0.0.1:8000";

    /// <summary>Types a section beside the bundled overrides, which the server has imported.</summary>
    [UnsupportedOSPlatform("windows")]
    public static void HoldOnBundledOverrides(string page, string title)
    {
        using var source = ExampleDirectory.OfBundledOverrides();
        using var server = ServerProcess.Start("--import", Path.Combine(source.FullName, "overrides"));
        using var directory = ExampleDirectory.OfBundledOverrides(server.Url);
        PageExamples.Hold(page, MarkdownPage.Read(page).Section(title), directory);
    }

    /// <summary>Types a section beside its files, with a server that has an empty space <c>default</c>.</summary>
    [UnsupportedOSPlatform("windows")]
    public static void Hold(string page, string title)
    {
        var section = MarkdownPage.Read(page).Section(title);
        if (section.Steps.Count == 0)
        {
            return;
        }

        // Half of this limit is what the example waits that asks for a revision which does not come; all others must have time on a busy machine.
        using var server = ServerProcess.Start("--request-timeout", "12");
        var made = server.SendAsync(HttpMethod.Put, "/api/v1/spaces/default", new { }).GetAwaiter().GetResult();
        Assert.True(made.Status == 201, made.Text);
        using var directory = ExampleDirectory.Of(section, server.Url);
        PageExamples.Hold(page, section, directory);
    }
}
