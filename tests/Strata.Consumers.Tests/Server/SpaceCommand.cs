using System.Runtime.Versioning;
using Strata.Consumers.Tests.Command;

namespace Strata.Consumers.Tests.Server;

/// <summary>The command in this process, on a directory and a space of a test's own; what it fetches it keeps beside the directory.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class SpaceCommand : IDisposable
{
    public SpaceCommand(ServerProcess server, params (string File, string Text)[] files)
    {
        Server = server;
        Local = new TemporaryOverrides(files);
    }

    /// <summary>The directory.</summary>
    public TemporaryOverrides Local { get; }

    /// <summary>The server.</summary>
    public ServerProcess Server { get; }

    /// <summary>The name of the space, which the first push makes.</summary>
    public string Space { get; } = ServerFixture.NewSpace();

    /// <summary>The address of the server.</summary>
    public string Url => Server.Url.AbsoluteUri;

    /// <summary>The directory of the cache.</summary>
    public string Cache => Path.Combine(Local.Root, "cache");

    /// <summary>Runs a command with that server.</summary>
    public CommandResult Run(params string[] args) => Run(new StrataCommand(), args);

    /// <inheritdoc cref="Run(string[])"/>
    public CommandResult Run(StrataCommand command, params string[] args) => command.With("STRATA_CACHE_DIRECTORY", Cache).Run([.. args, "--server", Url, "--space", Space]);

    /// <summary>Runs a command that reads the directory and writes to that server, which must succeed.</summary>
    /// <returns>What it printed, without the last line's end.</returns>
    public string Push(params string[] args)
    {
        var result = TryPush(args);
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output.TrimEnd('\n');
    }

    /// <summary>The same, whatever comes of it.</summary>
    public CommandResult TryPush(params string[] args) => Run(["push", Local.Overrides, "--create", .. args]);

    public void Dispose() => Local.Dispose();
}
