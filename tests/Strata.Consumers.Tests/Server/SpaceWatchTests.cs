using System.Runtime.Versioning;
using Strata.Consumers.Tests.Command;

namespace Strata.Consumers.Tests.Server;

/// <summary><c>strata watch</c> and <c>strata run</c> with <c>--server</c>, as processes.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "integration")]
public sealed class SpaceWatchTests : IDisposable
{
    private readonly SpaceCommand _shop = new(ServerProcess.Start(), ("app.yml", "name: ${PREFIX:-}one\n"));

    public void Dispose()
    {
        _shop.Server.Dispose();
        _shop.Dispose();
    }

    [Fact]
    public async Task Watch_OfASpace_HearsOfEachPublishThroughARestartOfTheServer()
    {
        _shop.Push("--publish");
        using var watch = Start("watch", "app", "--", "sh", "-c", "touch told-$NAME; while :; do sleep 0.1; done");
        watch.WaitFor(Told("my-one"));
        await PublishAsync("two");
        watch.WaitFor(Told("my-two"));

        // On the same port, so that the watch finds it again.
        _shop.Server.Stop("KILL");
        await watch.WaitForErrorAsync("error STR9019");
        _shop.Server.StartAgain(samePort: true);
        await PublishAsync("three");
        watch.WaitFor(Told("my-three"));
        BuiltCommand.Signal("TERM", $"{watch.Id}");

        var result = watch.Result();
        Assert.Equal((0, ""), (result.ExitCode, result.Output));
        Assert.StartsWith($"watching app in {_shop.Space}@1: app\nrevision 2: 1 change\n~ name: my-one -> my-two  ({_shop.Space}@1/app.yml:1:7 -> {_shop.Space}@2/app.yml:1:7)\n", result.Error, StringComparison.Ordinal);
        Assert.Contains("error STR9019", result.Error, StringComparison.Ordinal);
        Assert.Contains("what was resolved last stays in use", result.Error, StringComparison.Ordinal);
        Assert.EndsWith($"revision 3: 1 change\n~ name: my-two -> my-three  ({_shop.Space}@2/app.yml:1:7 -> {_shop.Space}@3/app.yml:1:7)\n", result.Error, StringComparison.Ordinal);
    }

    private string Told(string name) => Path.Combine(_shop.Local.Root, $"told-{name}");

    [Fact]
    public void Run_OfASpace_GivesTheCommandItsVariables()
    {
        _shop.Push("--publish");
        using var run = Start("run", "app", "--", "sh", "-c", "echo $NAME");

        Assert.Equal(new CommandResult(0, "my-one\n", ""), run.Result());
    }

    private BuiltCommand Start(params string[] args)
    {
        var words = Array.IndexOf(args, "--") is var at and >= 0 ? at : args.Length;
        string[] line = [.. args[..words], "--server", _shop.Url, "--space", _shop.Space, .. args[words..]];
        return BuiltCommand.Start(_shop.Local.Root, new Dictionary<string, string?> { ["STRATA_CACHE_DIRECTORY"] = _shop.Cache, ["PREFIX"] = "my-" }, Path.Combine(AppContext.BaseDirectory, "Strata.Cli"), line);
    }

    private async Task PublishAsync(string name)
    {
        _shop.Local.Add("app.yml", $"name: ${{PREFIX:-}}{name}\n");
        var answer = await _shop.Server.SendAsync(HttpMethod.Post, $"/api/v1/spaces/{_shop.Space}/revisions", new { files = new Dictionary<string, object> { ["app.yml"] = new { text = $"name: ${{PREFIX:-}}{name}\n" } } });
        Assert.True(answer.Status == 201, answer.Text);
    }
}
