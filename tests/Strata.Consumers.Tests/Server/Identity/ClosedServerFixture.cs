using System.Runtime.Versioning;

namespace Strata.Consumers.Tests.Server.Identity;

/// <summary>One closed server for all tests of a class. Each makes users of its own.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ClosedServerFixture : IAsyncLifetime
{
    private ClosedServer? _server;

    internal ClosedServer Server => _server!;

    public async ValueTask InitializeAsync() => _server = await ClosedServer.StartAsync();

    public ValueTask DisposeAsync()
    {
        _server?.Dispose();
        return ValueTask.CompletedTask;
    }
}
