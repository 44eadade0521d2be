using System.Globalization;
using System.Runtime.Versioning;

namespace Strata.Consumers.Tests.Server;

/// <summary>One open server for all tests of a class. Each test has a space of its own on it.</summary>
[UnsupportedOSPlatform("windows")]
public class ServerFixture : IDisposable
{
    private static int _spaces;

    public ServerFixture() : this([])
    {
    }

    protected ServerFixture(params string[] arguments) => Server = ServerProcess.Start(arguments);

    internal ServerProcess Server { get; }

    /// <summary>The name of a space that no other test uses.</summary>
    internal static string NewSpace() => string.Create(CultureInfo.InvariantCulture, $"shop-{Interlocked.Increment(ref _spaces)}");

    public void Dispose()
    {
        Server.Dispose();
        GC.SuppressFinalize(this);
    }
}

/// <summary>One that looks for what is due five times a second, and takes what is in a directory that is not there.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class BusyServerFixture() : ServerFixture("--poll-interval", "0.2", "--allow-source", "/srv/allowed");
